package org.iccm.examples.gate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says a Python source line by line in words: "set x to the sum of a and b". The nearest thing to a
 * copy that is prose, so it measures what no gate of this kind can stop.
 */
final class LineVerbaliser {
  private static final Map<Pattern, String> STATEMENTS = new LinkedHashMap<>();
  private static final Map<Pattern, String> EXPRESSIONS = new LinkedHashMap<>();

  static {
    statement("(?:async )?def (\\w+)\\((.*?)\\).*:", "The function $1 takes {$2}");
    statement("class (\\w+).*:", "There is a class $1");
    statement("from (\\S+) import (.+)", "Use $2 of $1");
    statement("import (.+)", "Use the module $1");
    statement("elif (.+):", "otherwise, if {$1}");
    statement("if (.+):", "if {$1}");
    statement("else:", "otherwise");
    statement("while (.+):", "as long as {$1}");
    statement("for (.+?) in (.+):", "for every {$1} of {$2}");
    statement("try:", "try the following");
    statement("except (\\w+).*:", "when $1 happens");
    statement("raise (\\w+)\\((.*)\\)", "raise $1 saying {$2}");
    statement("return (.+)", "give back {$1}");
    statement("return", "stop here");
    statement("continue", "go on with the next");
    statement("break", "leave the loop");
    statement("(.+)\\.append\\((.+)\\)", "put {$2} at the end of {$1}");
    statement("(.+?) \\+= (.+)", "add {$2} to {$1}");
    statement("(.+?) -= (.+)", "take {$2} from {$1}");
    statement("(.+?) \\*= (.+)", "multiply {$1} by {$2}");
    statement("([\\w., \\[\\]\"'-]+?)(?:: [^=]+)? = (.+)", "set {$1} to {$2}");
    expression("\\blen\\(([^()]*)\\)", "the length of $1");
    expression("\\bsum\\(([^()]*)\\)", "the total of $1");
    expression("\\b(?:max)\\(([^()]*)\\)", "the largest of $1");
    expression("\\b(?:min)\\(([^()]*)\\)", "the smallest of $1");
    expression("\\brange\\(([^()]*)\\)", "the numbers up to $1");
    expression("(\\w+)\\.(\\w+)\\(([^()]*)\\)", "$1 after $2 with $3");
    expression("(\\w+)\\[([^\\[\\]:]*)\\]", "entry $2 of $1");
    expression("(\\w+)\\[([^\\[\\]:]*):([^\\[\\]:]*)\\]", "$1 from $2 up to $3");
    expression("(\\w+)\\(([^()]*)\\)", "$1 applied to $2");
    expression(" ?== ?", " equals ");
    expression(" ?!= ?", " differs from ");
    expression(" ?<= ?", " is at most ");
    expression(" ?>= ?", " is at least ");
    expression(" < ", " is less than ");
    expression(" > ", " is greater than ");
    expression(" ?// ?", " divided without rest by ");
    expression(" ?% ?", " modulo ");
    expression(" ?\\*\\* ?", " to the power ");
    expression(" \\* ", " times ");
    expression(" / ", " divided by ");
    expression(" \\+ ", " plus ");
    expression(" - ", " minus ");
    expression("[\\[\\](){}]+", " ");
  }

  private LineVerbaliser() {}

  static String verbalise(String strippedSource) {
    StringBuilder out = new StringBuilder();
    for (String raw : strippedSource.split("\n")) {
      if (!raw.isBlank()) {
        out.append("- ").append(line(raw.strip())).append(".\n");
      }
    }
    return out.toString();
  }

  private static String line(String line) {
    for (Map.Entry<Pattern, String> e : STATEMENTS.entrySet()) {
      Matcher m = e.getKey().matcher(line);
      if (m.matches()) {
        String said = e.getValue();
        for (int i = 1; i <= m.groupCount(); i++) {
          String part = m.group(i) == null ? "" : m.group(i);
          said = said.replace("{$" + i + "}", expression(part)).replace("$" + i, part);
        }
        return said.strip();
      }
    }
    return expression(line);
  }

  private static String expression(String expression) {
    String said = expression;
    for (int pass = 0; pass < 3; pass++) {
      for (Map.Entry<Pattern, String> e : EXPRESSIONS.entrySet()) {
        said = e.getKey().matcher(said).replaceAll(e.getValue());
      }
    }
    return said.replaceAll(" {2,}", " ").strip();
  }

  private static void statement(String pattern, String words) {
    STATEMENTS.put(Pattern.compile(pattern), words);
  }

  private static void expression(String pattern, String words) {
    EXPRESSIONS.put(Pattern.compile(pattern), words);
  }
}
