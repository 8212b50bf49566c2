package org.iccm.harness.junit;

import java.util.Collection;
import java.util.List;
import org.junit.platform.engine.UniqueId;

/**
 * Names of tests: {@code com.acme.FeesTest#rounds}, {@code com.acme.FeesTest$Nested#rounds(int)},
 * with {@code [2]} behind a repeated or parametrised test, or a dynamic one.
 */
final class TestNames {
  private TestNames() {}

  /**
   * The name of a class, a method, a template or one of its invocations.
   *
   * @param id what JUnit calls it
   * @return its name, empty for the engine
   */
  static String of(UniqueId id) {
    StringBuilder name = new StringBuilder();
    List<UniqueId.Segment> segments = id.getSegments();
    for (UniqueId.Segment segment : segments) {
      String value = segment.getValue();
      switch (segment.getType()) {
        case "engine" -> {}
        case "class", "class-template" -> name.append(value);
        case "nested-class", "nested-class-template" -> name.append('$').append(value);
        case "method", "test-template", "test-factory" -> name.append('#').append(method(value));
        default -> name.append('[').append(value.replaceFirst("^#", "")).append(']');
      }
    }
    return name.toString();
  }

  /** Parameters' types by their simple names; none where there are none. */
  private static String method(String value) {
    int open = value.indexOf('(');
    if (open < 0 || value.endsWith("()")) {
      return open < 0 ? value : value.substring(0, open);
    }
    return value.substring(0, open) + value.substring(open).replaceAll("(\\w+\\.)+(?=\\w)", "");
  }

  /** The class that is compiled and loaded for a test, top-level. */
  static String topClass(String name) {
    return name.replaceFirst("[#\\[$].*", "");
  }

  /**
   * Whether something is wanted: itself, what it is in, or something in it.
   *
   * @param name its name
   * @param wanted ids of tests; none for all
   */
  static boolean wanted(String name, Collection<String> wanted) {
    return wanted.isEmpty()
        || wanted.stream().anyMatch(w -> w.equals(name) || within(w, name) || within(name, w));
  }

  private static boolean within(String inner, String outer) {
    return inner.startsWith(outer)
        && inner.length() > outer.length()
        && "#$[".indexOf(inner.charAt(outer.length())) >= 0;
  }
}
