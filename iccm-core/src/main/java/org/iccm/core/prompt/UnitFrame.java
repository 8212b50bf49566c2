package org.iccm.core.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.api.application.UnitKind;
import org.iccm.api.plugin.TokenCounter;

/**
 * What a model is shown of the original around the unit that it writes. Without comments and
 * docstrings, so that what the unit does is told by the context alone. Immutable.
 *
 * <p>Its file with the unit's text taken out, and below the signatures of other files, if that is
 * short enough; else signatures alone, as many as are.
 */
final class UnitFrame {
  /** The longest frame, in tokens of the gate's tokenizer. */
  static final int MAX_TOKENS = 900;

  private final String signature;
  private final String text;
  private final boolean whole;

  private UnitFrame(String signature, String text, boolean whole) {
    this.signature = signature;
    this.text = text;
    this.whole = whole;
  }

  static UnitFrame of(
      List<SourceFile> sources, CodeUnit unit, LanguageSupport language, TokenCounter tokens) {
    String path = unit.id().path();
    String signature = signature(unit, language);
    SourceFile own = sources.stream().filter(f -> f.path().equals(path)).findFirst().orElseThrow();
    List<SourceFile> others =
        sources.stream().filter(f -> !f.path().equals(path) && language.accepts(f.path())).toList();
    Optional<String> file = without(own, unit.id(), language);
    boolean whole = file.isPresent() && tokens.count(file.get()) <= MAX_TOKENS;
    List<String> candidates = new ArrayList<>();
    candidates.add(whole ? file.get() : language.signatures(List.of(own)).strip());
    others.forEach(f -> candidates.add(language.signatures(List.of(f)).strip()));
    List<String> parts = new ArrayList<>();
    int left = MAX_TOKENS;
    for (String part : candidates) {
      int size = tokens.count(part);
      if (!part.isEmpty() && size <= left) {
        parts.add(part);
        left -= size;
      }
    }
    return new UnitFrame(signature, String.join("\n\n", parts), whole);
  }

  /** The unit's head, of a class also its members' heads, as far as the language tells them. */
  private static String signature(CodeUnit unit, LanguageSupport language) {
    String name = simpleName(unit.id());
    String told =
        language
            .signatures(List.of(new SourceFile(unit.id().path(), unit.text() + "\n")))
            .lines()
            .filter(l -> !l.startsWith("# ") && !l.startsWith("// "))
            .reduce("", (a, b) -> a + b + "\n")
            .strip();
    if (unit.kind() == UnitKind.CLASS && told.contains(name)) {
      return told;
    }
    return decorators(unit) + unit.signature();
  }

  /** What stands before the unit's head and belongs to it, as it is written. */
  private static String decorators(CodeUnit unit) {
    StringBuilder found = new StringBuilder();
    for (String line : unit.text().lines().toList()) {
      if (!line.startsWith("@")) {
        return found.toString();
      }
      found.append(line).append('\n');
    }
    return "";
  }

  /** The file with a mark in the unit's place; empty if the unit is not found in it. */
  private static Optional<String> without(SourceFile file, UnitId id, LanguageSupport language) {
    SourceFile bare = language.strip(file);
    Optional<CodeUnit> found =
        language.units(bare).stream().filter(u -> u.id().equals(id)).findFirst();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = bare.text().lines().toList();
    int from = found.get().startLine() - 1;
    String head = lines.get(from);
    String indent = head.substring(0, head.length() - head.stripLeading().length());
    List<String> kept = new ArrayList<>(lines.subList(0, from));
    kept.add(indent + (file.path().endsWith(".py") ? "# " : "// ") + "here: " + id.name());
    kept.addAll(lines.subList(Math.min(found.get().endLine(), lines.size()), lines.size()));
    return Optional.of(String.join("\n", kept).replaceAll("\n{3,}", "\n\n").strip());
  }

  static String simpleName(UnitId id) {
    String name = id.name().replaceFirst("\\(.*", "");
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The unit's head. */
  String signature() {
    return signature;
  }

  /** What is shown around it; may be empty. */
  String text() {
    return text;
  }

  /** Whether its whole file is shown, not signatures alone. */
  boolean whole() {
    return whole;
  }
}
