package org.iccm.core.prompt;

import java.util.List;
import java.util.Set;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;

/** A language that tells one signature. */
final class OneSignature implements LanguageSupport {
  @Override
  public String language() {
    return "python";
  }

  @Override
  public boolean accepts(String path) {
    return true;
  }

  @Override
  public List<CodeUnit> units(SourceFile file) {
    return List.of();
  }

  @Override
  public String signatures(List<SourceFile> files) {
    return "# tray.py\ndef sow(rows): ...\n";
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

  @Override
  public Set<Long> fingerprints(String text, int minimumNodes) {
    return Set.of();
  }
}
