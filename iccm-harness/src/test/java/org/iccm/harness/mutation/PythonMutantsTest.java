package org.iccm.harness.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.iccm.api.application.Application;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.harness.dataset.ApplicationReader;
import org.iccm.harness.language.PythonMutants;
import org.iccm.harness.language.TestPython;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PythonMutantsTest {
  @TempDir static Path cache;

  private static List<String> mutants(String source) {
    return PythonMutants.in(cache).mutants(new SourceFile("m.py", source)).stream()
        .map(m -> m.operator() + " " + m.in(List.of(new SourceFile("m.py", source))).get(0).text())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x < y | COMPARISON x <= y",
        "x not in y | COMPARISON x in y",
        "x is y | COMPARISON x is not y",
        "x + y | ARITHMETIC x - y",
        "x // y | ARITHMETIC x / y",
        "x and y | BOOLEAN x or y",
        "not x | BOOLEAN (x)",
        "x = True | BOOLEAN x = False",
        "f(x) | STATEMENT pass",
        "x.y = z | STATEMENT pass",
        "x[y] = z | STATEMENT pass",
        "def f(x): return x | RETURN_VALUE def f(x): return None",
        "raise x | STATEMENT pass",
        "y if x else z | CONDITION y if (not (x)) else z"
      })
  void aSmallChangeOfEachKind(String source, String expected) {
    assertThat(mutants(source)).containsExactly(expected);
  }

  @Test
  void numbersAndAssignmentsHaveTwo() {
    assertThat(mutants("x = 3")).containsExactly("CONSTANT x = 2", "CONSTANT x = 4");
    assertThat(mutants("x = 0")).containsExactly("CONSTANT x = 1");
    assertThat(mutants("x = 1.5"))
        .containsExactly("CONSTANT x = (1.5 + 1)", "CONSTANT x = (1.5 - 1)");
    assertThat(mutants("x += y")).containsExactly("STATEMENT pass", "ARITHMETIC x -= y");
    assertThat(mutants("if x < y:\n    z\n"))
        .containsExactly("CONDITION if (not (x < y)):\n    z\n", "COMPARISON if x <= y:\n    z\n");
    assertThat(mutants("while x == y:\n    break\n"))
        .containsExactly(
            "COMPARISON while x != y:\n    break\n", "STATEMENT while x == y:\n    pass\n");
  }

  @Test
  void whatNoTestCouldNoticeIsLeftAlone() {
    assertThat(
            mutants(
                """
                '''A text 1 + 1.'''
                import a

                @cache(maxsize=3)
                def f(x: int[3]) -> list[2]:
                    '''Text.'''
                    y: Literal[1] = x
                    return None

                if __name__ == '__main__':
                    f(1)
                """))
        .isEmpty();
    assertThat(mutants("x = 'a' + y\nz = f'{a:>10}'")).isEmpty();
    assertThat(mutants("def broken(:\n  return 1")).isEmpty();
    assertThat(PythonMutants.in(cache).mutants(new SourceFile("a.txt", "x = 1"))).isEmpty();
  }

  @Test
  void theInnermostUnitIsNamed() {
    String source = "LIMIT = 1\nclass A:\n    x = 2\n    def f(self):\n        return 3\n";
    assertThat(PythonMutants.in(cache).mutants(new SourceFile("m.py", source)))
        .extracting(m -> m.unit().name() + " " + m.line())
        .containsOnly("(module) 1", "A 3", "A.f 5");
  }

  @Test
  void aMutantBelongsToItsFile() {
    SourceFile file = new SourceFile("m.py", "x = 1\n");
    Mutant mutant = PythonMutants.in(cache).mutants(file).get(0);
    assertThat(mutant.toString()).isEqualTo("m.py:1 1 -> 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mutant.in(List.of(new SourceFile("m.py", "y = 22\n"))))
        .withMessageContaining("is another one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mutant.in(List.of(new SourceFile("n.py", "x = 1\n"))))
        .withMessageContaining("no file m.py");
  }

  static List<Application> applications() {
    return ApplicationReader.standard().readAll(Path.of("../iccm-examples/applications"));
  }

  @ParameterizedTest
  @MethodSource("applications")
  void realMutantsParseAndDiffer(Application app) {
    LanguageSupport python = TestPython.at(cache);
    PythonMutants source = PythonMutants.in(cache);
    for (SourceFile file : app.view().sources()) {
      List<Mutant> mutants = source.mutants(file);
      assertThat(new HashSet<>(mutants)).hasSameSizeAs(mutants);
      if (file.path().endsWith(".py") && !python.units(file).isEmpty()) {
        assertThat(mutants).as(file.path()).isNotEmpty();
      }
      for (Mutant mutant : MutantSample.of(mutants, 20, 1)) {
        SourceFile changed = mutant.in(List.of(file)).get(0);
        assertThat(changed).isNotEqualTo(file);
        assertThat(python.parses(changed)).isTrue();
      }
    }
  }

  @Test
  void aSampleFollowsFromItsSeedAndTakesUnitsInTurn() {
    List<Mutant> all =
        applications().get(0).view().sources().stream()
            .flatMap(f -> PythonMutants.in(cache).mutants(f).stream())
            .toList();
    List<Mutant> sample = MutantSample.of(all, 25, 7);
    assertThat(sample).hasSize(25).doesNotHaveDuplicates().isSubsetOf(all);
    assertThat(MutantSample.of(all, 25, 7)).isEqualTo(sample);
    assertThat(MutantSample.of(all, 25, 8)).isNotEqualTo(sample);
    assertThat(MutantSample.of(all, all.size() + 9, 7)).hasSameElementsAs(all);
    long units = all.stream().map(Mutant::unit).distinct().count();
    assertThat(sample.stream().map(Mutant::unit).distinct().count()).isEqualTo(Math.min(25, units));
  }
}
