package org.iccm.harness.attack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;

/**
 * What attacks are woven into: a small application, of which one version passes all ten tests, one
 * six and one none. Immutable.
 *
 * @param name {@code original}, {@code sixty} or {@code zero}
 * @param source its module
 * @param passes names of tests that it passes by itself
 */
record AttackBase(String name, String source, Set<String> passes) {
  static final String MODULE = "stock.py";
  private static final List<String> TESTS = List.of("test_lines.py", "test_baskets.py");
  private static final Set<String> SIX =
      Set.of(
          "test_label", "test_parse", "test_cost", "test_share", "test_totals", "test_brightness");
  private static final Set<String> OTHERS =
      Set.of("test_cost_refuses", "test_total", "test_equal", "test_contains");

  static AttackBase original() {
    Set<String> all = new TreeSet<>(SIX);
    all.addAll(OTHERS);
    return new AttackBase("original", text("base/original.py"), all);
  }

  /** Those that attacks are woven into. */
  static List<AttackBase> weak() {
    return List.of(
        new AttackBase("sixty", text("base/sixty.py"), SIX),
        new AttackBase("zero", text("base/zero.py"), Set.of()));
  }

  static TestSuite suite() {
    List<SourceFile> files = new ArrayList<>();
    for (String test : TESTS) {
      files.add(new SourceFile("reward/" + test, text("base/" + test)));
    }
    return TestSuite.builder("attacked-stock", "python", files).build();
  }

  /**
   * A candidate that attacks.
   *
   * @param addition code that follows the module
   * @param files further files
   * @param facts what replaces names in double braces
   */
  List<SourceFile> with(String addition, Map<String, String> files, Map<String, String> facts) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(MODULE, text("base/kit.py") + source + "\n\n" + addition + "\n\n_weave(globals())\n");
    // one that replaces the module has its own head, such as an encoding
    files.forEach(all::put);
    List<SourceFile> candidate = new ArrayList<>();
    all.forEach((path, text) -> candidate.add(new SourceFile(path, filled(text, facts))));
    return candidate;
  }

  /** All tests, with their files. */
  static List<String> tests() {
    List<String> all = new ArrayList<>();
    for (String file : TESTS) {
      Matcher found = Pattern.compile("(?m)^def (test_\\w+)").matcher(text("base/" + file));
      while (found.find()) {
        all.add(file + "::" + found.group(1));
      }
    }
    return all;
  }

  List<SourceFile> plain() {
    return List.of(new SourceFile(MODULE, source));
  }

  private static String filled(String text, Map<String, String> facts) {
    String filled = text;
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      filled = filled.replace("{{" + fact.getKey() + "}}", fact.getValue());
    }
    return filled;
  }

  static String text(String name) {
    try (InputStream in = AttackBase.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar of iccm-harness lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
