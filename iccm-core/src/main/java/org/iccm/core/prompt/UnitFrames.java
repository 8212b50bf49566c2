package org.iccm.core.prompt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.api.application.UnitKind;
import org.iccm.api.plugin.TokenCounter;

/**
 * What models are shown of an original around the unit that they write. Without comments and
 * docstrings, so that what the unit does is told by the context alone: its file with the unit's
 * text taken out, and below the signatures of other files, if that is short enough; else signatures
 * alone, as many as are. Each file is read once. Thread-safe.
 *
 * @since 0.1.0
 */
public final class UnitFrames {
  /** The longest frame, in tokens of the gate's tokenizer. */
  public static final int MAX_TOKENS = 900;

  private final LanguageSupport language;
  private final TokenCounter tokens;
  private final Map<String, Shown> files = new LinkedHashMap<>();
  private final Map<UnitId, Frame> frames = new ConcurrentHashMap<>();

  /** A file as far as it is shown. */
  private record Shown(SourceFile bare, Map<UnitId, CodeUnit> units, String signatures) {}

  /**
   * What is shown around a unit.
   *
   * @param signature the unit's head; of a class also its members' heads
   * @param text the frame; may be empty
   * @param whole whether the unit's whole file is shown, not signatures alone
   */
  record Frame(String signature, String text, boolean whole) {}

  /**
   * Reads an original.
   *
   * @param sources its files
   * @param language knows their language
   * @param tokens the gate's tokenizer
   */
  public UnitFrames(List<SourceFile> sources, LanguageSupport language, TokenCounter tokens) {
    this.language = language;
    this.tokens = tokens;
    for (SourceFile file : sources) {
      if (language.accepts(file.path())) {
        SourceFile bare = language.strip(file);
        Map<UnitId, CodeUnit> units = new LinkedHashMap<>();
        language.units(bare).forEach(u -> units.putIfAbsent(u.id(), u));
        files.put(file.path(), new Shown(bare, units, language.signatures(List.of(file)).strip()));
      }
    }
  }

  Frame of(CodeUnit unit) {
    return frames.computeIfAbsent(unit.id(), id -> make(unit));
  }

  private Frame make(CodeUnit unit) {
    String path = unit.id().path();
    Optional<String> file = without(unit.id());
    boolean whole = file.isPresent() && tokens.count(file.get()) <= MAX_TOKENS;
    List<String> candidates = new ArrayList<>();
    Shown own = files.get(path);
    candidates.add(whole ? file.get() : own == null ? "" : own.signatures());
    files.forEach(
        (other, shown) -> {
          if (!other.equals(path)) {
            candidates.add(shown.signatures());
          }
        });
    List<String> parts = new ArrayList<>();
    int left = MAX_TOKENS;
    for (String part : candidates) {
      int size = tokens.count(part);
      if (!part.isEmpty() && size <= left) {
        parts.add(part);
        left -= size;
      }
    }
    return new Frame(signature(unit), String.join("\n\n", parts), whole);
  }

  private String signature(CodeUnit unit) {
    if (unit.kind() == UnitKind.CLASS) {
      String told =
          language
              .signatures(List.of(new SourceFile(unit.id().path(), unit.text() + "\n")))
              .lines()
              .filter(l -> !l.startsWith("# ") && !l.startsWith("// "))
              .reduce("", (a, b) -> a + b + "\n")
              .strip();
      if (!told.isEmpty()) {
        return told;
      }
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

  /** The unit's file with a mark in its place; empty if the unit is not found there. */
  private Optional<String> without(UnitId id) {
    Shown shown = files.get(id.path());
    CodeUnit unit = shown == null ? null : shown.units().get(id);
    if (shown == null || unit == null) {
      return Optional.empty();
    }
    List<String> lines = shown.bare().text().lines().toList();
    int from = unit.startLine() - 1;
    String head = lines.get(from);
    String indent = head.substring(0, head.length() - head.stripLeading().length());
    List<String> kept = new ArrayList<>(lines.subList(0, from));
    kept.add(indent + (id.path().endsWith(".py") ? "# " : "// ") + "here: " + id.name());
    kept.addAll(lines.subList(Math.min(unit.endLine(), lines.size()), lines.size()));
    return Optional.of(String.join("\n", kept).replaceAll("\n{3,}", "\n\n").strip());
  }
}
