package org.iccm.harness.wheels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PythonVersionTest {
  @Example
  void theOrderIsThatOfPep440() {
    List<String> ascending =
        List.of(
            "0.9",
            "1.dev0",
            "1.0.dev456",
            "1.0a1.dev3",
            "1.0a1",
            "1.0a2.dev456",
            "1.0a12.dev456",
            "1.0a12",
            "1.0b1.dev456",
            "1.0b2",
            "1.0b2.post345.dev456",
            "1.0b2.post345",
            "1.0rc1.dev456",
            "1.0rc1",
            "1.0",
            "1.0+abc.5",
            "1.0+abc.7",
            "1.0+5",
            "1.0+5.1",
            "1.0.post456.dev34",
            "1.0.post456",
            "1.0.1",
            "1.1.dev1",
            "1.9",
            "1.10",
            "2",
            "2024.1",
            "1!0.1");
    for (int i = 0; i < ascending.size(); i++) {
      for (int k = 0; k < ascending.size(); k++) {
        assertThat(
                Integer.signum(
                    PythonVersion.parse(ascending.get(i))
                        .compareTo(PythonVersion.parse(ascending.get(k)))))
            .as(ascending.get(i) + " to " + ascending.get(k))
            .isEqualTo(Integer.compare(i, k));
      }
    }
  }

  @Example
  void spellingsOfOneVersionAreEqual() {
    for (List<String> same :
        List.of(
            List.of("1.0", "v1", "1.0.0", "0!1", " 1.0 "),
            List.of("1.0a0", "1.0.alpha", "1.0-A_0", "1a"),
            List.of("1.0rc2", "1.0c2", "1.0-pre2", "1.0preview.2"),
            List.of("1.0.post3", "1.0-3", "1.0-r3", "1.0rev3"),
            List.of("1.0+a.1", "1.0+A_1", "1.0+a-1"),
            List.of("1.0.dev0", "1.0dev"))) {
      for (String other : same) {
        assertThat(PythonVersion.parse(other)).isEqualTo(PythonVersion.parse(same.get(0)));
        assertThat(PythonVersion.parse(other)).hasSameHashCodeAs(PythonVersion.parse(same.get(0)));
      }
    }
  }

  @Example
  void whatIsNoVersionIsRefused() {
    for (String bad :
        List.of(
            "", "x", "1.x", "1..0", "1.0.", "1.*", "1.0+", "1!", ">=1", "1.0 0", "9".repeat(19))) {
      assertThat(PythonVersion.find(bad)).as(bad).isEmpty();
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PythonVersion.parse("latest"))
        .withMessageContaining("'latest'");
  }

  @Property(tries = 300)
  void theOrderIsTotal(
      @ForAll("versions") PythonVersion a,
      @ForAll("versions") PythonVersion b,
      @ForAll("versions") PythonVersion c) {
    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
    if (a.compareTo(b) <= 0 && b.compareTo(c) <= 0) {
      assertThat(a.compareTo(c)).isLessThanOrEqualTo(0);
    }
    if (a.equals(b)) {
      assertThat(a).hasSameHashCodeAs(b);
    }
  }

  @Provide
  Arbitrary<PythonVersion> versions() {
    return Combinators.combine(
            Arbitraries.of("", "1!"),
            Arbitraries.of("1", "1.0", "1.0.1", "1.2", "10"),
            Arbitraries.of("", "a1", "b2", "rc1", "rc"),
            Arbitraries.of("", ".post1", "-2", ".post"),
            Arbitraries.of("", ".dev1", "dev"),
            Arbitraries.of("", "+a", "+1", "+a.1"))
        .as((e, r, p, o, d, l) -> PythonVersion.parse(e + r + p + o + d + l));
  }
}
