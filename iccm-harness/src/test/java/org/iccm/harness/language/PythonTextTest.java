package org.iccm.harness.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.iccm.api.application.SourceFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonTextTest {
  @TempDir static Path natives;
  private final PythonLanguage python = new PythonLanguage(new PythonParser(natives));

  private String strip(String text) {
    SourceFile stripped = python.strip(new SourceFile("a.py", text));
    assertThat(python.parses(stripped)).isEqualTo(python.parses(new SourceFile("a.py", text)));
    return stripped.text();
  }

  @Test
  void stubsKeepTheInterfaceAndKnowNothing() {
    String text =
        """
        RATE = 3

        def area(width: int, height=2, *rest):
            if width:
                return width * height
            return 0

        @dataclass
        class Box:
            side: int = 1

            def __init__(self, side):
                self.side = side

            @property
            def volume(self): return self.side ** 3

            async def grow(self, /, by, *, times=1):
                def twice():
                    return 2 * by
                return twice()

        def none(): pass
        """;
    var stubs = python.stubs(List.of(new SourceFile("a.py", text), new SourceFile("b.txt", "x")));
    assertThat(stubs.keySet())
        .containsExactly("returns nothing", "returns its first argument", "raises ValueError");
    stubs.forEach(
        (what, files) -> {
          assertThat(python.parses(files.get(0))).as(what).isTrue();
          assertThat(python.signatures(files))
              .isEqualTo(python.signatures(List.of(new SourceFile("a.py", text))));
          assertThat(files.get(1).text()).isEqualTo("x");
        });
    assertThat(stubs.get("returns its first argument").get(0).text())
        .isEqualTo(
            """
            RATE = 3

            def area(width: int, height=2, *rest):
                return width

            @dataclass
            class Box:
                side: int = 1

                def __init__(self, side):
                    pass

                @property
                def volume(self): return self

                async def grow(self, /, by, *, times=1):
                    return by

            def none(): return None
            """);
    assertThat(stubs.get("raises ValueError").get(0).text()).contains("raise ValueError");
  }

  @Test
  void signaturesHoldNamesAndParametersAndNothingElse() {
    String text =
        python.signatures(
            List.of(
                new SourceFile(
                    "shop/till.py",
                    """
                    \"""Secret module text.\"""
                    import os  # secret comment
                    RATE = 0.175
                    LIMIT: int = 99
                    _hidden = 5
                    Line = tuple[str, int]

                    @dataclass(frozen=True)
                    class Item:
                        \"""Secret.\"""
                        name: str
                        count: int = 1
                        def total(self) -> int:
                            return self.count * 41

                    class Till(Base):
                        kind = "drawer"
                        def __init__(
                            self,
                            owner: str,  # secret
                            *,
                            open: bool = True,
                        ) -> None:
                            self.owner = owner
                            self._cash = 0
                            if open:
                                self.lines: list = []
                        @property
                        def cash(self) -> int: return self._cash
                        @lru_cache
                        def sum(self, *args, **kw): return 0
                        def _secret(self): pass
                        class Key:
                            pass

                    def change(paid, due=0, sep=", "):
                        return paid - due
                    def _secret(): pass
                    """),
                new SourceFile("empty.py", ""),
                new SourceFile("notes.md", "# secret")));
    assertThat(text)
        .isEqualTo(
            """
            # empty.py

            # shop/till.py
            RATE = ...
            LIMIT: int
            Line = ...

            @dataclass(frozen=True)
            class Item:
                name: str
                count: int = 1
                def total(self) -> int: ...

            class Till(Base):
                kind = ...
                # attributes: owner, lines
                def __init__(self, owner: str, *, open: bool = True) -> None: ...
                @property
                def cash(self) -> int: ...
                def sum(self, *args, **kw): ...
                class Key: ...
            def change(paid, due=0, sep=", "): ...
            """);
  }

  @Test
  void commentsAndDocstringsGoWithTheirLines() {
    assertThat(
            strip(
                """
                #!/usr/bin/env python
                \"""Module.

                More.
                \"""

                import os  # trailing

                # above
                def f(x):
                    # before the docstring
                    '''Doc.

                    More.'''
                    y = "# no comment"  # but this is
                    '''not a comment''' + y
                    return x

                def g(): "doc"; return 1
                def h(): "doc"
                class A:
                    \"""Only a docstring.\"""  # and a comment
                class B:
                    x = 1
                    'about x'
                def k(): # why
                    f'{print(1)}'
                """))
        .isEqualTo(
            """
            import os

            def f(x):
                y = "# no comment"
                '''not a comment''' + y
                return x

            def g(): return 1
            def h(): pass
            class A:
                pass
            class B:
                x = 1
            def k():
                f'{print(1)}'
            """);
  }

  @Test
  void strippingKeepsLineEndingsAndWideCharacters() {
    assertThat(strip("def f():\r\n    # \uD83D\uDE00\r\n    return '\u20ac'  # \u00e9\r\n"))
        .isEqualTo("def f():\r\n    return '\u20ac'\r\n");
    assertThat(strip("x = [  # a\n    1,  # b\n    # c\n    2]\n"))
        .isEqualTo("x = [\n    1,\n    2]\n");
    assertThat(strip("x = '''\n# text\n\n\n'''\n")).isEqualTo("x = '''\n# text\n\n\n'''\n");
  }

  @Test
  void strippingTwiceChangesNothingMore() {
    String once = strip("'a'\n'b'\ndef f():\n    'c'\n    'd'  # e\nx = 1 # f");
    assertThat(once).isEqualTo("def f():\n    pass\nx = 1");
    assertThat(strip(once)).isEqualTo(once);
  }

  @Test
  void aBrokenTextLosesItsCommentsOnly() {
    assertThat(python.strip(new SourceFile("a.py", "def f(:\n    'text'\n    x = 1 # c\n")).text())
        .contains("'text'")
        .doesNotContain("# c");
  }

  // ---- fingerprints

  private static final String SOURCE =
      """
      def fee(weight, zone):
          \"""The fee.\"""
          total = 0
          for part in split(weight):
              # odd rule
              if part > 12 and zone != "north":
                  total += part * 7 // 3
              else:
                  total += max(part - 2, 5)
          return total
      """;

  private double overlap(String other) {
    var source = python.fingerprints(SOURCE, 8);
    assertThat(source).hasSizeGreaterThan(5);
    var found = python.fingerprints(other, 8);
    return source.stream().filter(found::contains).count() / (double) source.size();
  }

  @Test
  void renamedAndReformattedSourceIsRecognised() {
    assertThat(overlap(SOURCE)).isEqualTo(1);
    assertThat(
            overlap(
                """
                def q(a,
                      b):
                    c=0
                    for d in e(a):
                        if (d > 12) and (b != 'north'):
                            c += (d*7)//3   # other comment
                        else:
                            c += max(
                                d - 2,
                                5,
                            )
                    return c
                """))
        .isEqualTo(1);
  }

  @Test
  void codeIsFoundInProseListsAndFences() {
    String body = SOURCE.indent(0);
    assertThat(overlap("Do this:\n\n```python\n" + body + "```\nand no more.")).isEqualTo(1);
    assertThat(overlap("Do this:\n\n" + body)).isGreaterThanOrEqualTo(.8);
    String listed = body.lines().map(l -> "- " + l + "\n").reduce("", String::concat);
    assertThat(overlap("Steps:\n" + listed)).isGreaterThanOrEqualTo(.8);
    assertThat(overlap("Use `if part > 12 and zone != \"north\": total += part * 7 // 3` here"))
        .isGreaterThan(0);
  }

  @Test
  void proseAndOtherCodeAreNot() {
    assertThat(
            overlap(
                "- **functional** For each part of the weight: above 12 and outside the north add 7"
                    + " thirds of it, rounded down; otherwise add the part less 2, at least 5."))
        .isZero();
    assertThat(overlap("def fee(weight, zone):\n    return weight * zone\n")).isZero();
    assertThat(overlap(SOURCE.replace("12", "13").replace("7", "8"))).isLessThan(.5);
  }

  @Test
  void smallSubtreesAreLeftOut() {
    assertThat(python.fingerprints("x = 1", 8)).isEmpty();
    assertThat(python.fingerprints("x = 1", 1)).isNotEmpty();
    assertThat(python.fingerprints("", 1)).isEmpty();
  }
}
