package org.iccm.core.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.testkit.sample.IndentedPython;

/** Top-level functions by indentation, which can be put in another's place alone. */
public class SplicingPython implements LanguageSupport {
  private final IndentedPython python = new IndentedPython();

  @Override
  public String language() {
    return python.language();
  }

  @Override
  public boolean accepts(String path) {
    return python.accepts(path);
  }

  @Override
  public List<CodeUnit> units(SourceFile file) {
    return python.units(file);
  }

  @Override
  public String signatures(List<SourceFile> files) {
    return python.signatures(files);
  }

  @Override
  public Set<UnitId> publicApi(List<SourceFile> files) {
    return python.publicApi(files);
  }

  @Override
  public SourceFile strip(SourceFile file) {
    return file;
  }

  @Override
  public boolean parses(SourceFile file) {
    return true;
  }

  @Override
  public SourceFile splice(SourceFile original, UnitId unit, String replacement) {
    CodeUnit target = unit(original, unit);
    List<CodeUnit> given = units(new SourceFile(original.path(), replacement));
    if (given.stream().noneMatch(u -> u.id().equals(unit))) {
      throw new IllegalArgumentException(
          "unit " + unit + " cannot be replaced: the new text defines no function " + unit.name());
    }
    for (CodeUnit other : units(original)) {
      if (!other.id().equals(unit) && given.stream().anyMatch(u -> u.id().equals(other.id()))) {
        throw new IllegalArgumentException(
            "unit " + unit + " cannot be replaced: the new text defines " + other.id() + " too");
      }
    }
    List<String> lines = new ArrayList<>(original.text().lines().toList());
    List<String> spliced = new ArrayList<>(lines.subList(0, target.startLine() - 1));
    spliced.addAll(replacement.strip().lines().toList());
    spliced.addAll(lines.subList(target.endLine(), lines.size()));
    return new SourceFile(original.path(), String.join("\n", spliced) + "\n");
  }

  CodeUnit unit(SourceFile file, UnitId unit) {
    return units(file).stream().filter(u -> u.id().equals(unit)).findFirst().orElseThrow();
  }

  @Override
  public Set<Long> fingerprints(String text, int minimumNodes) {
    return Set.of();
  }
}
