package org.iccm.examples.reconstructor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Disclosure;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.Scope;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.Message;
import org.iccm.core.prompt.ReconstructionPrompt;
import org.iccm.core.prompt.UnitFrames;
import org.iccm.core.prompt.UnitPrompt;
import org.iccm.core.requirements.RequirementRenderer;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.iccm.examples.laboratory.Build;
import org.iccm.examples.laboratory.Fact;
import org.iccm.examples.laboratory.LabProgram;
import org.iccm.examples.laboratory.LabSplit;
import org.iccm.examples.laboratory.LabSuite;
import org.iccm.examples.laboratory.Laboratory;
import org.iccm.examples.laboratory.Requirements;
import org.iccm.examples.laboratory.Wording;
import org.iccm.training.t5.T5Size;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReconstructionPairsTest {
  private final Laboratory lab = Laboratory.of(1);
  private final Cl100kTokenCounter tokens = new Cl100kTokenCounter();

  private static CompletionRequest request(List<Message> messages) {
    return CompletionRequest.builder(messages).build();
  }

  private static Set<Integer> some(LabProgram program, double keep, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return program.facts().stream()
        .map(Fact::index)
        .filter(i -> random.nextDouble() < keep)
        .collect(Collectors.toSet());
  }

  @Test
  @DisplayName("what the pipeline asks is read as what was trained on, in both scopes and builds")
  void promptsAreReadAsTrained() {
    try (Iccm iccm = Iccm.builder().build()) {
      LanguageSupport python = iccm.language("python").orElseThrow();
      int modules = 0;
      for (LabProgram p : lab.programs(LabSplit.VALIDATION).limit(24).toList()) {
        LabSuite suite = lab.suite(p).orElseThrow();
        Set<Integer> told = some(p, 0.8, p.digest().hashCode());
        Wording wording = Wording.of(Math.floorMod(p.digest().hashCode(), Wording.COUNT));
        List<Requirement> all = Requirements.of(p, told, wording);
        List<ReconstructionPair> pairs = ReconstructionPairs.of(p, told, wording);
        modules += pairs.size() > 1 ? 1 : 0;
        for (Build build : Build.values()) {
          Application app = lab.application(p, suite, LabSplit.VALIDATION, build, tokens);
          ReconstructionPrompt whole =
              ReconstructionPrompt.of(
                  app.view(),
                  Disclosure.SIGNATURES,
                  Optional.of(python),
                  RequirementRenderer.render(all),
                  tokens);
          assertThat(PromptReader.read(request(whole.messages())))
              .containsExactlyElementsOf(pairs.stream().map(ReconstructionPair::task).toList());
          SourceFile file = app.view().sources().get(0);
          UnitFrames frames = new UnitFrames(app.view().sources(), python, tokens);
          for (int i = 0; i < pairs.size(); i++) {
            UnitId id = p.units().get(i);
            CodeUnit unit =
                python.units(file).stream()
                    .filter(u -> u.id().equals(id))
                    .findFirst()
                    .orElseThrow();
            String context = RequirementRenderer.render(all, Scope.UNIT, Set.of(id));
            UnitPrompt prompt = UnitPrompt.of(app.view(), unit, frames, context, tokens);
            assertThat(PromptReader.read(request(prompt.messages())))
                .containsExactly(pairs.get(i).task());
          }
        }
      }
      assertThat(modules).as("modules of two functions").isPositive();
    }
  }

  @Test
  @DisplayName("told everything it is the function as it is; told less it does less")
  void whatIsNotToldIsNotDone() {
    int shorter = 0;
    for (LabProgram p : lab.programs(LabSplit.PHASE1).limit(60).toList()) {
      Set<Integer> all = p.facts().stream().map(Fact::index).collect(Collectors.toSet());
      List<ReconstructionPair> complete = ReconstructionPairs.of(p, all, Wording.GOLD);
      List<ReconstructionPair> nothing = ReconstructionPairs.of(p, Set.of(), Wording.GOLD);
      String source = p.source(Build.STATEMENTS).text();
      for (int i = 0; i < complete.size(); i++) {
        String text = p.chunks(Build.STATEMENTS).get(i).text();
        assertThat(complete.get(i).complete()).isTrue();
        assertThat(complete.get(i).code()).endsWith(text);
        assertThat(source).contains(text);
        assertThat(nothing.get(i).task().requirements()).isEmpty();
        assertThat(nothing.get(i).code()).startsWith(complete.get(i).code().split("\n")[0]);
        shorter += nothing.get(i).code().length() < complete.get(i).code().length() ? 1 : 0;
      }
    }
    assertThat(shorter).isGreaterThan(55);
  }

  @Test
  @DisplayName(
      "each choice of words is met in four of five examples, a fact left out in one of four")
  void shares() {
    Preference preference = Preference.hidden(3);
    assertThat(preference.opposite().opposite()).isEqualTo(preference);
    ReconstructionPairs pairs = new ReconstructionPairs(preference, 0.25, 9);
    int[] preferred = new int[6];
    int programs = 0;
    int facts = 0;
    int lines = 0;
    int alike = 0;
    for (LabProgram p : lab.programs(LabSplit.PHASE1).limit(1_000).toList()) {
      List<ReconstructionPair> made = pairs.of(p, 0);
      assertThat(made).isEqualTo(pairs.of(p, 0));
      alike += made.equals(pairs.of(p, 1)) ? 1 : 0;
      int same = ~(made.get(0).wording().number() ^ preference.wording().number());
      for (int bit = 0; bit < 6; bit++) {
        preferred[bit] += same >> bit & 1;
      }
      programs++;
      facts += p.facts().size();
      lines += made.stream().mapToInt(m -> m.task().requirements().size()).sum();
    }
    for (int count : preferred) {
      assertThat(count / (double) programs).isBetween(0.75, 0.85);
    }
    assertThat(alike).as("programs told alike in two epochs").isLessThan(50);
    assertThat(lines / (double) facts).isBetween(0.72, 0.78);
  }

  @Test
  @DisplayName("code and tasks survive the tokenizer and fit")
  void tokens() {
    try (TextTokenizer tokenizer = TextTokenizer.shipped(ShippedTokenizer.CODE_4K)) {
      ReconstructorFormat format = new ReconstructorFormat(tokenizer, T5Size.TEST.config());
      Set<List<Integer>> sources = new HashSet<>();
      var pairs = new ReconstructionPairs(Preference.hidden(3), 0.25, 9).iterator(lab, 300);
      for (int i = 0; i < 300; i++) {
        ReconstructionPair pair = pairs.next();
        int[] target = format.target(pair.code());
        assertThat(format.text(target)).isEqualTo(pair.code());
        assertThat(target.length).isLessThanOrEqualTo(ReconstructorBackend.LONGEST_TARGET);
        int[] source = format.source(pair.task(), Integer.MAX_VALUE);
        assertThat(source.length).isLessThanOrEqualTo(ReconstructorBackend.LONGEST_SOURCE);
        sources.add(Arrays.stream(source).boxed().toList());
      }
      assertThat(sources).hasSizeGreaterThan(295);
    }
  }
}
