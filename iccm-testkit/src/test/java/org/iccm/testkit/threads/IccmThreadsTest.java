package org.iccm.testkit.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class IccmThreadsTest {
  private static Thread start(String name, CountDownLatch end) {
    Thread thread =
        new Thread(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Test
  void namesTheThreadThatIsLeftAndWhereItIs() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    IccmThreads before = IccmThreads.now();
    Thread left = start("iccm-left", end);
    assertThatThrownBy(() -> before.assertNoneAdded(Duration.ofMillis(50)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("iccm-left")
        .hasMessageContaining("CountDownLatch.await");
    end.countDown();
    left.join();
    before.assertNoneAdded(Duration.ZERO);
  }

  @Test
  void waitsForThreadsThatAreEnding() {
    CountDownLatch end = new CountDownLatch(1);
    IccmThreads before = IccmThreads.now();
    start("iccm-ending", end);
    Thread later =
        new Thread(
            () -> {
              try {
                Thread.sleep(200);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              end.countDown();
            });
    later.start();
    before.assertNoneAdded(Duration.ofSeconds(5));
  }

  @Test
  void overlooksOthersAndThoseThatLivedBefore() {
    CountDownLatch end = new CountDownLatch(1);
    start("iccm-earlier", end);
    IccmThreads before = IccmThreads.now();
    start("somebody-elses", end);
    assertThat(before.added()).isEmpty();
    end.countDown();
  }
}
