package org.iccm.core.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.iccm.api.Iccm;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.junit.CustomizesIccm;
import org.iccm.testkit.junit.IccmSetup;
import org.iccm.testkit.junit.IccmTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What the testkit's extension blames a test for. */
class IccmExtensionFindsTest {
  private static final List<Thread> STARTED = new java.util.ArrayList<>();

  private static List<Throwable> failures(Class<?> test) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(test))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .map(e -> e.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow())
        .toList();
  }

  @AfterEach
  void endThreads() {
    STARTED.forEach(Thread::interrupt);
  }

  @IccmTest
  static class LeavesThread {
    @Test
    void startsAThreadThatNobodyEnds(Iccm iccm) {
      assertThat(iccm.orchestra()).isNotEmpty();
      Thread left =
          new Thread(
              () -> {
                try {
                  Thread.sleep(60_000);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              },
              "iccm-rogue");
      left.setDaemon(true);
      left.start();
      STARTED.add(left);
    }
  }

  @Test
  void aThreadLeftBehind() {
    assertThat(failures(LeavesThread.class))
        .singleElement()
        .satisfies(e -> assertThat(e).hasMessageContaining("iccm-rogue"));
  }

  @IccmTest
  static class CannotClose {
    @CustomizesIccm
    static void addModel(IccmSetup setup) {
      ScriptedLlmBackend model = ScriptedLlmBackend.always("m", "hi");
      setup.llm(
          "m",
          new org.iccm.api.llm.LlmBackend() {
            @Override
            public org.iccm.api.llm.ModelCard model() {
              return model.model();
            }

            @Override
            public org.iccm.api.llm.Completion complete(
                org.iccm.api.llm.CompletionRequest request) {
              return model.complete(request);
            }

            @Override
            public void close() {
              throw new IllegalStateException("stuck");
            }
          });
    }

    @Test
    void uses(Iccm iccm) {
      assertThat(iccm.orchestra()).containsExactly("m");
    }
  }

  @Test
  void aPartThatCannotBeClosed() {
    assertThat(failures(CannotClose.class))
        .singleElement()
        .satisfies(e -> assertThat(e).rootCause().hasMessage("stuck"));
  }

  @IccmTest
  static class WrongSetUp {
    @CustomizesIccm
    void takesNothing() {}

    @Test
    void uses(Iccm iccm) {}
  }

  @Test
  void aCustomisingMethodWithOtherParameters() {
    assertThat(failures(WrongSetUp.class))
        .singleElement()
        .satisfies(e -> assertThat(e).hasMessageContaining("must take one IccmSetup"));
  }
}
