package org.iccm.harness.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonSpliceTest {
  private static final String TEXT =
      """
      # head \u20ac\uD83D\uDE00
      import os

      @wrap
      def first(x):
          return x   # one


      class Box:
          size = 3   \n
          @property
          def level(self):
              return '''
        raw \uD83D\uDE00
      '''

          @level.setter
          def level(self, v):
              self.v = v
          def put(self, x):

              if x:
                  return 1
              return 2
      # tail without newline""";

  @TempDir static Path natives;
  private final PythonLanguage python = new PythonLanguage(new PythonParser(natives));
  private final SourceFile file = new SourceFile("a.py", TEXT);

  private String splice(String unit, String replacement) {
    return python.splice(file, new UnitId("a.py", unit), replacement).text();
  }

  @Test
  void aUnitsOwnTextChangesNothing() {
    for (CodeUnit unit : python.units(file)) {
      assertThat(python.splice(file, unit.id(), unit.text()).text())
          .as(unit.id().toString())
          .isEqualTo(TEXT);
    }
  }

  @Test
  void theRestStaysAsItIs() {
    String old = TEXT.substring(TEXT.indexOf("@wrap"), TEXT.indexOf("\n\n\nclass"));
    assertThat(splice("first", "def first(x):\n    return x + 1\n\n"))
        .isEqualTo(TEXT.replace(old, "def first(x):\n    return x + 1"));
  }

  @Test
  void helpersAndImportsMayComeWithATopLevelUnit() {
    String given = "import math\n\ndef helper(): pass\n\ndef first(x):\n    return math.pi";
    assertThat(splice("first", given)).contains("import os\n\nimport math\n\ndef helper(): pass");
  }

  @Test
  void membersAreIndentedButNotInsideStrings() {
    assertThat(splice("Box.put", "def put(self, x):\n    s = '''a\nb'''\n\n    return s\n"))
        .isEqualTo(
            TEXT.substring(0, TEXT.indexOf("def put"))
                + "def put(self, x):\n        s = '''a\nb'''\n\n        return s\n"
                + "# tail without newline");
  }

  @Test
  void anIndentedReplacementAndOneInItsClassAreUnderstood() {
    String expected = splice("Box.put", "def put(self, x):\n    return 5\n");
    assertThat(splice("Box.put", "\n    def put(self, x):\n        return 5\n"))
        .isEqualTo(expected);
    assertThat(
            splice("Box.put", "class Box:\n    y = 1\n    def put(self, x):\n        return 5\n"))
        .isEqualTo(expected);
  }

  @Test
  void overloadedUnitsAreToldApart() {
    assertThat(
            splice(
                "Box.level(self, v)", "@level.setter\ndef level(self, v):\n    self.v = v + 1\n"))
        .isEqualTo(TEXT.replace("self.v = v", "self.v = v + 1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> splice("Box.level", "def level(self): pass"))
        .withMessageContaining("several times")
        .withMessageContaining("level(self, v)");
  }

  @Test
  void lineEndingsFollowTheFile() {
    SourceFile crlf =
        new SourceFile("a.py", "class A:\r\n\tdef f(self):\r\n\t\tpass  # c\r\nx = 1\r\n");
    assertThat(python.splice(crlf, new UnitId("a.py", "A.f"), "def f(self):\n\treturn 1\n").text())
        .isEqualTo("class A:\r\n\tdef f(self):\r\n\t\treturn 1\r\nx = 1\r\n");
  }

  @Test
  void whatCannotBeDoneSaysWhy() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> splice("second", "def second(): pass"))
        .withMessageContaining("a.py#second")
        .withMessageContaining("not in the file")
        .withMessageContaining("Box.put");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> splice("first", "def other(): pass"))
        .withMessageContaining("defines no function first");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> splice("first", "class first: pass"))
        .withMessageContaining("defines no function first");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> splice("first", "def first(x):\n    y = 1\n    return ((\n"))
        .withMessageContaining("not valid Python near line");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> splice("Box.put", "import re\ndef put(self, x): pass"))
        .withMessageContaining("more than this member");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> python.splice(file, new UnitId("b.py", "first"), "def first(x): pass"))
        .withMessageContaining("another file");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> splice("first", ""))
        .withMessageContaining("defines no function first");
  }

  @Test
  void whatTheFileHasIsNotImportedTwice() {
    assertThat(splice("first", "import os\n\n\n@wrap\ndef first(x):\n    return x   # one"))
        .isEqualTo(TEXT);
    assertThat(splice("Box.put", "import os\ndef put(self, x):\n    return os.sep"))
        .contains("    def put(self, x):\n        return os.sep\n# tail");
  }

  @Test
  void whatOtherUnitsWouldNoticeIsRefused() {
    for (String[] answer :
        new String[][] {
          {"import os.path as os\n", "defines os, which other code of the file uses"},
          {"from os import *\n", "names that are not told"},
          {"from __future__ import annotations\n", "whole file"},
          {"def put(f): return f\n", "defines put"},
          {"class Box: pass\n", "defines Box"},
          {"property = 1\n", "defines property"},
          {"print('x')\n", "would run"},
          {"if __name__ == '__main__':\n    first(1)\n", "would run"},
          {"a.b = 1\n", "would run"},
          {"def first(y): pass\n", "several times"},
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> splice("first", answer[0] + "def first(x):\n    return x"))
          .withMessageContaining("a.py#first")
          .withMessageContaining(answer[1]);
    }
    for (String answer :
        new String[] {
          "def first(x):\n    return x\\",
          "def first(x):\n    return '\0'",
          "if True:\n    def first(x):\n        return x",
          "def first(x):\n    return '''",
        }) {
      assertThatIllegalArgumentException().isThrownBy(() -> splice("first", answer));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> splice("Box.put", "import re\nclass Box:\n    def put(self): pass"))
        .withMessageContaining("more than this member, line 1");
  }

  @Test
  void everyKindOfUnitIsReplacedAlone() {
    String text =
        """
        from typing import overload

        async def fetch(a, *, b=1):
            async with a as c:
                def inner(x):
                    return [x
        for x in c]
                return inner

        @overload
        def both(x: int) -> int: ...
        @overload
        def both(x: str) -> str: ...
        def both(x):
            return x

        class Outer(Base, metaclass=Meta):
            class Inner:
                @staticmethod
                @cache
                def deep(): return 1
            value: int = 0; other = 1
            @property
            def p(self): return 1
            @p.deleter
            def p(self): pass

        if flag:
            def either(): return 1
        else:
            def either(): return 2
        """;
    SourceFile many = new SourceFile("m.py", text);
    assertThat(python.parses(many)).isTrue();
    for (CodeUnit unit : python.units(many)) {
      assertThat(python.splice(many, unit.id(), unit.text())).isEqualTo(many);
    }
    String[][] cases = {
      {"fetch", "async def fetch(a):\n    return a"},
      {"both(x: str)", "@overload\ndef both(x: str) -> bytes: ..."},
      {"Outer.Inner", "class Inner:\n    pass"},
      {"Outer.Inner.deep", "@staticmethod\ndef deep():\n    return '''\n'''"},
      {"Outer.Inner.deep", "class Outer:\n  class Inner:\n    def deep():\n      return 1"},
      {"Outer", "class Outer:\n    x = 1"},
      {"either() @2", "def either():\n    return 3"},
    };
    for (String[] one : cases) {
      String spliced = python.splice(many, new UnitId("m.py", one[0]), one[1]).text();
      assertThat(python.parses(new SourceFile("m.py", spliced))).as(spliced).isTrue();
      assertThat(spliced).as(one[0]).isNotEqualTo(text);
    }
  }
}
