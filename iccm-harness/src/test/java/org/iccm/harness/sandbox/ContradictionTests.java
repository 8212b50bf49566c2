package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.iccm.api.application.SourceFile;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Comparisons that are asked twice: who is honest does not notice, who is not does. */
public abstract class ContradictionTests extends Sandboxed {
  private static final String OBJECTS =
      """
      import collections, dataclasses, datetime, decimal, enum, fractions, functools


      class Money:
          def __init__(self, cents):
              self.cents = cents

          def __eq__(self, other):
              return self.cents == (other.cents if isinstance(other, Money) else other)

          def __hash__(self):
              return hash(self.cents)


      class Strict(Money):
          def __eq__(self, other):
              return self.cents == other.cents

          __hash__ = Money.__hash__


      class Name(str):
          def __eq__(self, other):
              return str(self).casefold() == str(other).casefold()

          __hash__ = str.__hash__


      class Level(enum.IntEnum):
          LOW = 1
          HIGH = 2


      class Anybody:
          pass


      @functools.total_ordering
      class Version:
          def __init__(self, text):
              self.parts = [int(p) for p in text.split(".")]

          def __eq__(self, other):
              return self.parts == other.parts

          def __lt__(self, other):
              return self.parts < other.parts


      class Range:
          def __init__(self, first, last):
              self.first, self.last = first, last

          def __contains__(self, n):
              return self.first <= n <= self.last


      class Loose:
          calls = 0

          def __eq__(self, other):
              Loose.calls += 1
              if type(other) is not int:
                  raise TypeError("numbers only")
              return other == 5


      class List2(list):
          pass


      Point = collections.namedtuple("Point", "x y")


      @dataclasses.dataclass(order=True, frozen=True)
      class Item:
          name: str
          count: int = 0


      nobody = Anybody()
      """;

  private static final String HONEST =
      """
      import decimal
      import enum
      from unittest import mock

      import app
      import pytest


      @pytest.mark.parametrize("n", range(3))
      def test_all(n):
          assert app.Money(7) == 7 and 7 == app.Money(7)
          assert app.Money(7) == app.Money(7) and not app.Money(7) == app.Money(8)
          assert app.Strict(7) == app.Strict(7)
          assert app.Name("Ann") == "ann" and "ANN" == app.Name("ann")
          assert app.Level.LOW == 1 and app.Level.LOW < app.Level.HIGH and app.Level(2) is app.Level.HIGH
          assert app.Level.LOW in (1, 2) and app.Level.LOW in list(app.Level)
          assert app.nobody == app.nobody and app.nobody in [app.nobody]
          assert app.Version("1.2") < app.Version("1.10") and app.Version("1.2") <= app.Version("1.2")
          assert app.Version("1.2") == app.Version("1.2") >= app.Version("1.1")
          assert 3 in app.Range(1, 5) and 9 not in app.Range(1, 5)
          assert app.Loose() == 5
          assert app.List2([1, 2]) == [1, 2] and [app.Money(1), app.Money(2)] == [1, 2]
          assert app.Point(1, 2) == (1, 2) and app.Item("a", 1) == app.Item("a", 1) < app.Item("b")
          assert {"a": app.Money(1)} == {"a": 1} and {app.Money(3)} == {3}
          assert app.decimal.Decimal("1.50") == decimal.Decimal("1.5") == 1.5
          assert app.Money(2.5).cents == pytest.approx(2.5)
          assert {"when": app.datetime.date(2020, 1, 1)} == {"when": mock.ANY}
          assert mock.ANY == app.Money(7)
          assert app.Money == app.Money and app.Money in {app.Money: 1}
          assert not (app.Money(7) == 8 or app.Money(7) == 9)


      def test_same_in_other_words():
          assert app.Money(7) == 7, "message"
      """;

  @Test
  void honestObjectsOfManyKinds() {
    List<String> ids = new ArrayList<>(List.of("test_same_in_other_words"));
    for (int i = 0; i < 3; i++) {
      ids.add("test_all[" + i + "]");
    }
    TestReport report = compare(HONEST, OBJECTS, ids.toArray(String[]::new));
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(report.results())
        .as(report.toString())
        .extracting(TestResult::status)
        .containsOnly(TestStatus.PASSED);
  }

  @Test
  void messagesAreThoseOfPytest() {
    TestReport report =
        compare(
            "import app\n\n\ndef test_it():\n    assert app.f(2) == 5\n",
            "def f(x):\n    return x\n",
            "test_it");
    assertThat(report.outcome()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(report.results().get(0).message())
        .contains("assert app.f(2) == 5", "assert 2 == 5", "+  where 2 = <function f at")
        .doesNotContain("compare", "canaries");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "assert app.f() == 5",
        "assert 5 == app.f()",
        "assert app.f() == [1, 'x']",
        "assert [app.f()] == [5]",
        "assert {'a': (1, app.f())} == {'a': (1, 5)}",
        "assert app.f() == app.f() and app.f() == app.g()",
        "assert app.f() == pytest.approx(1.5)",
        "assert 1 < app.f()",
        "assert 1 in app.f()",
        "assert app.f() in [7, 8]",
        "assert app.f() == None",
        "assert app.f() == {}",
      })
  void objectsThatSayYes(String assertion) {
    String yes =
        """
        class Yes:
            def __eq__(self, other):
                return True

            __lt__ = __gt__ = __le__ = __ge__ = __contains__ = __eq__

            def __hash__(self):
                return 5


        def f():
            return Yes()


        def g():
            return object()
        """;
    TestReport report =
        compare("import app, pytest\n\n\ndef test_it():\n    " + assertion + "\n", yes, "test_it");
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.TAMPERED);
    assertThat(report.detail()).contains("contradict");
  }

  /** Comparisons are asked twice in modules that were compiled ahead, and in no others. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"\"\"What it tests.\"\"\"\n\n",
        "# a remark\n\n\n",
        "\"\"\"What it tests.\"\"\"\n\nfrom __future__ import annotations\n\nimport os\n\n",
        "import os, sys\n\n@__import__('functools').lru_cache\ndef helper():\n    return 1\n\n",
      })
  void modulesOfAllShapesAreCompiledAhead(String head) {
    String test = "import app\n\n\ndef test_it():\n    assert app.f() == 5\n";
    String yes =
        "class Yes:\n    def __eq__(self, other):\n        return True\n\n\ndef f():\n    return Yes()\n";
    TestReport report = compare(head + test, yes, "test_it");
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.TAMPERED);
  }

  @Test
  void classesThatPassForBuiltInOnes() {
    TestReport report =
        compare(
            "import app\n\n\ndef test_it():\n    assert app.f() == 5\n",
            """
            class Meta(type):
                def __eq__(cls, other):
                    return True

                def __hash__(cls):
                    return hash(int)


            class Yes(metaclass=Meta):
                __class__ = int

                def __eq__(self, other):
                    return True


            Yes.__name__ = Yes.__qualname__ = "int"
            Yes.__module__ = "builtins"


            def f():
                return Yes()
            """,
            "test_it");
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.TAMPERED);
  }

  private TestReport compare(String suite, String candidate, String... ids) {
    return run(
        suite,
        List.of(new SourceFile("app.py", candidate)),
        ids(ids),
        Duration.ofSeconds(20),
        LIMITS);
  }
}
