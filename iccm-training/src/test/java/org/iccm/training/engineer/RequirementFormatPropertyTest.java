package org.iccm.training.engineer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.training.t5.T5Size;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;

class RequirementFormatPropertyTest {
  private static final TextTokenizer TOKENIZER = TextTokenizer.shipped(ShippedTokenizer.CODE_4K);
  private static final RequirementFormat FORMAT =
      RequirementFormat.of(TOKENIZER, T5Size.TEST.config());
  private static final Set<UnitId> UNITS = Set.of(new UnitId("a.py", "f"));

  @AfterContainer
  static void close() {
    TOKENIZER.close();
  }

  @Provide
  Arbitrary<List<Requirement>> requirements() {
    Arbitrary<String> words = Arbitraries.strings().ofMinLength(1).ofMaxLength(12);
    Arbitrary<String> markers = Arbitraries.of("</s>", "<functional>", "<unit>", "<", "0000000");
    Arbitrary<String> texts =
        Arbitraries.oneOf(words, markers)
            .list()
            .ofMinSize(1)
            .ofMaxSize(8)
            .map(parts -> RequirementFormat.clean("a" + String.join(" ", parts)));
    return Combinators.combine(Arbitraries.of(RequirementKind.class), texts)
        .as((kind, text) -> Requirement.builder(kind, text).units(UNITS).build())
        .list()
        .ofMaxSize(12)
        .uniqueElements(Requirement::text);
  }

  @Property(tries = 300)
  void whatIsRenderedIsReadBack(@ForAll("requirements") List<Requirement> requirements) {
    int[] ids = FORMAT.target(requirements, Integer.MAX_VALUE);
    assertThat(FORMAT.requirements(ids, true, UNITS)).isEqualTo(requirements);
  }

  @Property(tries = 300)
  void anyIdsAreReadInADefinedWay(
      @ForAll @Size(max = 400) List<@IntRange(min = -2, max = 4200) Integer> ids,
      @ForAll boolean ended) {
    int[] some = ids.stream().mapToInt(Integer::intValue).toArray();
    List<Requirement> read = FORMAT.requirements(some, ended, UNITS);
    assertThat(read).isEqualTo(FORMAT.requirements(some, ended, UNITS));
    assertThat(read.stream().map(Requirement::id)).doesNotHaveDuplicates();
    assertThat(read)
        .allSatisfy(r -> assertThat(RequirementFormat.clean(r.text())).isEqualTo(r.text()));
    // What was read can be learned as it is.
    int[] again = FORMAT.target(read, Integer.MAX_VALUE);
    assertThat(FORMAT.requirements(again, true, UNITS)).isEqualTo(read);
  }
}
