package org.iccm.examples.laboratory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.iccm.api.context.Requirement;

/**
 * Tells in which wording a context is, choice by choice, as far as it can be seen: a fact that is
 * said alike on both sides of a choice says nothing of it, and neither does a sentence that is none
 * of the program's. For showing what a policy came to prefer, and what a model's preference is.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class WordingReader {
  private static final int SHAPES = 1 << 3;
  private static final int SEQUENCE = 1 << 4;
  private static final Pattern NUMBERING = Pattern.compile("^\\s*\\d+[.)]\\s+");
  private static final Pattern SHAPE = Pattern.compile("\\s*\\(an? (?:int|list|text)\\b[^()]*\\)");

  /** A fact said in one way: the wordings that say it so, and whether they may add a shape. */
  private static final class Known {
    private final Fact fact;
    private final List<Integer> wordings = new ArrayList<>();
    private boolean mayHaveShape;

    Known(Fact fact) {
      this.fact = fact;
    }
  }

  /** By sentence, without number and shapes. */
  private final Map<String, Known> known = new HashMap<>();

  private WordingReader(LabProgram program) {
    for (Fact fact : program.facts()) {
      for (Wording wording : Wording.all()) {
        Requirement r = Requirements.of(program, List.of(fact.index()), wording).get(0);
        Known k = known.computeIfAbsent(bare(r), text -> new Known(fact));
        k.wordings.add(wording.number());
        k.mayHaveShape |= hasShape(r);
      }
    }
  }

  /**
   * A reader for one program.
   *
   * @param program the program
   * @return the reader
   */
  public static WordingReader of(LabProgram program) {
    return new WordingReader(program);
  }

  private static String bare(Requirement requirement) {
    String text = requirement.text().replaceAll("\\s+", " ").strip();
    return SHAPE.matcher(NUMBERING.matcher(text).replaceFirst("")).replaceAll("");
  }

  private static boolean hasShape(Requirement requirement) {
    return SHAPE.matcher(requirement.text()).find();
  }

  /**
   * Reads one context.
   *
   * @param requirements its requirements about one function, in order
   * @return for idiom, form, reference and examples a vote of each requirement that shows them; for
   *     shapes and sequence one vote of the context
   */
  public WordingVotes read(List<Requirement> requirements) {
    WordingVotes votes = WordingVotes.NONE;
    boolean shapes = false;
    boolean couldHaveShapes = false;
    int order = 0;
    int exceptions = 0;
    int main = 0;
    for (Requirement r : requirements) {
      Known said = known.get(bare(r));
      if (said == null) {
        continue;
      }
      int all = said.wordings.stream().reduce(Wording.COUNT - 1, (a, b) -> a & b);
      int any = said.wordings.stream().reduce(0, (a, b) -> a | b);
      votes = votes.plus(WordingVotes.of(~any, all));
      couldHaveShapes |= said.mayHaveShape;
      shapes |= hasShape(r);
      switch (said.fact.kind()) {
        case GUARD, SPECIAL -> {
          exceptions++;
          order -= main;
        }
        case PLAIN -> {}
        default -> {
          main++;
          order += exceptions;
        }
      }
    }
    // A parameter's shape is said once: later sentences without it do not count against it.
    votes =
        votes.plus(WordingVotes.of(couldHaveShapes && !shapes ? SHAPES : 0, shapes ? SHAPES : 0));
    return votes.plus(WordingVotes.of(order > 0 ? SEQUENCE : 0, order < 0 ? SEQUENCE : 0));
  }
}
