package org.iccm.harness.language;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.harness.mutation.Mutant;
import org.iccm.harness.mutation.MutantSource;

/**
 * Small changes of Python files. Left alone are docstrings, annotations, decorators, format
 * specifications and what runs under {@code if __name__ == ...}: no test could, or has to, notice.
 *
 * <p>Thread-safe.
 *
 * @since 0.1.0
 */
public final class PythonMutants implements MutantSource {
  private final PythonParser parser;

  private PythonMutants(PythonParser parser) {
    this.parser = parser;
  }

  /**
   * A source of mutants. Loads nothing yet.
   *
   * @param cache the user's cache directory, where native libraries are kept
   * @return the source
   */
  public static PythonMutants in(Path cache) {
    return new PythonMutants(new PythonParser(cache.resolve("native")));
  }

  @Override
  public List<Mutant> mutants(SourceFile file) {
    String source = file.text();
    SyntaxNode tree = parser.parse(source);
    if (tree.broken() || !file.path().endsWith(".py")) {
      return List.of();
    }
    List<Definition> definitions = Definitions.of(source, tree);
    List<UnitId> ids = Definitions.ids(file.path(), source, definitions);
    Lines lines = new Lines(source);
    List<Mutant> found = new ArrayList<>();
    for (PythonEdits.Edit edit : PythonEdits.of(source, tree)) {
      UnitId unit = new UnitId(file.path(), Mutant.MODULE);
      for (int i = 0; i < ids.size(); i++) {
        SyntaxNode whole = definitions.get(i).whole();
        // a class stands before its members: the last one that fits is the innermost
        if (whole.start() <= edit.start() && edit.end() <= whole.end()) {
          unit = ids.get(i);
        }
      }
      String changed =
          source.substring(0, edit.start()) + edit.text() + source.substring(edit.end());
      if (!parser.parse(changed).broken()) {
        found.add(
            new Mutant(
                unit,
                edit.operator(),
                lines.of(edit.start()),
                edit.start(),
                edit.end(),
                source.substring(edit.start(), edit.end()),
                edit.text()));
      }
    }
    found.sort(Comparator.comparingInt(Mutant::start).thenComparing(Mutant::replacement));
    return List.copyOf(found);
  }
}
