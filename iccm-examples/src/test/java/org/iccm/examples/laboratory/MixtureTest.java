package org.iccm.examples.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.iccm.api.Iccm;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.LanguageSupport;
import org.iccm.core.reading.Chunker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixtureTest {
  private final Laboratory lab = Laboratory.of(1);

  @Test
  void aQuarterOfTheFactsIsLeftOutAndWordingsAndBuildsAreEven() {
    int facts = 0;
    int told = 0;
    int[] wordings = new int[Wording.COUNT];
    int expressions = 0;
    int pairs = 0;
    for (LabProgram p : lab.drawn(LabSplit.PHASE1).limit(2_000).toList()) {
      facts += p.facts().size();
      for (TrainingPair pair : Mixture.FROZEN.pairs(p, 5, 0)) {
        pairs++;
        told += pair.requirements().size();
        wordings[pair.wording().number()]++;
        boolean second =
            p.chunks(Build.EXPRESSIONS).stream()
                .anyMatch(c -> c.text().equals(pair.chunk().text()));
        expressions += second ? 1 : 0;
        assertThat(pair.requirements()).isNotEmpty();
        assertThat(FactReader.of(p).read(pair.requirements()).factsRight()).isEqualTo(1);
      }
    }
    // of functions with two facts, the last one stays: a little over three quarters
    assertThat(told / (double) facts).isBetween(0.73, 0.79);
    assertThat(Arrays.stream(wordings)).allMatch(n -> n > 10 && n < 110);
    assertThat(expressions / (double) pairs).isBetween(0.45, 0.55);
  }

  @Test
  void theStreamComesAgainAndDiffersByEpoch() {
    List<TrainingPair> some = Mixture.FROZEN.stream(lab, 20, 9).limit(60).toList();
    assertThat(Mixture.FROZEN.stream(lab, 20, 9).limit(60)).isEqualTo(some);
    assertThat(Mixture.FROZEN.stream(lab, 20, 10).limit(60)).isNotEqualTo(some);
    Set<String> sources = new HashSet<>();
    some.forEach(p -> sources.add(p.chunk().name()));
    assertThat(sources).hasSizeBetween(20, 40);
    assertThat(new HashSet<>(some)).hasSizeGreaterThan(40);
    LabProgram p = lab.drawn(LabSplit.PHASE1).findFirst().orElseThrow();
    assertThat(
            Mixture.COMPLETE.pairs(p, 1, 0).stream().mapToInt(x -> x.requirements().size()).sum())
        .isEqualTo(p.facts().size());
  }

  @Test
  void whatIsTrainedOnIsWhatCetDReads(@TempDir Path work) {
    try (Iccm iccm = Iccm.builder().workDirectory(work).build()) {
      LanguageSupport python = iccm.language("python").orElseThrow();
      Chunker chunker = new Chunker(python, String::length, 400);
      for (LabSplit split : List.of(LabSplit.PHASE1, LabSplit.H3)) {
        for (LabProgram p : lab.drawn(split).limit(60).toList()) {
          for (Build build : Build.values()) {
            ApplicationView view =
                ApplicationView.builder("x", "x", "x", "python")
                    .sources(List.of(p.source(build)))
                    .build();
            assertThat(p.chunks(build)).isEqualTo(chunker.chunks(view));
          }
        }
      }
    }
  }
}
