package org.iccm.core.gate;

import java.util.List;
import java.util.Set;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;

/** A language whose syntax is given: what the gate makes of it is what is tested. */
record FixedFingerprints(Set<Long> ofSource, Set<Long> ofOthers) implements LanguageSupport {
  @Override
  public String language() {
    return "python";
  }

  @Override
  public boolean accepts(String path) {
    return path.endsWith(".py");
  }

  @Override
  public Set<Long> fingerprints(String text, int minimumNodes) {
    return text.startsWith("def ") ? ofSource : ofOthers;
  }

  @Override
  public List<CodeUnit> units(SourceFile file) {
    return List.of();
  }

  @Override
  public String signatures(List<SourceFile> files) {
    return "";
  }

  @Override
  public Set<UnitId> publicApi(List<SourceFile> files) {
    return Set.of();
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
    return original;
  }
}
