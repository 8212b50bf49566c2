package org.iccm.harness.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.harness.dataset.ApplicationReader;

/** Units of the bundled applications, with texts of all kinds in their places. */
class SplicePropertyTest {
  private static final PythonLanguage PYTHON =
      new PythonLanguage(new PythonParser(Path.of("target", "native")));

  private record Place(SourceFile file, CodeUnit unit) {}

  private static final List<Place> PLACES =
      ApplicationReader.standard().readAll(Path.of("../iccm-examples/applications")).stream()
          .flatMap(a -> a.view().sources().stream())
          .flatMap(f -> PYTHON.units(f).stream().map(u -> new Place(f, u)))
          .toList();

  @Property(tries = 400)
  void aVariantChangesItsUnitOnlyAndTheWayBackIsOpen(
      @ForAll("places") Place place, @ForAll("lines") String line) {
    CodeUnit unit = place.unit;
    String spliced;
    try {
      spliced = PYTHON.splice(place.file, unit.id(), unit.text() + "\n    " + line).text();
    } catch (IllegalArgumentException e) {
      Statistics.label("variants").collect("refused");
      assertThat(e.getMessage()).contains(unit.id().toString());
      return;
    }
    Statistics.label("variants").collect("spliced");
    SourceFile changed = new SourceFile(place.file.path(), spliced);
    assertThat(outside(changed, unit.id(), true)).isEqualTo(outside(place.file, unit.id(), true));
    String text = place.file.text();
    String head = text.lines().limit(unit.startLine() - 1L).reduce("", (a, b) -> a + b + "\n");
    String tail = text.lines().skip(unit.endLine()).reduce("", (a, b) -> a + b + "\n");
    assertThat(spliced).startsWith(head).endsWith(tail);
    // a comment at the unit's end is not part of it any more
    if (!line.startsWith("#")) {
      assertThat(PYTHON.splice(changed, unit.id(), unit.text())).isEqualTo(place.file);
    }
  }

  @Property(tries = 300)
  void anyTextIsSplicedOrRefused(@ForAll("places") Place place, @ForAll("code") String code) {
    try {
      SourceFile changed = PYTHON.splice(place.file, place.unit.id(), code);
      assertThat(PYTHON.parses(changed)).isTrue();
      assertThat(outside(changed, place.unit.id(), false))
          .containsAll(outside(place.file, place.unit.id(), false));
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).contains(place.unit.id().toString());
    }
  }

  /** All units that neither hold this one nor are inside it. */
  private static List<String> outside(SourceFile file, UnitId unit, boolean withText) {
    String name = unit.name().replaceFirst("[( ].*", "");
    Stream<String> units =
        PYTHON.units(file).stream()
            .filter(u -> !name.startsWith(u.id().name() + "."))
            .filter(u -> !u.id().equals(unit) && !u.id().name().startsWith(name + "."))
            .map(u -> u.id() + (withText ? " " + u.text() : ""));
    return units.toList();
  }

  @Provide
  Arbitrary<Place> places() {
    return Arbitraries.of(PLACES);
  }

  @Provide
  Arbitrary<String> lines() {
    return Arbitraries.of(
        "pass",
        "x = 1",
        "return None",
        "# comment",
        "'''text\nand more'''",
        "if True: pass",
        "def inner(): return 1",
        "'''never closed",
        "(",
        "x = \\",
        "else: pass",
        "\tpass",
        "raise ValueError('\u20ac')",
        "@decorator",
        "async def f(): pass",
        "\0");
  }

  @Provide
  Arbitrary<String> code() {
    return Arbitraries.of(PLACES)
        .map(p -> p.unit.text())
        .flatMap(
            text ->
                Arbitraries.of(
                        text,
                        "import os\n",
                        "x_9 = 1\n",
                        "\n",
                        "# c\n",
                        "class A:\n",
                        "    ",
                        "@d\n",
                        "'''",
                        "(",
                        ")",
                        "\\",
                        "pass\n",
                        "def f(): pass\n",
                        "\r\n")
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(5)
                    .map(parts -> String.join("", parts)));
  }
}
