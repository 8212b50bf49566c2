package org.iccm.examples.laboratory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.iccm.api.application.Digests;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.core.reading.Chunk;

/**
 * A generated program: one function, or a module of two, of which the second works on what the
 * first makes. Its meaning is known, so that its facts, its tests, two builds of its source and its
 * requirements in every wording follow from it.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class LabProgram {
  private final String module;
  private final List<LabFunction> functions;
  private final List<Fact> facts;

  LabProgram(String module, List<LabFunction> functions) {
    this.module = module;
    this.functions = List.copyOf(functions);
    List<Fact> all = new ArrayList<>();
    for (LabFunction f : this.functions) {
      UnitId unit = new UnitId(module + ".py", f.name());
      for (Rule r : f.rules()) {
        all.add(new Fact(all.size(), r.kind(), unit, r.kind() == FactKind.PLAIN, r.constants()));
      }
    }
    this.facts = List.copyOf(all);
  }

  /**
   * The file's name without its ending.
   *
   * @return a Python module's name
   */
  public String module() {
    return module;
  }

  List<LabFunction> functions() {
    return functions;
  }

  /**
   * The family of its first function.
   *
   * @return the family
   */
  public Family family() {
    return functions.get(0).family();
  }

  /**
   * What it states, function by function, in the order in which it acts.
   *
   * @return 5 to 8 facts
   */
  public List<Fact> facts() {
    return facts;
  }

  /**
   * The units that its facts are about.
   *
   * @return one or two
   */
  public List<UnitId> units() {
    return functions.stream().map(this::unit).toList();
  }

  private UnitId unit(LabFunction f) {
    return new UnitId(path(), f.name());
  }

  String path() {
    return module + ".py";
  }

  /** Where a fact stands: its function's number and its rule's number there. */
  int[] place(int fact) {
    int rest = fact;
    for (int i = 0; i < functions.size(); i++) {
      int n = functions.get(i).rules().size();
      if (rest < n) {
        return new int[] {i, rest};
      }
      rest -= n;
    }
    throw new IllegalArgumentException("no fact " + fact);
  }

  Rule rule(int fact) {
    int[] at = place(fact);
    return functions.get(at[0]).rules().get(at[1]);
  }

  /** The same program with one fact changed, or without it. */
  LabProgram with(int fact, List<Rule> instead) {
    int[] at = place(fact);
    List<Rule> rules = new ArrayList<>(functions.get(at[0]).rules());
    rules.remove(at[1]);
    rules.addAll(at[1], instead);
    List<LabFunction> changed = new ArrayList<>(functions);
    changed.set(at[0], functions.get(at[0]).with(rules));
    return new LabProgram(module, changed);
  }

  Outcome run(int function, LabInput input) {
    return functions.get(function).run(input, functions);
  }

  /**
   * Its kinds of facts in their combination with its family, what {@link LabSplit#H2} holds out.
   *
   * @return equal for programs of the same combination
   */
  public String combination() {
    return functions.stream()
        .map(
            f ->
                f.family()
                    + f.rules().stream()
                        .map(Rule::kind)
                        .filter(k -> k != FactKind.PLAIN)
                        .sorted()
                        .toList()
                        .toString())
        .collect(Collectors.joining(" then "));
  }

  /**
   * Digest of what it means: families and rules with their constants, whatever it is named.
   *
   * @return 64 hexadecimal characters
   */
  public String digest() {
    return Digests.of(
        functions.stream()
            .map(f -> f.family() + " " + f.rules())
            .collect(Collectors.joining("\n")));
  }

  /**
   * Its source.
   *
   * @param build how it is built
   * @return one file
   */
  public SourceFile source(Build build) {
    Set<String> imports = new TreeSet<>();
    List<String> constants = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (LabFunction f : functions) {
      Code code = new Code(this, f, build);
      texts.add(code.function(f.rules(), f.head(this)));
      imports.addAll(code.imports());
      constants.addAll(code.constants());
    }
    List<String> parts = new ArrayList<>();
    if (!imports.isEmpty()) {
      parts.add(String.join("\n", imports));
    }
    if (!constants.isEmpty()) {
      parts.add(String.join("\n", constants));
    }
    String top = String.join("\n\n", parts);
    return new SourceFile(
        path(), (top.isEmpty() ? "" : top + "\n\n\n") + String.join("\n\n\n", texts) + "\n");
  }

  /**
   * What CET-D reads of it, function by function, as {@link org.iccm.core.reading.Chunker} cuts it.
   *
   * @param build how its source is built
   * @return one chunk for each of {@link #units}
   */
  public List<Chunk> chunks(Build build) {
    List<Chunk> chunks = new ArrayList<>();
    for (LabFunction f : functions) {
      Code code = new Code(this, f, build);
      String head = f.head(this);
      String text = code.function(f.rules(), head);
      chunks.add(
          new Chunk(
              f.name(),
              Set.of(unit(f)),
              head.substring(0, head.length() - 1),
              text,
              String.join("\n", code.constants()),
              true));
    }
    return List.copyOf(chunks);
  }

  /**
   * One unit's text as it would be written by somebody who is told some of its facts and takes them
   * at their word: what is not told is not done, but for what the signature shows, and for what no
   * function can be without. With all facts it is the unit as {@link Build#STATEMENTS} has it.
   *
   * @param unit one of {@link #units}
   * @param told numbers of facts, of any unit
   * @return its imports, then its text
   * @throws IllegalArgumentException if there is no such unit
   */
  public String rebuilt(UnitId unit, Collection<Integer> told) {
    int at = units().indexOf(unit);
    if (at < 0) {
      throw new IllegalArgumentException(module + " has no unit " + unit);
    }
    LabFunction f = functions.get(at);
    List<Rule> rules =
        facts.stream()
            .filter(fact -> fact.unit().equals(unit))
            .filter(
                fact ->
                    told.contains(fact.index())
                        || fact.redundant()
                        || !rule(fact.index()).removable())
            .map(fact -> rule(fact.index()))
            .toList();
    Code code = new Code(this, f, Build.STATEMENTS);
    String text = code.function(rules, f.head(this));
    return code.imports().isEmpty() ? text : String.join("\n", code.imports()) + "\n\n\n" + text;
  }

  @Override
  public String toString() {
    return module + " " + combination();
  }
}
