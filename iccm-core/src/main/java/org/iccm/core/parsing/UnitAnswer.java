package org.iccm.core.parsing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.jspecify.annotations.Nullable;

/**
 * Reads one unit out of a model's answer and puts it into the original file. Models give more than
 * they are asked for: the whole file, the class around a method, a call as an example. What can be
 * spliced is taken as it is; else the unit alone, with those imports and helpers of the answer that
 * the file lacks; else the unit alone. It never throws for an answer, and never invents text.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class UnitAnswer {
  /** Names these rules, those of {@link ReconstructionParser} included. */
  public static final String VERSION = "unit-" + ReconstructionParser.VERSION + "-v1";

  private final String text;
  private final @Nullable SourceFile file;
  private final String refusal;
  private final List<String> notes;
  private final boolean truncated;

  private UnitAnswer(
      String text,
      @Nullable SourceFile file,
      String refusal,
      List<String> notes,
      boolean truncated) {
    this.text = text;
    this.file = file;
    this.refusal = refusal;
    this.notes = List.copyOf(notes);
    this.truncated = truncated;
  }

  /**
   * Reads an answer.
   *
   * @param answer the model's text
   * @param unit the unit that it was asked for
   * @param original the unit's file
   * @param language knows the file's language
   * @return what could be read, and what became of it
   */
  public static UnitAnswer read(
      String answer, UnitId unit, SourceFile original, LanguageSupport language) {
    ParsedReconstruction parsed = ReconstructionParser.parse(answer, List.of(original.path()));
    List<String> notes = new ArrayList<>(parsed.notes());
    Optional<String> code =
        parsed.files().stream()
            .filter(f -> f.path().equals(original.path()))
            .map(SourceFile::text)
            .findFirst();
    if (code.isEmpty()) {
      return new UnitAnswer("", null, "", notes, parsed.truncated());
    }
    String refusal = "";
    for (String candidate : candidates(code.get(), unit, original, language)) {
      try {
        SourceFile spliced = language.splice(original, unit, candidate);
        if (!refusal.isEmpty()) {
          notes.add("not all of the answer is taken: " + refusal);
        }
        return new UnitAnswer(candidate, spliced, "", notes, parsed.truncated());
      } catch (IllegalArgumentException e) {
        refusal = refusal.isEmpty() ? String.valueOf(e.getMessage()) : refusal;
      }
    }
    return new UnitAnswer(code.get(), null, refusal, notes, parsed.truncated());
  }

  private static Set<String> candidates(
      String code, UnitId unit, SourceFile original, LanguageSupport language) {
    Set<String> candidates = new LinkedHashSet<>();
    candidates.add(code);
    List<CodeUnit> defined = language.units(new SourceFile(original.path(), code));
    String simple = simpleName(unit.name());
    Optional<CodeUnit> own =
        last(defined.stream().filter(d -> d.id().name().equals(unit.name())).toList())
            .or(
                () ->
                    last(
                        defined.stream()
                            .filter(d -> simpleName(d.id().name()).equals(simple))
                            .toList()));
    if (own.isPresent()) {
      Set<String> known =
          language.units(original).stream().map(u -> u.id().name()).collect(Collectors.toSet());
      StringBuilder beside = new StringBuilder();
      code.lines()
          .filter(l -> l.matches("(?:import|from)\\s.*"))
          .forEach(l -> beside.append(l).append('\n'));
      for (CodeUnit d : defined) {
        if (!d.id().name().contains(".") && !known.contains(d.id().name()) && d != own.get()) {
          beside.append(d.text()).append("\n\n");
        }
      }
      candidates.add(beside + own.get().text() + "\n");
      candidates.add(own.get().text() + "\n");
    }
    return candidates;
  }

  /** Models that correct themselves give the better one last. */
  private static Optional<CodeUnit> last(List<CodeUnit> units) {
    return units.isEmpty() ? Optional.empty() : Optional.of(units.get(units.size() - 1));
  }

  /** {@code Ledger.post(int)} gives {@code post}. */
  private static String simpleName(String name) {
    String plain = name.replaceFirst("\\(.*", "");
    return plain.substring(plain.lastIndexOf('.') + 1);
  }

  /**
   * The code of the answer: what was spliced, else what could not be.
   *
   * @return the text; empty if the answer holds no code
   */
  public String text() {
    return text;
  }

  /**
   * The original file with the unit in its place.
   *
   * @return the file; empty if the answer holds no code, or nothing that can take the unit's place
   */
  public Optional<SourceFile> file() {
    return Optional.ofNullable(file);
  }

  /**
   * Why the answer's code cannot take the unit's place.
   *
   * @return for people; empty if it did, or if there is no code
   */
  public String refusal() {
    return refusal;
  }

  /**
   * What could not be used, or was understood by a guess.
   *
   * @return one sentence each
   */
  public List<String> notes() {
    return notes;
  }

  /**
   * Whether the answer seems cut.
   *
   * @return true if its last fence is not closed
   */
  public boolean truncated() {
    return truncated;
  }
}
