package org.iccm.examples.laboratory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.iccm.api.application.Application;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.core.reading.Chunk;
import org.iccm.core.requirements.RequirementRenderer;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.loop.Admission;
import org.iccm.training.loop.FactTests;
import org.iccm.training.loop.ReconstructionTask;
import org.iccm.training.prompt.Prompt;

/**
 * The laboratory's programs as prompts of phase 3: one for each function. A function's share of the
 * program's budget is that of its complete rendering.
 *
 * <p>Immutable; thread-safe.
 *
 * @since 0.1.0
 */
public final class LabTasks {
  private final Map<String, ReconstructionTask> tasks;
  private final Map<String, LabProgram> programs;
  private final Map<String, Map<Fact, Set<TestId>>> noticed;

  private LabTasks(
      Map<String, ReconstructionTask> tasks,
      Map<String, LabProgram> programs,
      Map<String, Map<Fact, Set<TestId>>> noticed) {
    this.tasks = tasks;
    this.programs = programs;
    this.noticed = noticed;
  }

  /**
   * Prompts of a split.
   *
   * @param lab makes the programs
   * @param split which ones
   * @param count programs, at least 1; a module of two functions makes two prompts
   * @param build how their source is built
   * @param format what the policy reads
   * @param longest most ids of a prompt
   * @param tokens the gate's tokenizer
   * @return the tasks, in order
   */
  public static LabTasks of(
      Laboratory lab,
      LabSplit split,
      int count,
      Build build,
      RequirementFormat format,
      int longest,
      TokenCounter tokens) {
    Map<String, ReconstructionTask> tasks = new LinkedHashMap<>();
    Map<String, LabProgram> programs = new HashMap<>();
    Map<String, Map<Fact, Set<TestId>>> noticed = new HashMap<>();
    for (LabProgram p : lab.programs(split).limit(count).toList()) {
      LabSuite suite = lab.suite(p).orElseThrow();
      Application app = lab.application(p, suite, split, build, tokens);
      List<Requirement> gold = Laboratory.gold(p, suite, tokens);
      for (Chunk chunk : p.chunks(build)) {
        String id = app.id() + "#" + chunk.name();
        ReconstructionTask task =
            new ReconstructionTask(
                new Prompt(id, format.source(chunk, longest), (p.facts().size() - 5) / 3.0),
                app,
                chunk.units(),
                OptionalInt.of(budget(p, chunk.units(), tokens)),
                gold.stream().filter(r -> !r.units().equals(chunk.units())).toList());
        tasks.put(id, task);
        programs.put(id, p);
        noticed.put(id, suite.noticedBy());
      }
    }
    return new LabTasks(tasks, programs, noticed);
  }

  /** Of a program with one function it is {@link Laboratory#budget}. */
  private static int budget(LabProgram program, Set<UnitId> units, TokenCounter tokens) {
    List<Requirement> own =
        Requirements.complete(program, Wording.GOLD).stream()
            .filter(r -> r.units().equals(units))
            .toList();
    return (int) (Laboratory.BUDGET * tokens.count(RequirementRenderer.render(own)));
  }

  /** Returns all tasks, in order. */
  public List<ReconstructionTask> all() {
    return List.copyOf(tasks.values());
  }

  /** Returns what a policy reads, in order. */
  public List<Prompt> prompts() {
    return tasks.values().stream().map(ReconstructionTask::prompt).toList();
  }

  /**
   * The program that a prompt is of.
   *
   * @param prompt the prompt's id
   * @return its program
   * @throws IllegalArgumentException if it is none of these prompts
   */
  public LabProgram program(String prompt) {
    LabProgram program = programs.get(prompt);
    if (program == null) {
      throw new IllegalArgumentException("no prompt of these tasks: " + prompt);
    }
    return program;
  }

  /**
   * These and others: a judge needs those of training and of validation.
   *
   * @param others of another split
   * @return all tasks
   */
  public List<ReconstructionTask> with(LabTasks others) {
    return Stream.concat(all().stream(), others.all().stream()).toList();
  }

  /**
   * The generator's map from facts to tests, for the arm {@code oracle}.
   *
   * @return for a requirement that states a fact, rightly or wrongly, the tests that notice it
   */
  public FactTests factTests() {
    return (prompt, requirement) -> {
      LabProgram program = program(prompt);
      Map<Fact, Set<TestId>> tests = noticed.getOrDefault(prompt, Map.of());
      FactReading reading = FactReader.of(program).read(List.of(requirement));
      List<Fact> stated = new ArrayList<>();
      for (Fact fact : program.facts()) {
        if (reading.facts().get(fact.index()) != FactReading.State.MISSING) {
          stated.add(fact);
        }
      }
      return stated.size() == 1 ? tests.getOrDefault(stated.get(0), Set.of()) : Set.of();
    };
  }

  /**
   * Rejects what can be read off the source in order more than gold can.
   *
   * @param limit share of the source, as {@link OrderedOverlap#limit} gives it
   * @return the gate, which names it {@code overlap}
   */
  public static Admission below(double limit) {
    return (task, requirements) -> {
      String context = RequirementRenderer.render(requirements);
      String source = task.application().view().sources().get(0).text();
      return OrderedOverlap.of(context, source).ofSource() > limit
          ? Optional.of("overlap")
          : Optional.empty();
    };
  }
}
