package org.iccm.examples.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.context.GateVerdict;
import org.iccm.core.gate.LeakageGate;
import org.iccm.core.requirements.RequirementRenderer;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaboratoryGateTest {
  private final Cl100kTokenCounter tokens = new Cl100kTokenCounter();
  private final LeakageGate gate = new LeakageGate(tokens);

  @Test
  void goldIsAdmittedSourceIsNotAndCompleteRenderingsAreTooLong(@TempDir Path work) {
    Laboratory lab = Laboratory.of(1);
    int programs = 0;
    int gold = 0;
    int source = 0;
    int shortEnough = 0;
    try (Iccm iccm = Iccm.builder().workDirectory(work).build()) {
      Optional<LanguageSupport> python = iccm.language("python");
      assertThat(python).isPresent();
      for (LabProgram p : lab.programs(LabSplit.H2).limit(40).toList()) {
        LabSuite suite = lab.suite(p).orElseThrow();
        Application app = lab.application(p, suite, LabSplit.H2, Build.STATEMENTS, tokens);
        int budget = Laboratory.budget(p, tokens);
        programs++;
        String text = RequirementRenderer.render(app.gold().orElseThrow().requirements());
        GateVerdict verdict = gate.judge(text, app.view(), app.suite(), budget, false, python);
        gold += verdict.admitted() ? 1 : 0;
        GateVerdict copied =
            gate.judge(
                app.view().sources().get(0).text(),
                app.view(),
                app.suite(),
                Integer.MAX_VALUE,
                false,
                python);
        source += copied.admitted() ? 1 : 0;
        for (Wording w : Wording.all()) {
          int size = tokens.count(RequirementRenderer.render(Requirements.complete(p, w)));
          shortEnough += size <= budget ? 1 : 0;
        }
        for (int w = 0; w < Wording.COUNT; w += 9) {
          String all = RequirementRenderer.render(Requirements.complete(p, Wording.of(w)));
          GateVerdict whole =
              gate.judge(all, app.view(), app.suite(), Integer.MAX_VALUE, false, python);
          // a budget aside, no wording is taken for a copy, nor an example for a test
          assertThat(whole.findings()).as(all).isEmpty();
        }
      }
    }
    assertThat(source).isZero();
    assertThat(shortEnough).as("no wording makes room for all facts").isZero();
    assertThat(gold).isEqualTo(programs);
  }
}
