package org.iccm.core.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.llm.Message;

/** A text with {@code {{name}}} places, from a resource. Immutable. */
final class Template {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private final String name;
  private final String text;

  private Template(String name, String text) {
    this.name = name;
    this.text = text;
  }

  static Template load(String version, String name) {
    String path = version + "/" + name + ".txt";
    try (InputStream in = Template.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("iccm-core's jar lacks the prompt template " + path);
      }
      return new Template(
          path,
          new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n").strip());
    } catch (IOException e) {
      throw new UncheckedIOException("prompt template " + path + " cannot be read", e);
    }
  }

  /** What all prompts say of an application and its context; more may be put there. */
  static Map<String, String> values(ApplicationView view, String context) {
    Map<String, String> values = new HashMap<>();
    values.put("name", view.name());
    values.put("description", view.description());
    values.put("language", capitalised(view.language()));
    values.put("fence", view.language());
    values.put("context", context.strip());
    return values;
  }

  /** The templates {@code system} and {@code user} of a version, filled. */
  static List<Message> messages(String version, Map<String, String> values) {
    return List.of(
        Message.system(load(version, "system").fill(values)),
        Message.user(load(version, "user").fill(values).replaceAll("\n{3,}", "\n\n")));
  }

  private static String capitalised(String language) {
    return language.isEmpty()
        ? language
        : language.substring(0, 1).toUpperCase(Locale.ROOT) + language.substring(1);
  }

  /** Fills all places in one pass: what is filled in is never read as a template. */
  String fill(Map<String, String> values) {
    Matcher m = PLACE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (m.find()) {
      String value = values.get(m.group(1));
      if (value == null) {
        throw new IllegalStateException(
            "prompt template " + name + " wants '" + m.group(1) + "', which nobody gives");
      }
      m.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return m.appendTail(filled).toString();
  }
}
