package org.iccm.harness.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.application.Application;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.harness.language.TestLanguages;
import org.iccm.harness.language.TestPython;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reader and language support on real applications. */
class BundledApplicationsTest {
  @TempDir static Path natives;

  static List<Application> applications() {
    return ApplicationReader.standard().readAll(Path.of("../iccm-examples/applications"));
  }

  private static LanguageSupport of(Application app) {
    return app.view().language().equals("java")
        ? TestLanguages.java(natives)
        : TestPython.at(natives);
  }

  @ParameterizedTest
  @MethodSource("applications")
  void goldSpeaksOfUnitsThatExist(Application app) {
    Set<UnitId> units =
        app.view().sources().stream()
            .flatMap(f -> of(app).units(f).stream())
            .map(CodeUnit::id)
            .collect(Collectors.toSet());
    assertThat(app.gold()).isPresent();
    app.gold().get().requirements().forEach(r -> assertThat(units).containsAll(r.units()));
  }

  @ParameterizedTest
  @MethodSource("applications")
  void everyUnitCanBeSplicedIntoItsPlace(Application app) {
    LanguageSupport language = of(app);
    for (SourceFile file : app.view().sources()) {
      assertThat(language.parses(file)).isTrue();
      for (CodeUnit unit : language.units(file)) {
        assertThat(language.splice(file, unit.id(), unit.text())).isEqualTo(file);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("applications")
  void signaturesNamePublicUnitsAndHoldNoDocstring(Application app) {
    LanguageSupport language = of(app);
    String signatures = language.signatures(app.view().sources());
    assertThat(signatures).doesNotContain("\"\"\"");
    assertThat(
            language.parses(
                new SourceFile("signatures.py", signatures.replaceAll("(?m)^# .*$", ""))))
        .as(signatures)
        .isTrue();
    for (UnitId id : language.publicApi(app.view().sources())) {
      assertThat(signatures).contains(id.name().substring(id.name().lastIndexOf('.') + 1));
    }
  }

  @ParameterizedTest
  @MethodSource("applications")
  void renamedSourceKeepsItsFingerprintsAndGoldHasFew(Application app) {
    LanguageSupport language = of(app);
    String source =
        app.view().sources().stream().map(SourceFile::text).collect(Collectors.joining("\n"));
    Set<Long> fingerprints = language.fingerprints(source, 8);
    assertThat(fingerprints).hasSizeGreaterThan(10);
    Set<Long> stripped =
        language.fingerprints(language.strip(new SourceFile("a.py", source)).text(), 8);
    assertThat(stripped).containsAll(fingerprints);
    Set<Long> gold =
        language.fingerprints(
            app.gold().orElseThrow().requirements().stream()
                .map(r -> r.text())
                .collect(Collectors.joining("\n")),
            8);
    long shared = gold.stream().filter(fingerprints::contains).count();
    assertThat(shared).isLessThan(fingerprints.size() / 5);
  }
}
