package org.iccm.examples.laboratory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;

/**
 * Reads which facts of a program a context states, and whether they are right: for the gate that
 * asks whether CET-D can read before rollouts are spent on it. It knows the eight sentences of each
 * fact, without shapes, examples and numbering; other words for the same thing count as wrong, so
 * it is for what was trained on these wordings, not for paraphrases.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class FactReader {
  /** A statement is taken as about the fact it resembles so much, else as about none. */
  private static final double ALIKE = 0.6;

  private static final Pattern NUMBERING = Pattern.compile("^\\s*\\d+[.)]\\s+");
  private static final Pattern ASIDE =
      Pattern.compile("\\s*\\((?:example:|an? (?:int|list|text)\\b)[^()]*\\)");
  private static final Pattern CONSTANT = Pattern.compile("`[^`]*`|(?<![\\p{L}\\p{N}_])-?\\d+");
  private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*|#|[^\\s\\p{L}#]");

  /** A sentence of a fact without its constants. */
  private record Known(int fact, UnitId unit, String bare, List<String> constants) {}

  private final LabProgram program;
  private final List<Known> known = new ArrayList<>();

  private FactReader(LabProgram program) {
    this.program = program;
    List<Fact> facts = program.facts();
    for (int i = 0; i < 8; i++) {
      for (Fact fact : facts) {
        Requirement r = Requirements.of(program, List.of(fact.index()), Wording.of(i)).get(0);
        String text = plain(r.text());
        known.add(new Known(fact.index(), fact.unit(), bare(text), constants(text)));
      }
    }
  }

  /**
   * A reader for one program.
   *
   * @param program the program
   * @return the reader
   */
  public static FactReader of(LabProgram program) {
    return new FactReader(program);
  }

  /**
   * Reads a context.
   *
   * @param requirements its requirements, one statement each; those tied to units are compared with
   *     facts about these
   * @return what they state
   */
  public FactReading read(List<Requirement> requirements) {
    Map<Integer, FactReading.State> states = new HashMap<>();
    program.facts().forEach(f -> states.put(f.index(), FactReading.State.MISSING));
    Set<Integer> told = new HashSet<>();
    int stated = 0;
    int right = 0;
    int constants = 0;
    int constantsRight = 0;
    for (Requirement r : requirements) {
      String text = plain(r.text());
      List<String> given = constants(text);
      Match match = match(text, given, r.units());
      if (match.fact() >= 0 && match.exact() && !told.add(match.fact())) {
        continue; // told twice counts once
      }
      stated++;
      constants += given.size();
      constantsRight += match.constantsRight();
      right += match.exact() ? 1 : 0;
      if (match.exact()) {
        states.put(match.fact(), FactReading.State.RIGHT);
      } else if (match.fact() >= 0 && states.get(match.fact()) == FactReading.State.MISSING) {
        states.put(match.fact(), FactReading.State.WRONG);
      }
    }
    return new FactReading(states, stated, right, constants, constantsRight);
  }

  private record Match(int fact, boolean exact, int constantsRight) {}

  private Match match(String text, List<String> given, Set<UnitId> units) {
    String bare = bare(text);
    Match best = new Match(-1, false, 0);
    double closest = ALIKE;
    List<String> words = words(bare);
    for (Known k : known) {
      if (!units.isEmpty() && !units.contains(k.unit())) {
        continue;
      }
      int same = same(given, k.constants());
      boolean alike = bare.equals(k.bare());
      if (alike && same == k.constants().size() && same == given.size()) {
        return new Match(k.fact(), true, same);
      }
      // among sentences that are alike, the one with most of the constants
      double likeness = (alike ? 2 : likeness(words, words(k.bare()))) + 1e-3 * same;
      if (likeness > closest) {
        closest = likeness;
        best = new Match(k.fact(), false, same);
      }
    }
    return best;
  }

  private static int same(List<String> given, List<String> wanted) {
    int same = 0;
    for (int i = 0; i < Math.min(given.size(), wanted.size()); i++) {
      same += given.get(i).equals(wanted.get(i)) ? 1 : 0;
    }
    return same;
  }

  /** Twice the longest common subsequence over both lengths. */
  private static double likeness(List<String> a, List<String> b) {
    return 2.0 * OrderedOverlap.longestCommon(a, b) / Math.max(1, a.size() + b.size());
  }

  private static String plain(String text) {
    String one = text.replaceAll("\\s+", " ").strip();
    String unnumbered = NUMBERING.matcher(one).replaceFirst("");
    return ASIDE.matcher(unnumbered).replaceAll("").replaceFirst("\\.$", "");
  }

  private static String bare(String text) {
    return CONSTANT.matcher(text).replaceAll("#");
  }

  private static List<String> constants(String text) {
    return CONSTANT.matcher(text).results().map(m -> m.group()).toList();
  }

  private static List<String> words(String text) {
    List<String> found = new ArrayList<>();
    Matcher m = WORD.matcher(text);
    while (m.find()) {
      found.add(m.group());
    }
    return found;
  }
}
