import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Uses the compiler as the sandbox's launcher does, so that one sees which classes that takes. */
final class ClassSharing {
  private static final String PROGRAM =
      """
      package sample;

      import java.util.ArrayList;
      import java.util.Comparator;
      import java.util.List;
      import java.util.Map;
      import java.util.TreeMap;
      import java.util.stream.Collectors;

      public final class Sample {
        public record Line(String name, int count) {}

        enum Size { SMALL, LARGE }

        interface Rule<T extends Comparable<T>> {
          boolean holds(T value);
        }

        private final Map<String, List<Line>> lines = new TreeMap<>();

        public String add(String name, int count) {
          if (name == null || count < 0) {
            throw new IllegalArgumentException("bad: " + name + " " + count);
          }
          lines.computeIfAbsent(name, n -> new ArrayList<>()).add(new Line(name, count));
          Rule<Integer> rule = v -> v % 2 == 0;
          Size size = rule.holds(count) ? Size.SMALL : Size.LARGE;
          return switch (size) {
            case SMALL -> "s" + count;
            case LARGE -> String.format("%05d", count);
          };
        }

        public List<String> names() {
          StringBuilder out = new StringBuilder();
          for (Map.Entry<String, List<Line>> e : lines.entrySet()) {
            out.append(e.getKey()).append(e.getValue().size());
          }
          try {
            Integer.parseInt(out.toString());
          } catch (NumberFormatException e) {
            out.setLength(0);
          }
          return lines.values().stream()
              .flatMap(List::stream)
              .sorted(Comparator.comparing(Line::count).thenComparing(Line::name))
              .map(Line::name)
              .collect(Collectors.toList());
        }
      }
      """;

  private ClassSharing() {}

  public static void main(String[] args) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Path out = Files.createDirectories(Path.of(args[0], "out"));
    for (String text : List.of(PROGRAM, PROGRAM.replace("count < 0", "count < none"))) {
      SimpleJavaFileObject file =
          new SimpleJavaFileObject(
              URI.create("string:///sample/Sample.java"), SimpleJavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignored) {
              return text;
            }
          };
      StringWriter complaints = new StringWriter();
      compiler
          .getTask(
              complaints,
              null,
              null,
              List.of("-proc:none", "-nowarn", "-d", out.toString(), "-cp", out.toString()),
              null,
              List.of(file))
          .call();
    }
  }
}
