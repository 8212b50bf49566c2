package org.iccm.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.iccm.examples.laboratory.Laboratory;
import org.iccm.examples.laboratory.Mixture;
import org.iccm.training.stream.SupervisedExample;
import org.junit.jupiter.api.Test;

class LaboratorySourceTest {
  private static final int PROGRAMS = 12;

  private static LaboratorySource source(Mixture mixture, long seed) {
    return new LaboratorySource(1, mixture, PROGRAMS, seed);
  }

  private static List<SupervisedExample> take(LaboratorySource source, long from, int many) {
    List<SupervisedExample> some = new ArrayList<>();
    Iterator<SupervisedExample> examples = source.from(from);
    for (int i = 0; i < many; i++) {
      some.add(examples.next());
    }
    return some;
  }

  @Test
  void itIsTheMixturesStreamWhereverItIsEntered() {
    List<SupervisedExample> expected =
        Mixture.FROZEN.stream(Laboratory.of(1), PROGRAMS, 9)
            .limit(70)
            .map(p -> new SupervisedExample(p.chunk(), p.requirements()))
            .toList();
    LaboratorySource known = source(Mixture.FROZEN, 9);
    for (int from = 69; from >= 0; from--) {
      int many = Math.min(4, 70 - from);
      List<SupervisedExample> wanted = expected.subList(from, from + many);
      assertThat(take(source(Mixture.FROZEN, 9), from, many)).as("from %d", from).isEqualTo(wanted);
      // one that knows an epoch's length by now
      assertThat(take(known, from, many)).as("again from %d", from).isEqualTo(wanted);
    }
  }

  @Test
  void identitiesDifferWhereStreamsDo() {
    LaboratorySource one = source(Mixture.FROZEN, 9);
    assertThat(source(Mixture.FROZEN, 9).identity()).isEqualTo(one.identity());
    assertThat(source(Mixture.FROZEN, 8).identity()).isNotEqualTo(one.identity());
    assertThat(source(Mixture.COMPLETE, 9).identity()).isNotEqualTo(one.identity());
  }
}
