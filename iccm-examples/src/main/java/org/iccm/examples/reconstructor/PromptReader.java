package org.iccm.examples.reconstructor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.Message;
import org.iccm.api.llm.Role;

/**
 * Finds in the pipeline's prompts (core's templates unit-v1 and reconstruct-v1, Python) what a
 * reconstructor reads: heads and requirements. Stateless.
 */
final class PromptReader {
  private static final Pattern DEF = Pattern.compile("(?m)^def (\\w+)\\(.*$");
  private static final Pattern UNIT =
      Pattern.compile(
          "(?s)Keep its name and parameters exactly:\\s+```\\w*\\n(.*?)\\n```\\s+Requirements:(.*)"
              + "\\nAnswer with one fenced");
  private static final Pattern APPLICATION =
      Pattern.compile(
          "(?s)\\nInterface\\. Keep these files.*? exactly:\\s(.*?)\\nRequirements:(.*)"
              + "\\nImplement every function");
  private static final String GENERAL = "";

  private PromptReader() {}

  /** The functions asked for, in order; empty if the prompt is none of the two, or names none. */
  static List<Task> read(CompletionRequest request) {
    String user =
        request.messages().stream()
            .filter(m -> m.role() == Role.USER)
            .map(Message::content)
            .reduce("", (a, b) -> b);
    Matcher unit = UNIT.matcher(user);
    if (unit.find()) {
      List<String> one = heads(unit.group(1));
      List<String> lines =
          requirements(unit.group(2)).values().stream().flatMap(List::stream).toList();
      List<String> others = heads(user.substring(0, unit.start()));
      return one.size() == 1 ? List.of(new Task(one.get(0), others, lines)) : List.of();
    }
    Matcher application = APPLICATION.matcher(user);
    if (!application.find()) {
      return List.of();
    }
    List<String> heads = heads(application.group(1));
    Map<String, List<String>> told = requirements(application.group(2));
    List<Task> tasks = new ArrayList<>();
    for (String head : heads) {
      List<String> lines = new ArrayList<>(told.getOrDefault(name(head), List.of()));
      lines.addAll(told.getOrDefault(GENERAL, List.of()));
      tasks.add(new Task(head, heads.stream().filter(h -> !h.equals(head)).toList(), lines));
    }
    return tasks;
  }

  /** Heads of top-level functions, without their colons. */
  private static List<String> heads(String code) {
    List<String> heads = new ArrayList<>();
    Matcher def = DEF.matcher(code);
    while (def.find()) {
      heads.add(def.group().strip().replaceFirst(":(\\s*\\.\\.\\.)?$", ""));
    }
    return heads;
  }

  private static String name(String head) {
    Matcher def = DEF.matcher(head);
    return def.matches() ? def.group(1) : head;
  }

  /**
   * A rendered context's lines by the function that their heading names first; those without a
   * heading under the empty name.
   */
  static Map<String, List<String>> requirements(String context) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    String name = GENERAL;
    for (String line : context.strip().lines().toList()) {
      if (line.startsWith("## ")) {
        name = line.substring(3).replaceFirst("[ ,].*$", "");
      } else if (!line.isBlank()) {
        String text = line.strip();
        all.computeIfAbsent(name, n -> new ArrayList<>())
            .add(text.startsWith("- ") ? text.substring(2) : text);
      }
    }
    return all;
  }
}
