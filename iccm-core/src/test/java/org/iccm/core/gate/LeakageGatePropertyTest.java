package org.iccm.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.context.GateVerdict;
import org.iccm.core.tokens.Cl100kTokenCounter;

class LeakageGatePropertyTest {
  private static final LeakageGate GATE = new LeakageGate(new Cl100kTokenCounter());

  @Property
  void judgesAnyTextAgainstAnySourceAndTests(
      @ForAll("code") String text, @ForAll("code") String source, @ForAll("code") String tests) {
    GateVerdict v = judge(text, source, tests);
    assertThat(v.admitted()).isEqualTo(v.findings().isEmpty());
    assertThat(v.tokenOverlap()).isBetween(0.0, 1.0);
    assertThat(v.findings()).allSatisfy(f -> assertThat(f.message()).isNotBlank());
  }

  @Property
  void judgesAnyUnicode(@ForAll String text) {
    assertThat(judge(text, text, text).tokenOverlap()).isBetween(0.0, 1.0);
  }

  @Example
  void namesWithoutAWordAreNotCountedTwice() {
    String text = "\ufffd".repeat(8) + "_";
    assertThat(judge(text, text, text).tokenOverlap()).isOne();
  }

  private GateVerdict judge(String text, String source, String tests) {
    return GATE.judge(
        text,
        ApplicationView.builder("a", "a", "a", "python")
            .sources(List.of(new SourceFile("a.py", source)))
            .build(),
        TestSuite.builder("a", "python", List.of(new SourceFile("t.py", tests))).build(),
        100,
        false,
        Optional.empty());
  }

  @Provide
  Arbitrary<String> code() {
    return Arbitraries.of(
            "assert f(",
            "[1, 2",
            ")",
            " == ",
            "'abc",
            "\"",
            "\n",
            "x = ",
            "{",
            "}",
            "]",
            "12.5",
            "'''",
            "\\",
            "# c",
            "with pytest.raises(E):",
            "@pytest.mark.parametrize('a', [",
            "def f():",
            "assertEqual(",
            ",",
            "  ",
            "-7",
            "None",
            "(",
            "pytest.param(")
        .list()
        .ofMaxSize(20)
        .map(l -> String.join("", l));
  }
}
