package org.iccm.examples.laboratory;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.iccm.api.application.Application;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.Digests;
import org.iccm.api.application.Gold;
import org.iccm.api.application.Split;
import org.iccm.api.context.Requirement;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.core.requirements.RequirementRenderer;

/**
 * The generator. All that it gives follows from its seed.
 *
 * <p>Immutable and thread-safe; a stream belongs to one thread.
 *
 * @since 0.1.0
 */
public final class Laboratory {
  /** Names the generator; a change of what it gives changes it. */
  public static final String VERSION = "laboratory-1";

  /** The part of the complete rendering's tokens that a context may have. */
  public static final double BUDGET = 0.7;

  private static final int COMBINATIONS = 20;

  private final long seed;
  private final Vocabulary seen;
  private final Vocabulary unseen;

  private Laboratory(long seed) {
    this.seed = seed;
    List<String> words = Vocabulary.load();
    this.seen = Vocabulary.of(words, seed, false);
    this.unseen = Vocabulary.of(words, seed, true);
  }

  /**
   * A laboratory.
   *
   * @param seed any number; it also decides which constants and combinations are held out
   * @return the laboratory
   */
  public static Laboratory of(long seed) {
    return new Laboratory(seed);
  }

  /**
   * The programs of a split, without end, no two of the same meaning and none that another split
   * has. But for {@link LabSplit#PHASE1}, those without a suite ({@link #suite}) are left out.
   *
   * @param split the split
   * @return programs, the same ones each time; take {@link LabSplit#size} of them
   */
  public Stream<LabProgram> programs(LabSplit split) {
    return drawn(split).filter(p -> split == LabSplit.PHASE1 || suite(p).isPresent());
  }

  /** The same, with those that have no suite. */
  Stream<LabProgram> drawn(LabSplit split) {
    ProgramSampler sampler =
        new ProgramSampler(
            split == LabSplit.H1 ? unseen : seen,
            split == LabSplit.H3 ? Family.UNSEEN : Family.KNOWN);
    SplittableRandom random = random(split.name());
    Set<ByteBuffer> given = new HashSet<>();
    return Stream.generate(() -> sampler.sample(random.split()))
        .filter(p -> belongs(p, split))
        .filter(p -> given.add(ByteBuffer.wrap(HexFormat.of().parseHex(p.digest()))));
  }

  private SplittableRandom random(String... path) {
    String digest = Digests.of(VERSION, Long.toString(seed), String.join("/", path));
    return new SplittableRandom(Long.parseUnsignedLong(digest.substring(0, 16), 16));
  }

  /** Splits are apart by combination, by constants, by family, or else by digest. */
  private boolean belongs(LabProgram program, LabSplit split) {
    int part = part(program.combination(), COMBINATIONS);
    boolean combinationIsSeen = part >= 3;
    return switch (split) {
      case PHASE1 -> combinationIsSeen && !forPrompts(program);
      case PHASE3 -> combinationIsSeen && forPrompts(program);
      case VALIDATION -> part == 0;
      case H2 -> part == 1 || part == 2;
      case H1 -> combinationIsSeen && hasUnseen(program);
      case H3 -> true;
    };
  }

  private boolean forPrompts(LabProgram program) {
    return part(program.digest(), COMBINATIONS) == 0;
  }

  private int part(String text, int parts) {
    return random(text).nextInt(parts);
  }

  /** At least two constants that training never shows; one-digit numbers are everybody's. */
  private boolean hasUnseen(LabProgram program) {
    return program.facts().stream()
            .flatMap(f -> f.constants().stream())
            .filter(c -> c.matches("\\d{2,}") && !seen.permits(Long.parseLong(c)))
            .count()
        >= 2;
  }

  /**
   * A program's tests.
   *
   * @param program the program
   * @return the suite; empty where one of its facts can hardly be noticed in any call
   */
  public Optional<LabSuite> suite(LabProgram program) {
    return SuiteBuilder.build(program, random("suite", program.digest()));
  }

  /**
   * A program as the pipeline takes it, with gold.
   *
   * @param program the program
   * @param suite its tests
   * @param split what it is for
   * @param build how its source is built; the id tells
   * @param tokens counts the budget
   * @return the application
   */
  public Application application(
      LabProgram program, LabSuite suite, LabSplit split, Build build, TokenCounter tokens) {
    String id =
        String.format(
            Locale.ROOT,
            "lab-%s-%s-%s",
            split.name().toLowerCase(Locale.ROOT),
            Digests.of(program.digest(), program.module()).substring(0, 12),
            build == Build.STATEMENTS ? "s" : "e");
    ApplicationView view =
        ApplicationView.builder(
                id,
                program.module().replace('_', ' '),
                "A small module with rules of its own.",
                "python")
            .sources(List.of(program.source(build)))
            .metadata(
                Map.of(
                    "source",
                    VERSION + " seed " + seed,
                    "licence",
                    "Apache-2.0",
                    "family",
                    program.family().name().toLowerCase(Locale.ROOT),
                    "build",
                    build.name().toLowerCase(Locale.ROOT)))
            .build();
    boolean training = split == LabSplit.PHASE1 || split == LabSplit.PHASE3;
    return Application.builder(view, suite.suite(id))
        .gold(Gold.builder(gold(program, suite, tokens)).build())
        .split(training ? Split.TRAIN : Split.HOLDOUT)
        .build();
  }

  /**
   * The budget: {@link #BUDGET} of the complete rendering in {@link Wording#GOLD}, which is short:
   * no wording makes room for all facts.
   *
   * @param program the program
   * @param tokens the gate's tokenizer
   * @return tokens
   */
  public static int budget(LabProgram program, TokenCounter tokens) {
    List<Requirement> all = Requirements.complete(program, Wording.GOLD);
    return (int) (BUDGET * tokens.count(RequirementRenderer.render(all)));
  }

  /**
   * Gold as an expert would write it who knows the facts and the tests, but no model: in {@link
   * Wording#GOLD}, within the budget; left out are redundant facts first, then those that the
   * fewest reward tests notice for their length.
   *
   * @param program the program
   * @param suite its tests
   * @param tokens the gate's tokenizer
   * @return the requirements
   */
  public static List<Requirement> gold(LabProgram program, LabSuite suite, TokenCounter tokens) {
    return new GoldWriter(program, suite, tokens).write(budget(program, tokens));
  }
}
