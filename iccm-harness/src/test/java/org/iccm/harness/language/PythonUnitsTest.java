package org.iccm.harness.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.api.application.UnitKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonUnitsTest {
  @TempDir static Path natives;
  private final PythonLanguage python = new PythonLanguage(new PythonParser(natives));

  private List<CodeUnit> units(String text) {
    return python.units(new SourceFile("a/b.py", text));
  }

  private List<String> names(String text) {
    return units(text).stream().map(u -> u.id().name()).toList();
  }

  @Test
  void listsFunctionsClassesAndMethodsInOrderOfAppearance() {
    List<CodeUnit> units =
        units(
            """
            import os

            def first(a, b=1):
                return a + b

            class Box(Base):
                size = 3

                def put(self, x): self.x = x

                class Lid:
                    def open(self) -> bool:
                        return True

            async def last(): ...
            """);
    assertThat(units)
        .extracting(u -> u.id().toString())
        .containsExactly(
            "a/b.py#first",
            "a/b.py#Box",
            "a/b.py#Box.put",
            "a/b.py#Box.Lid",
            "a/b.py#Box.Lid.open",
            "a/b.py#last");
    assertThat(units)
        .extracting(CodeUnit::kind)
        .containsExactly(
            UnitKind.FUNCTION,
            UnitKind.CLASS,
            UnitKind.METHOD,
            UnitKind.CLASS,
            UnitKind.METHOD,
            UnitKind.FUNCTION);
    assertThat(units)
        .extracting(CodeUnit::signature)
        .containsExactly(
            "def first(a, b=1)",
            "class Box(Base)",
            "def put(self, x)",
            "class Lid",
            "def open(self) -> bool",
            "async def last()");
    assertThat(units)
        .extracting(u -> u.startLine() + "-" + u.endLine())
        .containsExactly("3-4", "6-13", "9-9", "11-13", "12-13", "15-15");
  }

  @Test
  void decoratorsBelongToTheUnit() {
    CodeUnit unit =
        units(
                """
                x = 1
                @cached(
                    size=3)  # why
                @other
                def f():
                    return x
                """)
            .get(0);
    assertThat(unit.startLine()).isEqualTo(2);
    assertThat(unit.text()).startsWith("@cached(").endsWith("return x");
    assertThat(unit.signature()).isEqualTo("def f()");
  }

  @Test
  void functionsInsideFunctionsBelongToTheirOwner() {
    assertThat(
            names(
                """
                def outer():
                    def inner(): pass
                    class Local:
                        def method(self): pass
                    return inner
                """))
        .containsExactly("outer");
  }

  @Test
  void definitionsUnderConditionsAreFound() {
    assertThat(
            names(
                """
                try:
                    import fast
                except ImportError:
                    def parse(x): return x
                if True:
                    class A:
                        if True:
                            def f(self): pass
                """))
        .containsExactly("parse", "A", "A.f");
  }

  @Test
  void unitsOfOneNameCarryTheirParameters() {
    assertThat(
            names(
                """
                class Tank:
                    @property
                    def level(self): return self._level
                    @level.setter
                    def level(self, value: int): self._level = value

                @overload
                def f(x: int) -> int: ...
                @overload
                def f(
                    x: str,
                    sep="#",
                ) -> str: ...
                def f(x): return x

                if x:
                    def g(): return 1
                else:
                    def g(): return 2
                """))
        .containsExactly(
            "Tank",
            "Tank.level(self)",
            "Tank.level(self, value: int)",
            "f(x: int)",
            "f(x: str, sep=\"\")",
            "f(x)",
            "g()",
            "g() @2");
  }

  @Test
  void offsetsAreRightBehindCharactersOfAnyWidth() {
    String text =
        "\uFEFF# \u00e9 \u20ac \uD83D\uDE00 \uD800\n"
            + "S = '\uD83D\uDE00'\n\ndef na\u00efve(\u03b1):\n    return '\u20ac\uD83D\uDE00' + \u03b1\n\n"
            + "def g():\n    return 2\n";
    List<CodeUnit> units = units(text);
    assertThat(units).extracting(u -> u.id().name()).containsExactly("na\u00efve", "g");
    assertThat(units.get(0).text())
        .isEqualTo("def na\u00efve(\u03b1):\n    return '\u20ac\uD83D\uDE00' + \u03b1");
    assertThat(units.get(1).text()).isEqualTo("def g():\n    return 2");
    assertThat(units.get(1).startLine()).isEqualTo(7);
  }

  @Test
  void memberTextIsUnindentedButNotInsideItsStrings() {
    CodeUnit unit =
        units("class A:\n    def f(self):\n        return '''\n        keep\n'''\n").get(1);
    assertThat(unit.text()).isEqualTo("def f(self):\n    return '''\n        keep\n'''");
  }

  @Test
  void whatIsWholeInABrokenTextIsStillFound() {
    assertThat(names("def good(x):\n    return x\n\ndef bad(:\n  = = 1\n\nclass Also:\n    pass\n"))
        .contains("good", "Also");
    assertThat(units("")).isEmpty();
    assertThat(units("This is prose, not code at all.")).isEmpty();
  }

  @Test
  void underscoreAndDunderAllDecideWhatIsPublic() {
    assertThat(
            python.publicApi(
                List.of(
                    new SourceFile(
                        "m.py",
                        """
                        def a(): pass
                        def _b(): pass
                        class C:
                            def __init__(self): pass
                            def m(self): pass
                            def _n(self): pass
                        class _D:
                            def m(self): pass
                        """),
                    new SourceFile("n.py", "__all__ = ['_x']\ndef _x(): pass\ndef y(): pass\n"),
                    new SourceFile("notes.txt", "def z(): pass"))))
        .containsExactlyInAnyOrder(
            new UnitId("m.py", "a"),
            new UnitId("m.py", "C"),
            new UnitId("m.py", "C.__init__"),
            new UnitId("m.py", "C.m"),
            new UnitId("n.py", "_x"));
  }

  @Test
  void overloadedNamesAreOnePublicName() {
    assertThat(
            python.publicApi(
                List.of(
                    new SourceFile(
                        "m.py",
                        "class A:\n    @property\n    def v(self): ...\n    @v.setter\n"
                            + "    def v(self, x): ...\n"))))
        .containsExactlyInAnyOrder(new UnitId("m.py", "A"), new UnitId("m.py", "A.v"));
  }

  @Test
  void hostileNestingAndSizeAreAnswered() {
    String deep = "x = " + "(".repeat(100_000);
    assertThat(python.parses(new SourceFile("a.py", deep))).isFalse();
    assertThat(units(deep)).isEmpty();
    String nested =
        IntStream.range(0, 700).mapToObj(i -> " ".repeat(i) + "if x:\n").reduce("", String::concat);
    assertThat(python.parses(new SourceFile("a.py", nested))).isFalse();
    String huge = "x = 1\n".repeat(500_000);
    assertThat(python.parses(new SourceFile("a.py", huge))).isFalse();
    assertThat(python.parses(new SourceFile("a.py", "a\0b = 1"))).isFalse();
  }

  @Test
  void parsesTellsPythonThreeFromWhatIsNot() {
    for (String good :
        List.of(
            "",
            "# only a comment\n",
            "def f(): pass",
            "print('x')\nprint (1), 2\n",
            "match x:\n    case [1, *_]: pass\n    case _: pass\n",
            "x: list[int] = [y for y in z if (w := y)]\n",
            "async def f():\n    async with a as b: await c\n",
            "f'{x!r:>{w}}'\n",
            "def f[T](x: T) -> T: ...\n",
            "try: pass\nexcept* E: pass\n",
            "if x:\r\n    y = 1\r\n")) {
      assertThat(python.parses(new SourceFile("a.py", good))).as(good).isTrue();
    }
    for (String bad :
        List.of(
            "def f(:\n  return 1",
            "def f(x):\n",
            "class A:\n",
            "if x:\n    # later\ny = 1\n",
            "x = (1,\n",
            "return x +",
            "print 'x'\n",
            "def f(s):\n    return '''abc\n",
            "Here is the code you asked for:\n")) {
      assertThat(python.parses(new SourceFile("a.py", bad))).as(bad).isFalse();
    }
  }

  @Test
  void parallelCallersGetTheSame() {
    SourceFile file =
        new SourceFile("a.py", "def f(x):\n    return x\n".repeat(50) + "class A:\n    v = 1\n");
    List<CodeUnit> expected = python.units(file);
    List<List<CodeUnit>> all =
        IntStream.range(0, 64).parallel().mapToObj(i -> python.units(file)).toList();
    assertThat(all).allMatch(expected::equals);
  }
}
