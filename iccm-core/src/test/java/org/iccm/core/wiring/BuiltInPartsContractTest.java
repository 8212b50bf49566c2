package org.iccm.core.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.iccm.api.Iccm;
import org.iccm.api.IccmBuilder;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.reward.RewardFunction;
import org.iccm.testkit.contract.ContextEngineerContract;
import org.iccm.testkit.contract.RewardFunctionContract;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Core's own engineers and rewards, wired by name, held to their contracts. */
class BuiltInPartsContractTest {
  @TempDir Path directory;
  private final List<Iccm> open = new ArrayList<>();

  private Iccm wire(java.util.function.Consumer<IccmBuilder> part) {
    IccmBuilder builder =
        Iccm.builder()
            .environment(Map.of())
            .workDirectory(directory)
            .cacheDirectory(directory)
            .llm("m", ScriptedLlmBackend.always("m", "hi"));
    part.accept(builder);
    Iccm iccm = builder.build();
    open.add(iccm);
    return iccm;
  }

  private ContextEngineer engineer(String provider, Map<String, ?> settings) {
    return wire(b -> b.engineer("e", provider, settings)).engineer("e");
  }

  private RewardFunction reward(String provider) {
    return wire(b -> b.reward(provider, Map.of())).reward();
  }

  @AfterEach
  void closeAll() {
    open.forEach(Iccm::close);
  }

  @Nested
  class MeanReward extends RewardFunctionContract {
    @Override
    protected RewardFunction newReward() {
      return reward("mean");
    }
  }

  @Nested
  class FourTermReward extends RewardFunctionContract {
    @Override
    protected RewardFunction newReward() {
      return reward("four-term");
    }
  }

  @Nested
  class NoneEngineer extends ContextEngineerContract {
    @Override
    protected ContextEngineer newEngineer() {
      return engineer("none", Map.of());
    }
  }

  @Nested
  class SourceEngineer extends ContextEngineerContract {
    @Override
    protected ContextEngineer newEngineer() {
      return engineer("source", Map.of());
    }
  }

  @Nested
  class FileEngineer extends ContextEngineerContract {
    @Override
    protected ContextEngineer newEngineer() {
      try {
        Files.writeString(
            directory.resolve(SampleApplication.ID + ".md"),
            """
            ## shelf.py#label
            - **functional** Four letters in capitals, a dash, two digits of the year.

            ## *
            - **constraint** No imports.
            """);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return engineer("file", Map.of("directory", directory));
    }
  }
}
