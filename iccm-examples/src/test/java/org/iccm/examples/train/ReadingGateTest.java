package org.iccm.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.core.reading.Chunk;
import org.iccm.examples.laboratory.Fact;
import org.iccm.examples.laboratory.LabProgram;
import org.iccm.examples.laboratory.LabSplit;
import org.iccm.examples.laboratory.Laboratory;
import org.iccm.examples.laboratory.Requirements;
import org.iccm.examples.laboratory.Wording;
import org.iccm.training.run.GateResult;
import org.junit.jupiter.api.Test;

class ReadingGateTest {
  private final List<LabProgram> programs =
      Laboratory.of(1).programs(LabSplit.VALIDATION).limit(12).toList();
  private final ReadingGate gate = new ReadingGate(programs, 512, 512, 7);

  /** Writes the true facts of a chunk, at most so many, each changed. */
  private GateResult judge(int most, UnaryOperator<String> change) {
    Map<UnitId, LabProgram> of =
        programs.stream()
            .flatMap(p -> p.units().stream().map(u -> Map.entry(u, p)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return gate.judge(
        chunks -> {
          List<ReadingGate.Written> written = new ArrayList<>();
          for (Chunk chunk : chunks) {
            UnitId unit = chunk.units().iterator().next();
            LabProgram program = of.get(unit);
            List<Integer> facts =
                program.facts().stream()
                    .filter(f -> f.unit().equals(unit))
                    .map(Fact::index)
                    .limit(most)
                    .toList();
            List<Requirement> told =
                facts.isEmpty() ? List.of() : Requirements.of(program, facts, Wording.of(42));
            written.add(
                new ReadingGate.Written(
                    told.stream()
                        .map(
                            r ->
                                Requirement.builder(r.kind(), change.apply(r.text()))
                                    .units(r.units())
                                    .build())
                        .toList(),
                    true));
          }
          return written;
        });
  }

  private static double figure(GateResult result, String name) {
    return result.figures().stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void truthPasses() {
    GateResult all = judge(99, text -> text);
    assertThat(all.passed()).as(all.toString()).isTrue();
    assertThat(figure(all, "factsRight")).isEqualTo(1);
    assertThat(figure(all, "constantsRight")).isEqualTo(1);
    assertThat(figure(all, "factsTold")).isEqualTo(1);
    assertThat(figure(all, "ended")).isEqualTo(1);
    assertThat(figure(all, "programs")).isEqualTo(12);
  }

  @Test
  void wrongConstantsOneFactAndSilenceDoNot() {
    GateResult wrong = judge(99, text -> text.replaceAll("(\\d)", "7$1"));
    assertThat(wrong.passed()).isFalse();
    assertThat(figure(wrong, "constantsRight")).isLessThan(0.98);
    assertThat(figure(wrong, "factsRight")).isLessThan(0.95);
    GateResult one = judge(1, text -> text);
    assertThat(figure(one, "factsRight")).isEqualTo(1);
    assertThat(figure(one, "factsTold")).isLessThan(0.5);
    assertThat(one.passed()).isFalse();
    assertThat(judge(0, text -> text).passed()).isFalse();
  }
}
