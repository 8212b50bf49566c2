package org.iccm.examples.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.iccm.api.application.Application;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.api.application.UnitKind;
import org.iccm.api.error.IccmException;

/** Files to be judged by an application's suite. Its name is unique. */
record Candidate(String name, Application app, List<SourceFile> files) {
  private static final double[] SHARES = {.1, .25, .5, .75};

  static Candidate original(Application app) {
    return new Candidate(app.id() + "_original", app, app.view().sources());
  }

  boolean isOriginal() {
    return files.equals(app.view().sources());
  }

  static Candidate of(Application app, Reconstruction r) {
    return new Candidate(app.id() + "_" + r.name(), app, r.files());
  }

  /**
   * Different candidates between original and reconstruction: originals in which some functions, by
   * chance, are the model's.
   */
  static List<Candidate> mixed(
      Application app, Reconstruction r, LanguageSupport language, int most, Random random) {
    Map<UnitId, String> units = new LinkedHashMap<>();
    for (SourceFile file : r.files()) {
      for (CodeUnit unit : language.units(file)) {
        if (unit.kind() != UnitKind.CLASS) {
          units.put(unit.id(), unit.text());
        }
      }
    }
    List<Candidate> found = new ArrayList<>();
    Set<List<SourceFile>> seen = new HashSet<>(List.of(app.view().sources(), r.files()));
    for (int i = 0; i < 4 * most && found.size() < most; i++) {
      double share = SHARES[i % SHARES.length];
      List<SourceFile> files = app.view().sources();
      for (Map.Entry<UnitId, String> unit : units.entrySet()) {
        if (random.nextDouble() < share) {
          files = with(files, unit.getKey(), unit.getValue(), language);
        }
      }
      if (seen.add(files)) {
        found.add(new Candidate(app.id() + "_" + r.name() + "_mix" + i, app, files));
      }
    }
    return found;
  }

  private static List<SourceFile> with(
      List<SourceFile> files, UnitId unit, String text, LanguageSupport language) {
    List<SourceFile> changed = new ArrayList<>(files);
    changed.replaceAll(
        f -> f.path().equals(unit.path()) ? spliced(f, unit, text, language).orElse(f) : f);
    return List.copyOf(changed);
  }

  /** Nothing where the original has no such unit, or where the model's does not fit. */
  private static Optional<SourceFile> spliced(
      SourceFile file, UnitId unit, String text, LanguageSupport language) {
    try {
      return Optional.of(language.splice(file, unit, text));
    } catch (IccmException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
