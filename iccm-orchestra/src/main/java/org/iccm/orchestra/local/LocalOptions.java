package org.iccm.orchestra.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.ConfigurationException.Problem;
import org.iccm.api.llm.Sampling;
import org.iccm.api.plugin.Settings;
import org.iccm.orchestra.catalogue.CatalogueModel;
import org.iccm.orchestra.catalogue.ModelCatalogue;
import org.iccm.orchestra.catalogue.ModelFetch;
import org.iccm.orchestra.internal.chat.ChatLimits;

/** Checked settings of one local model. */
record LocalOptions(
    String name,
    String model,
    Optional<CatalogueModel> catalogued,
    Optional<Path> modelFile,
    Optional<String> sha256,
    Path cache,
    boolean offline,
    Optional<Path> server,
    String python,
    int slots,
    int contextPerSlot,
    int threads,
    int batchTokens,
    boolean promptCache,
    Sampling defaults,
    String probeQuestion,
    Pattern probeAnswer,
    Duration startTimeout,
    ChatLimits limits,
    int retries) {
  private static final String QUESTION = "What is the capital of France? Answer with one word.";
  private static final Pattern ANSWER = Pattern.compile("(?i)paris");

  /** A base model answers no question; it has to speak, though. */
  private static final Pattern WORDS = Pattern.compile("[A-Za-z]{3}");

  static LocalOptions of(Settings s, String name, Path cache) {
    List<Problem> problems = new ArrayList<>();
    String model = s.text("model");
    Optional<Path> file = s.findPath("modelFile");
    // one file of the user's is read here, so that its faults come with the others
    ModelCatalogue catalogue =
        s.findPath("catalogue").map(ModelCatalogue::read).orElseGet(ModelCatalogue::bundled);
    Optional<CatalogueModel> catalogued = catalogue.find(model);
    if (catalogued.isEmpty() && file.isEmpty()) {
      try {
        catalogue.get(model);
      } catch (ConfigurationException e) {
        problems.addAll(e.problems());
      }
    }
    Optional<String> sha256 = s.findText("sha256").map(h -> h.toLowerCase(Locale.ROOT));
    if (sha256.isPresent() && !sha256.get().matches("[0-9a-f]{64}")) {
      problems.add(new Problem("sha256", "", "is not 64 hexadecimal digits"));
    }
    for (String key : List.of("startTimeout", "timeout", "tryTimeout", "idleTimeout")) {
      if (s.duration(key).isZero() || s.duration(key).isNegative()) {
        problems.add(new Problem(key, "", "has to be above zero"));
      }
    }
    Optional<Pattern> answer = Optional.empty();
    try {
      answer = s.findText("probeAnswer").map(Pattern::compile);
    } catch (PatternSyntaxException e) {
      problems.add(
          new Problem("probeAnswer", "", "is no regular expression: " + e.getDescription()));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    boolean chat = catalogued.map(CatalogueModel::chat).orElse(true);
    return new LocalOptions(
        name,
        model,
        catalogued,
        file,
        sha256,
        cache,
        s.flag("offline"),
        s.findPath("server"),
        s.findText("python").orElseGet(ModelFetch::defaultPython),
        Math.toIntExact(s.integer("slots")),
        Math.toIntExact(s.integer("contextPerSlot")),
        Math.toIntExact(
            s.findInteger("threads").orElse(Runtime.getRuntime().availableProcessors())),
        Math.toIntExact(s.integer("batchTokens")),
        s.flag("promptCache"),
        Sampling.builder()
            .temperature(s.decimal("temperature"))
            .topP(s.decimal("topP"))
            .maxTokens(Math.toIntExact(s.integer("maxTokens")))
            .build(),
        s.findText("probeQuestion").orElse(QUESTION),
        answer.orElse(chat ? ANSWER : WORDS),
        s.duration("startTimeout"),
        new ChatLimits(
            s.duration("timeout"),
            s.duration("tryTimeout"),
            ChatLimits.DEFAULT.connect(),
            s.duration("idleTimeout"),
            Math.toIntExact(s.integer("maxAnswerBytes"))),
        Math.toIntExact(s.integer("retries")));
  }
}
