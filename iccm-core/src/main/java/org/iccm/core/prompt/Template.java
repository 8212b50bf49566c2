package org.iccm.core.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
