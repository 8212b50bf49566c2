package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;
import org.iccm.api.application.UnitId;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.TestRun;
import org.iccm.harness.language.TestPython;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tests reach which units, on a small application that has everything that is hard. */
public abstract class ReachTests extends Sandboxed {
  private static final Path DEPOT = Path.of("src/test/resources/org/iccm/harness/sandbox/reach");

  private static final Pattern NAME = Pattern.compile("(?m)^def (test_\\w+)");

  @TempDir static Path natives;

  private Reach reach = Reach.builder(List.of()).build();

  static List<SourceFile> files(Path place) {
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(p -> p.toString().endsWith(".py"))
          .map(p -> new SourceFile(place.relativize(p).toString(), read(p)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  void measure() {
    List<SourceFile> sources = files(DEPOT.resolve("src"));
    LanguageSupport python = TestPython.at(natives);
    List<CodeUnit> units = sources.stream().flatMap(f -> python.units(f).stream()).toList();
    TestSuite suite = TestSuite.builder("depot", "python", files(DEPOT.resolve("tests"))).build();
    PreparedSuite prepared = runner().prepare(suite, EnvironmentSpec.builder("python").build());
    // two of its tests end the process, so what is collected cannot be asked for
    List<TestId> ids =
        files(DEPOT.resolve("tests")).stream()
            .flatMap(f -> NAME.matcher(f.text()).results().map(m -> f.path() + "::" + m.group(1)))
            .flatMap(ReachTests::withParameters)
            .map(TestId::new)
            .toList();
    TestRun run =
        TestRun.builder(prepared, sources).testIds(ids).timeLimit(Duration.ofMillis(200)).build();
    reach = runner().reach(run, units).orElseThrow();
  }

  private static Stream<String> withParameters(String id) {
    return switch (id.replaceFirst(".*::", "")) {
      case "test_given" -> Stream.of(id + "[Colour.RED]", id + "[Colour.BLUE]");
      case "test_parameters" -> Stream.of(id + "[1]", id + "[2]");
      default -> Stream.of(id);
    };
  }

  /** Names of the tests of one file that reach a unit. */
  private List<String> tests(String unit, String file) {
    return names(reach.tests(UnitId.parse(unit)), file);
  }

  private static List<String> names(Set<TestId> tests, String file) {
    String prefix = "reward/test_" + file + ".py::test_";
    return tests.stream()
        .map(TestId::value)
        .filter(t -> t.startsWith(prefix))
        .map(t -> t.substring(prefix.length()))
        .toList();
  }

  private List<String> importing(String unit, String file) {
    return names(reach.importing(UnitId.parse(unit)), file);
  }

  @Test
  void aTestIsCreditedWithWhatItAloneRuns() {
    assertThat(tests("depot/plain.py#square", "plain")).containsExactly("square");
    assertThat(reach.units(new TestId("reward/test_plain.py::test_square")))
        .containsExactly(
            UnitId.parse("depot/plain.py#square"), UnitId.parse("depot/plain.py#shared"));
    assertThat(tests("depot/plain.py#forgotten", "plain")).isEmpty();
    assertThat(reach.tests(UnitId.parse("depot/plain.py#forgotten"))).isEmpty();
  }

  @Test
  void whatFixturesDoIsCreditedToEachTestThatUsesThem() {
    assertThat(tests("depot/plain.py#opened", "plain"))
        .containsExactly("first_of_session", "second_of_session");
    assertThat(tests("depot/plain.py#closed", "plain"))
        .containsExactly("first_of_session", "second_of_session");
    assertThat(reach.tests(UnitId.parse("depot/plain.py#shared"))).isEqualTo(reach.measured());
  }

  @Test
  void codeWithoutANameBelongsToTheUnitAroundIt() {
    assertThat(tests("depot/plain.py#counted", "plain"))
        .containsExactly("decorated", "parameters[1]", "parameters[2]", "thread");
    assertThat(tests("depot/plain.py#doubled", "plain"))
        .containsExactly("decorated", "parameters[1]", "parameters[2]", "thread");
    assertThat(tests("depot/plain.py#adder", "plain")).containsExactly("nested");
    assertThat(tests("depot/plain.py#by_length", "plain")).containsExactly("lambda");
    assertThat(tests("depot/plain.py#slow_evens", "plain")).containsExactly("generator");
    assertThat(tests("depot/plain.py#evens", "plain")).contains("generator");
    // a lambda of the module is no unit
    assertThat(reach.units(new TestId("reward/test_plain.py::test_module_lambda")))
        .containsExactly(UnitId.parse("depot/plain.py#shared"));
  }

  @Test
  void threadsForksAndPythonProcessesCountForTheirTest() {
    assertThat(tests("depot/plain.py#in_thread", "plain")).containsExactly("thread");
    assertThat(tests("cli.py#main", "cli"))
        .containsExactly(
            "child",
            "child_of_a_shell",
            "child_with_an_environment_of_its_own",
            "grandchild",
            "system");
    assertThat(tests("cli.py#report", "cli")).contains("fork", "child");
    assertThat(tests("cli.py#in_fork", "cli")).containsExactly("fork");
    // nothing of ours is seen by who looks at the environment
    assertThat(reach.measured())
        .contains(new TestId("reward/test_cli.py::test_environment_is_as_it_was"));
  }

  @Test
  void membersAreCreditedToTheClassThatDefinesThem() {
    assertThat(tests("depot/model.py#Base.add", "model"))
        .containsExactly("full", "inherited", "property", "room", "special_method");
    assertThat(tests("depot/model.py#Base.empty", "model")).containsExactly("room");
    assertThat(tests("depot/model.py#Base.unit", "model")).containsExactly("static");
    assertThat(tests("depot/model.py#Base.__lt__", "model")).containsExactly("special_method");
    assertThat(tests("depot/model.py#Base.weight(self)", "model")).containsExactly("property");
    assertThat(tests("depot/model.py#Base.weight(self, value)", "model")).isEmpty();
    assertThat(tests("depot/model.py#Shed.Door.knock", "model")).containsExactly("inner_class");
    assertThat(tests("depot/model.py#Base", "model"))
        .contains("inherited", "static", "inner_class")
        .doesNotContain("member", "made", "named_tuple");
    assertThat(tests("depot/model.py#Shed", "model"))
        .containsExactly("inherited", "inner_class", "special_method");
  }

  @Test
  void classesWithoutCodeAreReachedByWhatNamesThem() {
    assertThat(tests("depot/model.py#Full", "model")).containsExactly("full");
    assertThat(tests("depot/model.py#Never", "model")).isEmpty();
    assertThat(tests("depot/model.py#Point", "model")).containsExactly("named_tuple");
    assertThat(tests("depot/model.py#Colour", "model"))
        .containsExactly("given[Colour.BLUE]", "given[Colour.RED]", "member");
    // also by way of an object of the module, and of code that a decorator wrote
    assertThat(tests("depot/model.py#Parcel", "model")).contains("generated", "made", "room");
  }

  @Test
  void whatRunsAtImportIsToldApart() {
    assertThat(reach.tests(UnitId.parse("depot/plain.py#table"))).isEmpty();
    assertThat(importing("depot/plain.py#table", "plain")).contains("nothing", "square");
    assertThat(reach.refusal(UnitId.parse("depot/plain.py#table")).orElse(""))
        .contains("only while modules are imported");
    assertThat(reach.refusal(UnitId.parse("depot/plain.py#forgotten")).orElse(""))
        .startsWith("no test reaches");
    assertThat(reach.refusal(UnitId.parse("depot/plain.py#square"))).isEmpty();
    assertThat(tests("depot/plain.py#both", "plain")).containsExactly("both");
    assertThat(importing("depot/plain.py#both", "plain")).contains("nothing", "both");
    // imported by the test itself: for this one only
    assertThat(reach.importing(UnitId.parse("depot/lazy.py#at_import")))
        .containsExactly(new TestId("reward/test_odd.py::test_lazy_import"));
    assertThat(tests("depot/lazy.py#later", "odd")).containsExactly("lazy_import");
    assertThat(reach.tests(UnitId.parse("depot/lazy.py#at_import"))).isEmpty();
    assertThat(reach.untouched(UnitId.parse("depot/lazy.py#at_import")))
        .hasSize(reach.measured().size() - 1);
  }

  @Test
  void ofEachTestThatCannotBeMeasuredItSaysWhy() {
    Map<String, String> why =
        reach.unknown().entrySet().stream()
            .collect(
                Collectors.toMap(
                    e -> e.getKey().value().replaceFirst(".*::test_", ""), Map.Entry::getValue));
    assertThat(why)
        .containsOnlyKeys(
            "child_without_site",
            "endless",
            "ends_its_process",
            "fails",
            "switches_tracing_off",
            "too_deep");
    assertThat(why.get("child_without_site")).contains("ran without the tracer");
    assertThat(why.get("endless")).contains("time limit");
    assertThat(why.get("ends_its_process")).contains("its process ended");
    assertThat(why.get("fails")).contains("FAILED").contains("assert 2 == 3");
    assertThat(why.get("switches_tracing_off")).contains("switched off");
    assertThat(reach.measured()).doesNotContainAnyElementsOf(reach.unknown().keySet());
    assertThat(tests("depot/plain.py#doubled", "odd")).containsExactly("closes_descriptors");
  }

  @Test
  void aFileThatCannotBeCollectedAndATestThatIsNotThereAreSaid() {
    SourceFile source = new SourceFile("app.py", "def one():\n    return 1\n");
    TestSuite suite =
        TestSuite.builder(
                "broken",
                "python",
                List.of(
                    new SourceFile(
                        "reward/test_a.py", "import app, gone\n\n\ndef test_a():\n    pass\n"),
                    new SourceFile(
                        "reward/test_b.py", "import app\n\n\ndef test_b():\n    app.one()\n")))
            .build();
    TestId a = new TestId("reward/test_a.py::test_a");
    TestId b = new TestId("reward/test_b.py::test_b");
    TestId c = new TestId("reward/test_b.py::test_c");
    PreparedSuite prepared = runner().prepare(suite, EnvironmentSpec.builder("python").build());
    Reach found =
        runner()
            .reach(
                TestRun.builder(prepared, List.of(source)).testIds(List.of(a, b, c)).build(),
                TestPython.at(natives).units(source))
            .orElseThrow();
    assertThat(found.measured()).containsExactly(b);
    assertThat(found.tests(UnitId.parse("app.py#one"))).containsExactly(b);
    assertThat(found.unknown().get(a)).contains("cannot be collected").contains("gone");
    assertThat(found.unknown().get(c)).contains("no such test");
  }
}
