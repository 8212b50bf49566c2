package org.iccm.core.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code ${env:NAME}} and {@code ${file:PATH}}. Values never reach a message. */
final class Interpolation {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(?:(env|file):)?([^}]*)}");
  private static final int MAX_FILE_BYTES = 64 * 1024;

  private final Map<String, String> environment;
  private final Path base;

  Interpolation(Map<String, String> environment, Path base) {
    this.environment = Map.copyOf(environment);
    this.base = base;
  }

  static boolean isReference(String text) {
    return REFERENCE.matcher(text.strip()).matches();
  }

  /** The text with its references replaced; faults go to {@code fault}. */
  String resolve(String text, Consumer<String> fault) {
    Matcher m = REFERENCE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (m.find()) {
      String kind = m.group(1);
      String name = m.group(2);
      String value = "";
      if (kind == null) {
        fault.accept("'${" + name + "}' is not known; write ${env:NAME} or ${file:PATH}");
      } else if (kind.equals("env")) {
        value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
          fault.accept("environment variable " + name + " is not set; export it and run again");
        }
      } else {
        value = file(name, fault);
      }
      m.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    return m.appendTail(out).toString();
  }

  private String file(String name, Consumer<String> fault) {
    Path path = base.resolve(name);
    try {
      if (Files.size(path) > MAX_FILE_BYTES) {
        fault.accept("file " + path + " is larger than 64 KiB: is it the secret?");
        return "";
      }
      String value = Files.readString(path).strip();
      if (value.isEmpty()) {
        fault.accept("file " + path + " is empty");
      }
      return value;
    } catch (IOException e) {
      fault.accept(
          "file "
              + path
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + "); check the path");
      return "";
    }
  }
}
