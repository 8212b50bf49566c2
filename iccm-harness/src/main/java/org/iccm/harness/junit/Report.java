package org.iccm.harness.junit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/** The report's lines, numbered, each with the secret; the same as those of Python's recorder. */
final class Report {
  private final OutputStream out;
  private final String secret;
  private int lines;

  Report(OutputStream out, String secret) {
    this.out = out;
    this.secret = secret;
  }

  /**
   * Writes a line.
   *
   * @param kind its kind
   * @param values texts, numbers, booleans, and collections of them
   */
  synchronized void line(String kind, Map<String, ?> values) {
    StringBuilder json = new StringBuilder(secret).append(" {\"k\":\"").append(kind).append('"');
    json.append(",\"n\":").append(lines++);
    values.forEach((key, value) -> write(value, json.append(",\"").append(key).append("\":")));
    try {
      out.write(json.append("}\n").toString().getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Object value, StringBuilder json) {
    if (value instanceof Collection<?> list) {
      String mark = "[";
      for (Object item : list) {
        write(item, json.append(mark));
        mark = ",";
      }
      json.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof Number || value instanceof Boolean) {
      json.append(value);
    } else {
      text(value.toString(), json);
    }
  }

  private static void text(String value, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c >= ' ' && c < 127) {
        json.append(c);
      } else {
        json.append("\\u").append(Character.forDigit(c >> 12, 16));
        json.append(Character.forDigit(c >> 8 & 15, 16));
        json.append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
      }
    }
    json.append('"');
  }

  static String bounded(String text, int most) {
    return text.length() <= most
        ? text
        : text.substring(0, most * 3 / 4) + "\n[...]\n" + text.substring(text.length() - most / 4);
  }
}
