package org.iccm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.application.SourceFile;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.Disclosure;
import org.iccm.api.context.EngineerCard;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.GateFinding;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.context.Requirement;
import org.iccm.api.error.CancelledException;
import org.iccm.testkit.sample.SampleApplication;
import org.iccm.testkit.threads.IccmThreads;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ContextEngineer} has to do. Extend it and say how engineers are made, with
 * scripted models where they need some; each test makes its own and closes it.
 *
 * @since 0.1.0
 */
@DisplayName("A context engineer")
public abstract class ContextEngineerContract {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** For subclasses. */
  protected ContextEngineerContract() {}

  /**
   * An engineer that can serve {@link #request()}.
   *
   * @return a new one; the contract closes it
   */
  protected abstract ContextEngineer newEngineer();

  /**
   * What it is asked.
   *
   * @return by default the whole sample application with a generous budget
   */
  protected ContextRequest request() {
    return ContextRequest.builder(SampleApplication.view(), 400)
        .disclosure(Disclosure.SIGNATURES)
        .seed(42)
        .build();
  }

  private EngineeredContext write(ContextEngineer engineer, ContextRequest request)
      throws InterruptedException {
    return Background.start(() -> engineer.engineer(request)).within(PATIENCE, "a context").value();
  }

  /** Its card. */
  @Nested
  @DisplayName("describes itself")
  class Card {
    @Test
    @DisplayName("with a name and a fingerprint")
    void completely() {
      try (ContextEngineer engineer = newEngineer()) {
        assertThat(engineer.card().name()).isNotBlank();
        assertThat(engineer.card().fingerprint()).isNotBlank();
      }
    }

    @Test
    @DisplayName("the same before and after work, and in every instance made alike")
    void stably() throws InterruptedException {
      try (ContextEngineer engineer = newEngineer();
          ContextEngineer another = newEngineer()) {
        EngineerCard card = engineer.card();
        write(engineer, request());
        assertThat(engineer.card()).isEqualTo(card);
        assertThat(another.card()).isEqualTo(card);
      }
    }
  }

  /** Its contexts. */
  @Nested
  @DisplayName("writes a context")
  class Contexts {
    @Test
    @DisplayName("whose requirements say something, each once")
    void ofRequirements() throws InterruptedException {
      try (ContextEngineer engineer = newEngineer()) {
        List<Requirement> requirements = write(engineer, request()).requirements();
        assertThat(requirements).allSatisfy(r -> assertThat(r.text()).isNotBlank());
        assertThat(requirements.stream().map(Requirement::id)).doesNotHaveDuplicates();
      }
    }

    @Test
    @DisplayName("that speaks only of files the application has")
    void ofTheApplication() throws InterruptedException {
      Set<String> paths =
          request().application().sources().stream()
              .map(SourceFile::path)
              .collect(Collectors.toSet());
      try (ContextEngineer engineer = newEngineer()) {
        for (Requirement requirement : write(engineer, request()).requirements()) {
          assertThat(requirement.units()).allSatisfy(u -> assertThat(paths).contains(u.path()));
        }
      }
    }

    @Test
    @DisplayName("without whole source files in it, unless its card says that it leaks")
    void withoutSource() throws InterruptedException {
      try (ContextEngineer engineer = newEngineer()) {
        EngineeredContext context = write(engineer, request());
        String text =
            context.requirements().stream()
                .map(Requirement::text)
                .collect(Collectors.joining("\n"));
        boolean copies =
            request().application().sources().stream()
                .anyMatch(s -> text.contains(s.text().strip()));
        assertThat(copies).isEqualTo(engineer.card().leaking());
      }
    }

    @Test
    @DisplayName("the same again for the same request")
    void again() throws InterruptedException {
      try (ContextEngineer engineer = newEngineer();
          ContextEngineer another = newEngineer()) {
        String digest = write(engineer, request()).digest();
        assertThat(write(engineer, request()).digest()).isEqualTo(digest);
        assertThat(write(another, request()).digest()).isEqualTo(digest);
      }
    }

    @Test
    @DisplayName("whatever the models are told about the interface")
    void forEveryDisclosure() throws InterruptedException {
      try (ContextEngineer engineer = newEngineer()) {
        for (Disclosure disclosure : Disclosure.values()) {
          ContextRequest request = request().toBuilder().disclosure(disclosure).build();
          assertThat(write(engineer, request)).isNotNull();
        }
      }
    }

    @Test
    @DisplayName("anew after the gate rejected the first")
    void afterRejection() throws InterruptedException {
      ContextRequest request = request();
      GateVerdict verdict =
          GateVerdict.builder(false, request.budgetTokens() + 10, request.budgetTokens())
              .findings(
                  List.of(
                      new GateFinding(
                          "budget",
                          request.budgetTokens() + 10,
                          request.budgetTokens(),
                          "ten tokens too many")))
              .build();
      try (ContextEngineer engineer = newEngineer()) {
        assertThat(write(engineer, request.toBuilder().earlierRejection(verdict).build()))
            .isNotNull();
      }
    }

    @Test
    @DisplayName("for several callers at once")
    void forSeveral() throws InterruptedException {
      try (ContextEngineer engineer = newEngineer()) {
        String digest = write(engineer, request()).digest();
        List<Background<EngineeredContext>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          calls.add(Background.start(() -> engineer.engineer(request())));
        }
        for (Background<EngineeredContext> call : calls) {
          assertThat(call.within(PATIENCE, "one of several contexts").value().digest())
              .isEqualTo(digest);
        }
      }
    }
  }

  /** Its interrupts. */
  @Nested
  @DisplayName("on an interrupted thread")
  class Interrupts {
    @Test
    @DisplayName("gives its context or CancelledException, soon, and keeps the flag")
    void keepsFlag() throws InterruptedException {
      try (ContextEngineer engineer = newEngineer()) {
        Background<EngineeredContext> call =
            Background.start(
                () -> {
                  Thread.currentThread().interrupt();
                  return engineer.engineer(request());
                });
        call.within(Background.A_SECOND, "a call on an interrupted thread");
        if (call.error() == null) {
          assertThat(call.value()).isNotNull();
        } else {
          assertThat(call.error()).isInstanceOf(CancelledException.class);
        }
        assertThat(call.flagKept()).as("interrupt flag kept").isTrue();
      }
    }
  }

  /** Its end. */
  @Nested
  @DisplayName("when closed")
  class Closing {
    @Test
    @DisplayName("refuses later calls with IllegalStateException, unless it held nothing to free")
    void refuses() throws InterruptedException {
      ContextEngineer engineer = newEngineer();
      String before = write(engineer, request()).digest();
      engineer.close();
      Background<EngineeredContext> call = Background.start(() -> engineer.engineer(request()));
      call.within(PATIENCE, "a call on a closed engineer");
      if (call.error() == null) {
        assertThat(call.value().digest()).isEqualTo(before);
      } else {
        assertThat(call.error()).isInstanceOf(IllegalStateException.class);
      }
    }

    @Test
    @DisplayName("twice, does nothing more, and leaves no thread of its own")
    void twice() throws InterruptedException {
      IccmThreads threads = IccmThreads.now();
      ContextEngineer engineer = newEngineer();
      write(engineer, request());
      engineer.close();
      engineer.close();
      threads.assertNoneAdded(Duration.ofSeconds(5));
    }
  }
}
