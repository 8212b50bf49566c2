package org.iccm.harness.wheels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.error.CancelledException;
import org.iccm.harness.archive.RawZip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WheelLayersTest {
  private static final PythonTarget TARGET = new PythonTarget(11, "x86_64", 36);

  @TempDir Path temp;

  private Path shelf() {
    return temp.resolve("shelf");
  }

  private Path cache() {
    return temp.resolve("cache");
  }

  private WheelLayer layer(String lock) {
    return WheelLayers.in(cache(), TARGET)
        .layer(RequirementsLock.parse("till", RequirementsLock.FILE, lock), shelf());
  }

  private ThrowableAssertAlternative<ApplicationException> refused(String lock) throws IOException {
    ThrowableAssertAlternative<ApplicationException> fault =
        assertThatExceptionOfType(ApplicationException.class).isThrownBy(() -> layer(lock));
    try (Stream<Path> left = Files.list(cache().resolve("wheels"))) {
      assertThat(left).isEmpty();
    }
    return fault;
  }

  private ThrowableAssertAlternative<ApplicationException> refused(WheelFile wheel)
      throws IOException {
    return refused(wheel.into(shelf())).withMessageContaining(wheel.fileName());
  }

  @Test
  void wheelsAreLaidOutOnce() throws IOException {
    String lock =
        new WheelFile("alpha", "1.0")
                .with("alpha/data,1.txt", "x")
                .with("alpha-1.0.data/purelib/alpha_more.py", "y = 1\n")
                .with("alpha/__pycache__/more.cpython-311.pyc", "x")
                .with("alpha-1.0.data/scripts/ls", "#!python\n")
                .into(shelf())
            + new WheelFile("beta", "2").into(shelf());
    WheelLayer layer = layer(lock);
    assertThat(layer.directory().resolve("alpha/__init__.py")).hasContent("VERSION = '1.0'\n");
    assertThat(layer.directory().resolve("alpha/data,1.txt")).hasContent("x");
    assertThat(layer.directory().resolve("alpha_more.py")).exists();
    assertThat(layer.directory().resolve("beta-2.dist-info/METADATA")).exists();
    try (Stream<Path> all = Files.walk(layer.directory())) {
      for (Path path : all.toList()) {
        assertThat(String.valueOf(path.getFileName())).isNotIn("ls", "__pycache__");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .isEqualTo(Files.isDirectory(path) ? "r-xr-xr-x" : "r--r--r--");
      }
    }
    Files.delete(shelf().resolve("beta-2-py3-none-any.whl"));
    assertThat(layer(lock)).isEqualTo(layer);
    assertThat(
            WheelLayers.in(cache(), new PythonTarget(12, "x86_64", 36))
                .layer(
                    RequirementsLock.parse("till", "lock", lock.substring(0, lock.indexOf("beta"))),
                    shelf())
                .digest())
        .isNotEqualTo(layer.digest());
    unseal();
  }

  /** So that the temporary directory can be removed by any user. */
  private void unseal() throws IOException {
    try (Stream<Path> all = Files.walk(cache())) {
      for (Path path : all.toList()) {
        if (Files.isDirectory(path)) {
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
    }
  }

  @Test
  void theHashDecides() throws IOException {
    String lock = new WheelFile("alpha", "1.0").into(shelf());
    new WheelFile("alpha", "1.0").with("alpha/evil.py", "x").into(shelf());
    refused(lock)
        .withMessageContaining("no wheel for alpha==1.0")
        .withMessageContaining("which is not locked");
    Files.delete(shelf().resolve("alpha-1.0-py3-none-any.whl"));
    refused(lock + new WheelFile("beta", "1").into(temp.resolve("elsewhere")))
        .withMessageContaining("alpha==1.0")
        .withMessageContaining("beta==1");
  }

  @Test
  void whatKilledProcessesLeftIsSweptAfterADay() throws IOException {
    Path place = Files.createDirectories(cache().resolve("wheels"));
    Path young = Files.createDirectory(place.resolve(".making-1"));
    Path old = Files.createDirectories(place.resolve(".making-2/layer")).getParent();
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    layer(new WheelFile("alpha", "1.0").into(shelf()));
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    unseal();
  }

  @Test
  void anInterruptEndsItAndLeavesNothing() throws IOException {
    String lock = new WheelFile("alpha", "1.0").into(shelf());
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(CancelledException.class).isThrownBy(() -> layer(lock));
    assertThat(Thread.interrupted()).isTrue();
    try (Stream<Path> left = Files.list(cache().resolve("wheels"))) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alpha.pth",
        "alpha/deep.PTH",
        "sitecustomize.py",
        "usercustomize/__init__.py",
        "json/__init__.py",
        "pytest.py",
        "_pytest/x.py",
        "conftest.py",
        "random.cpython-311-x86_64-linux-gnu.so",
        "alpha-1.0.data/purelib/os.py",
        "alpha-1.0.data/unknown/x.py",
        "other-2.0.dist-info/METADATA"
      })
  void filesThatWouldDoMoreAreRefused(String path) throws IOException {
    refused(new WheelFile("alpha", "1.0").with(path, "x"));
  }

  @Test
  void aRecordThatDiffersIsRefused() throws IOException {
    WheelFile empty = new WheelFile("alpha", "1.0");
    empty.record = "alpha-1.0.dist-info/RECORD,,\n";
    refused(empty).withMessageContaining("is not in RECORD");
    WheelFile wrong = new WheelFile("alpha", "1.0");
    wrong.record =
        "alpha/__init__.py,sha256=AAAA,3\n../../etc/passwd,,\nalpha-1.0.dist-info/RECORD,,\n"
            + "alpha-1.0.dist-info/WHEEL,,\nalpha-1.0.dist-info/METADATA,,\n";
    refused(wrong)
        .withMessageContaining("alpha/__init__.py is not what RECORD says")
        .withMessageContaining("../../etc/passwd, which is not there");
    WheelFile missing = new WheelFile("alpha", "1.0");
    missing.files.remove("alpha-1.0.dist-info/WHEEL");
    refused(missing).withMessageContaining("WHEEL is missing");
    refused(new WheelFile("alpha", "1.0").with("alpha-1.0.dist-info/METADATA", "Name: beta\n"))
        .withMessageContaining("another package");
    refused(new WheelFile("alpha", "1.0").with("alpha-1.0.dist-info/WHEEL", "Wheel-Version: 2.0\n"))
        .withMessageContaining("Wheel-Version");
  }

  @Test
  void aWheelIsAnUntrustedArchive() throws IOException {
    RawZip zip = new RawZip();
    zip.add("../evil.py", "x");
    Files.createDirectories(shelf());
    Files.write(shelf().resolve("alpha-1.0-py3-none-any.whl"), zip.bytes());
    refused("alpha==1.0 --hash=sha256:" + WheelShelf.sha256(zip.bytes()))
        .withMessageContaining("entry '../evil.py'");
    assertThat(temp.resolve("evil.py")).doesNotExist();
  }

  @Test
  void packagesThatShareAFileAreRefused() throws IOException {
    String lock =
        new WheelFile("alpha", "1.0").with("shared/x.py", "1").into(shelf())
            + new WheelFile("beta", "1.0").with("Shared/X.py", "2").into(shelf());
    refused(lock).withMessageContaining("is also in alpha-1.0-py3-none-any.whl");
  }

  @ParameterizedTest
  @CsvSource({
    "py3-none-any, true",
    "py2.py3-none-any, true",
    "py2-none-any, false",
    "py312-none-any, false",
    "cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64, true",
    "cp311-cp311-manylinux_2_39_x86_64, false",
    "cp311-cp311-musllinux_1_2_x86_64, false",
    "cp311-cp311-manylinux2014_aarch64, false",
    "cp311-cp311-win_amd64, false",
    "cp310-cp310-linux_x86_64, false",
    "cp38-abi3-manylinux2014_x86_64, true",
    "cp312-abi3-manylinux2014_x86_64, false",
    "cp311-cp311t-manylinux2014_x86_64, false",
    "pp311-pypy311_pp73-manylinux2014_x86_64, false"
  })
  void tagsTellWhatRunsHere(String tag, boolean fits) {
    WheelName name = WheelName.find("alpha-1.0-" + tag + ".whl").orElseThrow();
    assertThat(TARGET.fit(name) > 0).isEqualTo(fits);
  }

  @Test
  void theMostSpecificWheelIsTaken() throws IOException {
    WheelFile general = new WheelFile("alpha", "1.0");
    String lock = general.into(shelf()).strip();
    WheelFile special = new WheelFile("alpha", "1.0").with("alpha/fast.py", "x");
    special.tag = "cp311-cp311-manylinux2014_x86_64";
    lock += " " + special.into(shelf()).split(" ")[1];
    assertThat(layer(lock).directory().resolve("alpha/fast.py")).exists();
    assertThat(WheelName.find("alpha.whl")).isEmpty();
    unseal();
  }

  @Test
  void manyMakeOneLayer() throws Exception {
    String lock = new WheelFile("alpha", "1.0").into(shelf());
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<WheelLayer>> made = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        made.add(pool.submit(() -> layer(lock)));
      }
      Set<WheelLayer> layers = new HashSet<>();
      for (Future<WheelLayer> layer : made) {
        layers.add(layer.get());
      }
      assertThat(layers).hasSize(1);
      try (Stream<Path> left = Files.list(cache().resolve("wheels"))) {
        assertThat(left).hasSize(1);
      }
    } finally {
      pool.shutdownNow();
    }
    unseal();
  }
}
