package org.iccm.validation.rag;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.Digests;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.llm.Message;
import org.iccm.api.llm.Role;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.core.reading.Chunk;
import org.jspecify.annotations.Nullable;

/** The writer's prompt: a versioned resource, filled. */
final class WriterPrompt {
  /** Names the template; a changed text gets a new number. */
  static final String VERSION = "writer-v1";

  private static final Pattern FIELD =
      Pattern.compile("\\{(about|units|code|whose|lines|words|avoid)\\}");
  private static final int LONGEST_DESCRIPTION = 600;

  private final List<Message> template;
  private final String digest;

  WriterPrompt() {
    String text = resource("/org/iccm/validation/rag/" + VERSION + ".txt");
    this.template = parse(text);
    this.digest = Digests.of(text);
  }

  String fingerprint() {
    return VERSION + ":" + digest;
  }

  /** Messages that ask for the requirements of one group, in about so many of the gate's tokens. */
  List<Message> fill(
      ApplicationView view,
      List<Chunk> group,
      int allotted,
      int longestCode,
      TokenCounter tokens,
      @Nullable GateVerdict rejection) {
    int words = Math.max(24, (int) (allotted / 1.4));
    String description =
        view.description().length() > LONGEST_DESCRIPTION
            ? view.description().substring(0, LONGEST_DESCRIPTION)
            : view.description();
    Map<String, String> values =
        Map.of(
            "about",
            "Part of " + view.name() + (description.isBlank() ? "" : ": " + description) + "\n\n",
            "units",
            group.stream().map(c -> "`" + c.name() + "`").collect(Collectors.joining(", ")),
            "code",
            code(group, longestCode, tokens),
            "whose",
            group.size() == 1 ? "its" : "their",
            "lines",
            Integer.toString(Math.max(3, Math.min(10 * group.size(), words / 12))),
            "words",
            Integer.toString(words),
            "avoid",
            rejection == null ? "" : " " + avoid(rejection));
    return template.stream().map(m -> new Message(m.role(), fill(m.content(), values))).toList();
  }

  private static String code(List<Chunk> group, int longestCode, TokenCounter tokens) {
    String code = group.stream().map(Chunk::shown).collect(Collectors.joining("\n\n\n"));
    if (tokens.count(code) <= longestCode) {
      return code;
    }
    StringBuilder cut = new StringBuilder();
    for (String line : code.lines().toList()) {
      if (tokens.count(cut + line) > longestCode) {
        break;
      }
      cut.append(line).append('\n');
    }
    return cut + "(the rest is left out)";
  }

  private static String avoid(GateVerdict rejection) {
    List<String> wishes =
        rejection.findings().stream()
            .map(
                f ->
                    switch (f.rule()) {
                      case "budget" -> "An earlier text was too long: be shorter.";
                      case "token-overlap", "syntax-overlap" ->
                          "An earlier text repeated the code and was refused: use whole English"
                              + " sentences, no expressions, no code, other words than the code's.";
                      case "test-pair" ->
                          "An earlier text gave an input with its result and was refused: give no"
                              + " examples.";
                      case "empty" -> "An earlier text was empty: write at least three lines.";
                      default -> "An earlier text was refused (" + f.rule() + "): avoid that.";
                    })
            .distinct()
            .toList();
    return String.join(" ", wishes);
  }

  /** One pass: what is filled in is never read as a field. */
  private static String fill(String text, Map<String, String> values) {
    return FIELD
        .matcher(text)
        .replaceAll(m -> Matcher.quoteReplacement(values.getOrDefault(m.group(1), "")));
  }

  private static List<Message> parse(String text) {
    List<Message> messages = new ArrayList<>();
    for (String part : text.split("(?m)^@@ ", -1)) {
      int end = part.indexOf('\n');
      if (end > 0) {
        Role role = Role.valueOf(part.substring(0, end).strip().toUpperCase(Locale.ROOT));
        messages.add(new Message(role, part.substring(end + 1).strip()));
      }
    }
    return List.copyOf(messages);
  }

  private static String resource(String name) {
    try (InputStream in = WriterPrompt.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar of iccm-validation");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read from its jar", e);
    }
  }
}
