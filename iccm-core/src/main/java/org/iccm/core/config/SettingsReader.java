package org.iccm.core.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.error.ConfigurationException.Problem;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.Secret;
import org.iccm.api.plugin.Settings;

/** Checks values against a plugin's options; collects faults rather than stopping at the first. */
public final class SettingsReader {
  private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h|d)");

  private final Interpolation interpolation;
  private final Path base;
  private final List<Problem> problems;

  /**
   * A reader.
   *
   * @param environment variables for {@code ${env:NAME}}
   * @param base directory that relative paths are seen from
   * @param problems where faults go
   */
  public SettingsReader(Map<String, String> environment, Path base, List<Problem> problems) {
    this.interpolation = new Interpolation(environment, base);
    this.base = base;
    this.problems = problems;
  }

  /**
   * Checks one instance's settings.
   *
   * @param path the instance's key, for messages
   * @param place where the instance stands
   * @param options what the plugin knows
   * @param values what is given
   * @return the settings; of use only if no fault was added
   */
  public Settings read(String path, String place, Options options, Map<String, Located> values) {
    Map<String, Object> checked = new LinkedHashMap<>();
    values.forEach(
        (name, located) -> {
          Optional<Option> option = options.find(name);
          if (option.isEmpty()) {
            List<String> known = options.all().stream().map(Option::name).toList();
            problems.add(
                new Problem(
                    path + "." + name, located.place(), Suggestion.unknown("key", name, known)));
          } else {
            convert(path + "." + name, option.get(), located).ifPresent(v -> checked.put(name, v));
          }
        });
    for (Option option : options.all()) {
      if (values.containsKey(option.name())) {
        continue;
      }
      if (option.required()) {
        problems.add(
            new Problem(
                path + "." + option.name(),
                place,
                "is required" + (option.doc().isEmpty() ? "" : ": " + option.doc())));
      }
      option.defaultValue().ifPresent(v -> checked.put(option.name(), normalise(option, v)));
    }
    return new CheckedSettings(options, checked);
  }

  /**
   * A text with its references replaced.
   *
   * @param path the key
   * @param located the value
   * @return the text; empty if it is none
   */
  public Optional<String> text(String path, Located located) {
    if (!(located.value() instanceof String s)) {
      problems.add(new Problem(path, located.place(), "must be a text"));
      return Optional.empty();
    }
    return resolve(path, located, s);
  }

  private Optional<Object> convert(String path, Option option, Located located) {
    Object raw = located.value();
    if (option.kind() == Option.Kind.SECRET) {
      return secret(path, located);
    }
    if (option.kind() == Option.Kind.TEXT_LIST) {
      return textList(path, located);
    }
    if (raw instanceof List || raw instanceof Map) {
      return fault(path, located, "must be " + describe(option) + ", not a list or a map");
    }
    if (raw instanceof Secret) {
      return fault(path, located, "is not a secret; give it as " + describe(option));
    }
    Optional<String> text =
        raw instanceof String s ? resolve(path, located, s) : Optional.of(raw.toString());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(normalise(option, scalar(option, text.get().strip())));
    } catch (IllegalArgumentException | DateTimeParseException e) {
      // as it was written: what a reference stands for may be a secret
      return fault(
          path, located, "must be " + describe(option) + ", is '" + clip(raw.toString()) + "'");
    }
  }

  /** A text with its references replaced; empty if one of them is at fault, which is told. */
  private Optional<String> resolve(String path, Located located, String text) {
    int before = problems.size();
    String resolved =
        interpolation.resolve(text, m -> problems.add(new Problem(path, located.place(), m)));
    return problems.size() == before ? Optional.of(resolved) : Optional.empty();
  }

  private Optional<Object> secret(String path, Located located) {
    if (located.value() instanceof Secret s) {
      return Optional.of(s);
    }
    if (!(located.value() instanceof String s) || !Interpolation.isReference(s)) {
      return fault(
          path,
          located,
          "is a secret: write ${env:NAME} or ${file:PATH}, not the secret itself (its value is not"
              + " shown here)");
    }
    return resolve(path, located, s.strip()).map(Secret::of);
  }

  private Optional<Object> textList(String path, Located located) {
    List<String> out = new ArrayList<>();
    List<?> items = located.value() instanceof List<?> l ? l : List.of(located.value());
    for (Object item : items) {
      Object value = item instanceof Located l ? l.value() : item;
      if (!(value instanceof String s)) {
        return fault(path, located, "must be a list of texts");
      }
      Optional<String> resolved = resolve(path, located, s);
      if (resolved.isEmpty()) {
        return Optional.empty();
      }
      out.add(resolved.get());
    }
    return Optional.of(List.copyOf(out));
  }

  private Object scalar(Option option, String text) {
    switch (option.kind()) {
      case TEXT:
        if (text.isEmpty()) {
          throw new IllegalArgumentException("empty");
        }
        return text;
      case INTEGER:
        return inRange(option, Long.parseLong(text.replace("_", "")));
      case DECIMAL:
        return inRange(option, Double.parseDouble(text));
      case FLAG:
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
          return Boolean.parseBoolean(text.toLowerCase(Locale.ROOT));
        }
        throw new IllegalArgumentException("neither true nor false");
      case DURATION:
        return duration(text);
      case PATH:
        try {
          return path(text);
        } catch (InvalidPathException e) {
          throw new IllegalArgumentException(e);
        }
      case CHOICE:
        if (!option.choices().contains(text)) {
          throw new IllegalArgumentException("no such choice");
        }
        return text;
      default:
        throw new IllegalArgumentException("unexpected kind " + option.kind());
    }
  }

  private Path path(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty");
    }
    if (text.startsWith("~/")) {
      return Path.of(System.getProperty("user.home"), text.substring(2));
    }
    return base.resolve(text).normalize();
  }

  private static Number inRange(Option option, Number n) {
    double d = n.doubleValue();
    if (Double.isNaN(d) || d < option.minimum() || d > option.maximum()) {
      throw new IllegalArgumentException("out of range");
    }
    return n;
  }

  private static Duration duration(String text) {
    Matcher m = DURATION.matcher(text);
    if (!m.matches()) {
      Duration iso = Duration.parse(text);
      if (iso.isNegative()) {
        throw new IllegalArgumentException("negative");
      }
      return iso;
    }
    double amount = Double.parseDouble(m.group(1));
    long unit =
        switch (m.group(2)) {
          case "ms" -> 1L;
          case "s" -> 1000L;
          case "m" -> 60_000L;
          case "h" -> 3_600_000L;
          default -> 86_400_000L;
        };
    return Duration.ofMillis(Math.round(amount * unit));
  }

  private static Object normalise(Option option, Object value) {
    return switch (option.kind()) {
      case INTEGER -> ((Number) value).longValue();
      case DECIMAL -> ((Number) value).doubleValue();
      case PATH -> value instanceof Path ? value : Path.of(value.toString());
      case DURATION -> value instanceof Duration ? value : duration(value.toString());
      default -> value;
    };
  }

  private static String describe(Option option) {
    String range = "";
    if (option.minimum() > Double.NEGATIVE_INFINITY
        || option.maximum() < Double.POSITIVE_INFINITY) {
      range = " from " + number(option.minimum()) + " to " + number(option.maximum());
    }
    return switch (option.kind()) {
      case TEXT -> "a text";
      case INTEGER -> "a whole number" + range;
      case DECIMAL -> "a number" + range;
      case FLAG -> "true or false";
      case DURATION -> "a time such as 30s, 5m or PT1H";
      case PATH -> "a path";
      case SECRET -> "a secret";
      case CHOICE -> "one of " + String.join(", ", option.choices());
      case TEXT_LIST -> "a list of texts";
    };
  }

  private static String number(double d) {
    return d == Math.rint(d) && Math.abs(d) < 1e15 ? Long.toString((long) d) : Double.toString(d);
  }

  private static String clip(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }

  private Optional<Object> fault(String path, Located located, String message) {
    problems.add(new Problem(path, located.place(), message));
    return Optional.empty();
  }
}
