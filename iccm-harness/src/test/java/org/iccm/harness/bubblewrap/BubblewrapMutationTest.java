package org.iccm.harness.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.iccm.api.application.Application;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.dataset.ApplicationReader;
import org.iccm.harness.language.PythonMutants;
import org.iccm.harness.mutation.MutationAnalysis;
import org.iccm.harness.mutation.MutationReport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("sandbox")
class BubblewrapMutationTest {
  @TempDir static Path natives;

  @Test
  void aRealSuiteNoticesMostOfASample() {
    Application app =
        ApplicationReader.standard().read(Path.of("../iccm-examples/applications/tide-ledger"));
    try (TestRunner runner = new BubblewrapContractTest().newRunner()) {
      MutationReport report =
          MutationAnalysis.builder(runner, PythonMutants.in(natives)).cap(12).build().measure(app);
      assertThat(report.results()).hasSize(12);
      assertThat(report.count().undecided()).isZero();
      assertThat(report.score().orElse(0)).isGreaterThan(.5);
    }
  }
}
