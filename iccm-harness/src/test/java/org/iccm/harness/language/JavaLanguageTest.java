package org.iccm.harness.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.api.application.UnitKind;
import org.iccm.harness.dataset.ApplicationReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaLanguageTest {
  @TempDir static Path natives;

  private static final String SOURCE =
      """
      package shop;

      import static java.util.Objects.requireNonNull;

      import java.util.List;

      /** A crate. */
      @Deprecated
      public final class Crate<T extends Comparable<T>> implements Runnable {
        public static final int MOST = 5, LEAST = 1;
        private final List<T> content; // not for others

        /* makes one */
        public Crate(List<T> content, String... notes) throws java.io.IOException {
          this.content = requireNonNull(content);
        }

        @Override
        public void run() {}

        public int price(int days) {
          return days * 3;
        }

        public int price(int days, List<? super T> of) {
          // twice
          return price(days) * 2;
        }

        private void hidden() {}

        record Line(String name, int count) {
          Line {
            if (count < 0) {
              throw new IllegalArgumentException("bad\\u0041");
            }
          }

          static Line of(String text) {
            return new Line(text, 1);
          }
        }

        enum Size {
          SMALL(1) {
            @Override
            int weight() {
              return 0;
            }
          },
          LARGE(9);

          private final int weight;

          Size(int weight) {
            this.weight = weight;
          }

          int weight() {
            return weight;
          }
        }

        interface Rule {
          boolean holds(int value);
        }
      }
      """;
  private static final SourceFile FILE = new SourceFile("shop/Crate.java", SOURCE);

  private static LanguageSupport java() {
    return TestLanguages.java(natives);
  }

  private static UnitId unit(String name) {
    return new UnitId(FILE.path(), name);
  }

  @Test
  void unitsAreTypesMethodsAndConstructorsEachWithItsOwnName() {
    List<CodeUnit> units = java().units(FILE);
    assertThat(units.stream().map(u -> u.id().name()))
        .containsExactly(
            "Crate",
            "Crate.Crate",
            "Crate.run",
            "Crate.price(int)",
            "Crate.price(int, List<? super T>)",
            "Crate.hidden",
            "Crate.Line",
            "Crate.Line.Line",
            "Crate.Line.of",
            "Crate.Size",
            "Crate.Size.Size",
            "Crate.Size.weight",
            "Crate.Rule",
            "Crate.Rule.holds");
    Map<String, CodeUnit> byName =
        units.stream().collect(Collectors.toMap(u -> u.id().name(), u -> u));
    assertThat(byName.get("Crate").kind()).isEqualTo(UnitKind.CLASS);
    assertThat(byName.get("Crate").signature())
        .isEqualTo("public final class Crate<T extends Comparable<T>> implements Runnable");
    assertThat(byName.get("Crate.Crate").signature())
        .isEqualTo("public Crate(List<T> content, String... notes) throws java.io.IOException");
    assertThat(byName.get("Crate.run").signature()).isEqualTo("public void run()");
    assertThat(byName.get("Crate.run").text()).isEqualTo("@Override\npublic void run() {}");
    assertThat(byName.get("Crate.price(int)").text())
        .isEqualTo("public int price(int days) {\n  return days * 3;\n}");
    assertThat(byName.get("Crate.hidden").isPublic()).isFalse();
    assertThat(byName.get("Crate.Size.weight").isPublic()).isTrue();
  }

  @Test
  void signaturesHaveNoBodiesValuesCommentsOrPrivateThings() {
    assertThat(java().signatures(List.of(FILE)))
        .isEqualTo(
            """
            // shop/Crate.java
            package shop;

            public final class Crate<T extends Comparable<T>> implements Runnable {
              public static final int MOST, LEAST;
              public Crate(List<T> content, String... notes) throws java.io.IOException {}
              public void run();
              public int price(int days);
              public int price(int days, List<? super T> of);
              record Line(String name, int count) {
                static Line of(String text);
              }
              enum Size {
                SMALL, LARGE;
                Size(int weight) {}
                int weight();
              }
              interface Rule {
                boolean holds(int value);
              }
            }
            """);
    assertThat(java().publicApi(List.of(FILE)))
        .contains(unit("Crate.price"), unit("Crate.Line.of"))
        .doesNotContain(unit("Crate.hidden"));
  }

  @Test
  void strippingTakesCommentsAndKeepsWordsApart() {
    String stripped = java().strip(FILE).text();
    assertThat(stripped)
        .doesNotContain("A crate", "makes one", "twice", "not for others")
        .contains("private final List<T> content;\n", "\"bad\\u0041\"");
    assertThat(java().parses(new SourceFile("a.java", stripped))).isTrue();
    assertThat(java().strip(new SourceFile("A.java", "class A { int/* */x = 1; }")).text())
        .isEqualTo("class A { int x = 1; }");
    assertThat(java().strip(new SourceFile("A.java", "class A { String s = \"// no\"; }")).text())
        .contains("// no");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int f() { return 1; }",
        "class A {",
        "x = 1;",
        "class A { int f( { } }",
        "def f(): pass",
        "class A { void f() { return } }"
      })
  void whatIsNoWholeFileDoesNotParse(String text) {
    assertThat(java().parses(new SourceFile("A.java", text))).isFalse();
  }

  @Test
  void stubsKnowTheInterfaceAndCompile() {
    List<List<SourceFile>> applications =
        ApplicationReader.standard().readAll(Path.of("../iccm-examples/applications")).stream()
            .filter(a -> a.view().language().equals("java"))
            .map(a -> a.view().sources())
            .toList();
    assertThat(applications).hasSize(2);
    for (List<SourceFile> sources :
        java.util.stream.Stream.concat(
                applications.stream(), java.util.stream.Stream.of(List.of(FILE)))
            .toList()) {
      Map<String, List<SourceFile>> stubs = java().stubs(sources);
      assertThat(stubs.keySet())
          .containsExactly(
              "returns nothing", "returns its first argument", "throws IllegalArgumentException");
      stubs.forEach((what, files) -> assertThat(complaints(files)).as(what + files).isEmpty());
    }
    String first = java().stubs(List.of(FILE)).get("returns its first argument").get(0).text();
    assertThat(first).contains("public int price(int days) { return days; }").doesNotContain("* 3");
  }

  private static String complaints(List<SourceFile> files) {
    StringWriter complaints = new StringWriter();
    List<JavaFileObject> sources = new java.util.ArrayList<>();
    for (SourceFile f : files) {
      sources.add(
          new SimpleJavaFileObject(
              URI.create("string:///" + f.path()), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignored) {
              return f.text();
            }
          });
    }
    ToolProvider.getSystemJavaCompiler()
        .getTask(
            complaints,
            null,
            null,
            List.of("-proc:none", "-nowarn", "-d", natives.toString()),
            null,
            sources)
        .call();
    return complaints.toString().replaceAll("(?m)^(Note: .*|.*\\bwarnings?)$", "").strip();
  }

  @Test
  void fingerprintsDoNotSeeNamesLayoutOrComments() {
    String one = "class A { int f(int a) { if (a > 3) { return a * 2 + 1; } return -a; } }";
    String other =
        "class Other {\n  // x\n  int go(int days) {\n    if (days > 3) {\n      return days * 2 + 1;\n    }\n"
            + "    return -days;\n  }\n}\n";
    assertThat(java().fingerprints(other, 5)).isEqualTo(java().fingerprints(one, 5)).isNotEmpty();
    assertThat(java().fingerprints(one.replace("* 2", "* 4"), 5))
        .isNotEqualTo(java().fingerprints(one, 5));
    Set<Long> told = java().fingerprints("Write this:\n\n```java\n" + one + "\n```\n", 5);
    assertThat(told).containsAll(java().fingerprints(one, 5));
  }

  private static String spliced(String name, String text) {
    return java().splice(FILE, unit(name), text).text();
  }

  @Test
  void aMethodIsReplacedAloneHoweverItIsGiven() {
    String wanted = SOURCE.replace("days * 3", "days + 1");
    String method = "public int price(int days) {\n  return days + 1;\n}\n";
    for (String given :
        List.of(
            method,
            method.indent(4),
            "class Crate {\n" + method.indent(2) + "}\n",
            "package shop;\n\nimport java.util.List;\n\npublic class Crate<T> {\n"
                + "  private int lost;\n"
                + method.indent(2)
                + "}\n",
            SOURCE.replace("days * 3", "days + 1").replace("run() {}", "run() { throw null; }"))) {
      assertThat(spliced("Crate.price(int)", given)).as(given).isEqualTo(wanted);
    }
  }

  @Test
  void constructorsRecordsAndNestedTypesAreUnitsToo() {
    assertThat(
            spliced(
                "Crate.Crate",
                "public Crate(List<T> content, String... notes) {\n  this.content = content;\n}"))
        .isEqualTo(
            SOURCE
                .replace(" throws java.io.IOException {", " {")
                .replace("requireNonNull(content)", "content"));
    assertThat(spliced("Crate.Line.Line", "Line {\n  count = 0;\n}"))
        .contains("  Line {\n      count = 0;\n    }\n");
    assertThat(spliced("Crate.Rule", "interface Rule {}")).contains("  interface Rule {}\n}");
  }

  @Test
  void importsComeAlongIfNobodyElseNoticesThem() {
    String method = "public int price(int days) {\n  return new TreeMap<>().size();\n}\n";
    assertThat(
            spliced(
                "Crate.price(int)",
                "import java.util.List;\nimport java.util.TreeMap;\n\n" + method))
        .contains("import java.util.List;\nimport java.util.TreeMap;\n\n/** A crate. */")
        .contains("return new TreeMap<>().size();");
    assertFault("import java.awt.List;\n" + method, "Crate.price(int)", "changes what List is");
    assertFault("import my.Runnable;\n" + method, "Crate.price(int)", "changes what Runnable is");
    assertFault("import java.util.*;\n" + method, "Crate.price(int)", "not told");
  }

  private static void assertFault(String text, String name, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> spliced(name, text))
        .withMessageContaining(message);
  }

  @Test
  void whatWouldChangeMoreThanTheUnitIsRefusedWithTheReason() {
    assertFault(
        "int price(int days) { return 1; }\nint more() { return 2; }",
        "Crate.price(int)",
        "more than this member");
    assertFault("int prize(int days) { return 1; }", "Crate.price(int)", "defines no method price");
    assertFault("int price(int days) { return 1;", "Crate.price(int)", "not valid Java");
    assertFault(
        "int price(int days) { return 1; } } class B {", "Crate.price(int)", "not valid Java");
    assertFault("class Crate {}\nclass Other {}", "Crate", "more than this class");
    assertFault("int price() { return 1; }", "Crate.price", "several times: say which");
    assertFault("int x() { return 1; }", "Crate.x", "is not in the file");
  }
}
