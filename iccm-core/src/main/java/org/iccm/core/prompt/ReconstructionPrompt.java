package org.iccm.core.prompt;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.context.Disclosure;
import org.iccm.api.llm.Message;
import org.iccm.api.plugin.TokenCounter;

/**
 * What a model is asked in order to rebuild an application: name, description, the disclosed
 * interface, the context, and the form of the answer. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class ReconstructionPrompt {
  /** Names the templates. The messages themselves are part of a completion's key. */
  public static final String VERSION = "reconstruct-v1";

  /** The longest answer, in times the source's tokens: models write more than the original. */
  public static final double ANSWER_FACTOR = 1.6;

  /** Tokens added to the longest answer: fences, headings, small applications. */
  public static final int ANSWER_MARGIN = 200;

  private static final Set<String> HASH_COMMENTS =
      Set.of("python", "ruby", "bash", "shell", "perl", "r", "elixir", "julia", "yaml");

  private final List<Message> messages;
  private final String disclosed;
  private final AnswerRoom room;

  private ReconstructionPrompt(List<Message> messages, String disclosed, AnswerRoom room) {
    this.messages = messages;
    this.disclosed = disclosed;
    this.room = room;
  }

  /**
   * Builds the prompt.
   *
   * @param view the application
   * @param disclosure what is told about the interface; without language support signatures fall
   *     back to paths
   * @param language knows the application's language, if anything does
   * @param context the context as text
   * @param tokens the gate's tokenizer
   * @return the prompt
   */
  public static ReconstructionPrompt of(
      ApplicationView view,
      Disclosure disclosure,
      Optional<LanguageSupport> language,
      String context,
      TokenCounter tokens) {
    List<String> paths = view.sources().stream().map(SourceFile::path).sorted().toList();
    String disclosed = disclosed(view, paths, disclosure, language);
    Map<String, String> values = Template.values(view, context);
    values.put("comment", HASH_COMMENTS.contains(view.language()) ? "#" : "//");
    values.put("paths", String.join(", ", paths));
    values.put("path", paths.isEmpty() ? "main" : paths.get(0));
    values.put("count", Integer.toString(paths.size()));
    values.put("signatures", disclosed);
    values.put("interface", section(disclosure, disclosed).map(t -> t.fill(values)).orElse(""));
    values.put("answer", template(answerForm(disclosure, paths)).fill(values));
    List<Message> messages = Template.messages(VERSION, values);
    int source = view.sources().stream().mapToInt(f -> tokens.count(f.text())).sum();
    return new ReconstructionPrompt(messages, disclosed, AnswerRoom.of(messages, source, tokens));
  }

  /**
   * The messages, as sent.
   *
   * @return system and user
   */
  public List<Message> messages() {
    return messages;
  }

  /**
   * What was told about the interface.
   *
   * @return the text; empty if nothing
   */
  public String disclosed() {
    return disclosed;
  }

  /**
   * The longest answer allowed, as it follows from the source's size.
   *
   * @return tokens
   */
  public int longestAnswer() {
    return room.longestAnswer();
  }

  /**
   * The longest answer that also fits into a model's context beside the prompt.
   *
   * @param contextTokens the model's context, prompt and answer together; empty if unknown
   * @return tokens, at least 1
   */
  public int longestAnswer(OptionalInt contextTokens) {
    return room.longest(contextTokens);
  }

  /**
   * The longest answer allowed for a source.
   *
   * @param sourceTokens tokens of the original's sources
   * @return tokens
   */
  public static int longestAnswer(int sourceTokens) {
    return (int) Math.ceil(ANSWER_FACTOR * sourceTokens) + ANSWER_MARGIN;
  }

  private static String disclosed(
      ApplicationView view,
      List<String> paths,
      Disclosure disclosure,
      Optional<LanguageSupport> language) {
    return switch (disclosure) {
      case NONE -> "";
      case PATHS -> String.join("\n", paths);
      case SIGNATURES ->
          language.map(l -> l.signatures(view.sources()).strip()).orElse(String.join("\n", paths));
    };
  }

  private static Optional<Template> section(Disclosure disclosure, String disclosed) {
    if (disclosure != Disclosure.SIGNATURES || disclosed.isEmpty()) {
      return Optional.empty(); // paths are named in the form of the answer
    }
    return Optional.of(template("interface"));
  }

  private static String answerForm(Disclosure disclosure, List<String> paths) {
    if (disclosure == Disclosure.NONE || paths.isEmpty()) {
      return "answer-any";
    }
    return paths.size() == 1 ? "answer-one" : "answer-several";
  }

  private static Template template(String name) {
    return Template.load(VERSION, name);
  }
}
