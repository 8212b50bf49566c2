package org.iccm.examples.laboratory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.application.TestGroup;

/** Chooses tests among many calls until every change of every fact is noticed often enough. */
final class SuiteBuilder {
  private static final int CALLS = 400;

  /** No group has more tests; a program that would need them is not taken. */
  private static final int MOST_TESTS = 20;

  private static final Pattern BECOMES = Pattern.compile("(-?\\d+) becomes (-?\\d+)");

  private static final long LARGEST = 1_000_000;

  private final LabProgram program;
  private final List<LabTest> calls = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();
  private final List<Parsed> parsed = new ArrayList<>();
  private final List<FactChange> changes = new ArrayList<>();
  private final List<BitSet> noticing = new ArrayList<>();

  private SuiteBuilder(LabProgram program) {
    this.program = program;
  }

  /** A suite; empty if some fact of the program cannot be noticed. */
  static Optional<LabSuite> build(LabProgram program, SplittableRandom random) {
    SuiteBuilder builder = new SuiteBuilder(program);
    builder.call(random);
    if (!builder.change()) {
      return Optional.empty();
    }
    List<LabTest> tests = new ArrayList<>();
    for (TestGroup group : TestGroup.values()) {
      if (!builder.choose(group, tests)) {
        return Optional.empty();
      }
    }
    return Optional.of(new LabSuite(program, tests, builder.changes));
  }

  private void call(SplittableRandom random) {
    List<LabFunction> functions = program.functions();
    for (int f = 0; f < functions.size(); f++) {
      LabFunction function = functions.get(f);
      InputSampler inputs = new InputSampler(random, function, functions);
      boolean looks = function.rules().stream().anyMatch(r -> r instanceof Untouched);
      List<Example> told = examples(function);
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < CALLS / functions.size(); i++) {
        LabInput input = inputs.input();
        Parsed call = function.parse(input, functions);
        Outcome expected = function.run(call, functions);
        String text = input.python();
        boolean usable =
            !(expected.value() instanceof Long n && Math.abs(n) > LARGEST)
                && !input.arguments().get(0).equals(expected.value())
                && told.stream().noneMatch(e -> e.isOf(text, expected));
        if (usable && seen.add(text)) {
          TestGroup group = TestGroup.values()[calls.size() % 2];
          boolean keeps = looks && expected.error() == null && random.nextBoolean();
          calls.add(new LabTest(group, 0, f, input, expected, keeps));
          parsed.add(call);
          lengths.add(text.length());
        }
      }
    }
  }

  /** An example of a fact; a test with both its numbers would make the gate stop the fact. */
  private record Example(Pattern from, long to) {
    boolean isOf(String input, Outcome expected) {
      return expected.value() instanceof Long n && n == to && from.matcher(input).find();
    }
  }

  private List<Example> examples(LabFunction function) {
    Saying saying = new Saying(Wording.GOLD, program, function);
    List<Example> found = new ArrayList<>();
    for (Rule rule : function.rules()) {
      Matcher m = BECOMES.matcher(rule.example(saying));
      if (m.matches()) {
        Pattern from = Pattern.compile("(?<!\\d)" + m.group(1) + "(?!\\d)");
        found.add(new Example(from, Long.parseLong(m.group(2))));
      }
    }
    return found;
  }

  /** Of each list of changes the first that is noticed; false if there is a list without one. */
  private boolean change() {
    int facts = program.facts().size();
    for (int fact = 0; fact < facts; fact++) {
      Rule rule = program.rule(fact);
      if (rule.removable() && !add(fact, "left out", List.of(List.of()))) {
        return false;
      }
      for (List<Rule> some : rule.changes()) {
        if (!add(fact, "changed", some.stream().map(List::of).toList())) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean add(int fact, String what, List<List<Rule>> instead) {
    for (List<Rule> rules : instead) {
      LabProgram changed = program.with(fact, rules);
      BitSet found = new BitSet();
      int[] counts = new int[2];
      for (int i = 0; i < calls.size(); i++) {
        LabTest call = calls.get(i);
        if (call.notices(
            changed.functions().get(call.function()).run(parsed.get(i), changed.functions()))) {
          found.set(i);
          counts[call.group().ordinal()]++;
        }
      }
      if (Math.min(counts[0], counts[1]) >= LabSuite.LEAST) {
        changes.add(new FactChange(fact, what, changed));
        noticing.add(found);
        return true;
      }
    }
    return false;
  }

  /** Takes the call that is missed most until nothing is missing. */
  private boolean choose(TestGroup group, List<LabTest> tests) {
    int[] missing = new int[changes.size()];
    Arrays.fill(missing, LabSuite.LEAST);
    BitSet taken = new BitSet();
    int number = 0;
    while (true) {
      int best = -1;
      double most = 0;
      for (int i = 0; i < calls.size(); i++) {
        if (calls.get(i).group() == group && !taken.get(i)) {
          double worth = worth(i, missing);
          if (worth > most) {
            most = worth;
            best = i;
          }
        }
      }
      if (best < 0) {
        return true;
      }
      taken.set(best);
      if (++number > MOST_TESTS) {
        return false;
      }
      LabTest call = calls.get(best);
      tests.add(
          new LabTest(group, number, call.function(), call.input(), call.expected(), call.keeps()));
      for (int c = 0; c < missing.length; c++) {
        missing[c] -= noticing.get(c).get(best) ? 1 : 0;
      }
    }
  }

  /** How many changes that are still missed it notices; of equals the shorter call. */
  private double worth(int call, int[] missing) {
    int sum = 0;
    for (int c = 0; c < missing.length; c++) {
      sum += missing[c] > 0 && noticing.get(c).get(call) ? 1 : 0;
    }
    return sum == 0 ? 0 : sum + 1.0 / (2 + lengths.get(call));
  }
}
