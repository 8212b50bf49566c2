package org.iccm.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.iccm.api.Iccm;
import org.iccm.api.error.ProviderException;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

class IccmExtensionAloneTest {
  @IccmTest
  static class WantsIccm {
    @Test
    void uses(Iccm iccm) {
      assertThat(iccm).isNotNull();
    }
  }

  @Test
  void saysWhatIsMissingWhereIccmIsNotOnTheClassPath() {
    Throwable failure =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(WantsIccm.class))
            .execute()
            .testEvents()
            .failed()
            .stream()
            .map(e -> e.getRequiredPayload(TestExecutionResult.class))
            .findFirst()
            .orElseThrow()
            .getThrowable()
            .orElseThrow();
    assertThat(failure).hasRootCauseInstanceOf(ProviderException.class);
    assertThat(failure).rootCause().hasMessageContaining("iccm-core");
  }
}
