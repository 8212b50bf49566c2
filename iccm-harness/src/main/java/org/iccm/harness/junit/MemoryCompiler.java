package org.iccm.harness.junit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The compiler, from texts to classes in memory. Annotation processors and plug-ins do not run:
 * they would be code of the candidate.
 */
final class MemoryCompiler {
  private static final int MOST_ERRORS = 10;
  private static final List<String> OPTIONS =
      List.of("-proc:none", "-nowarn", "-implicit:none", "-g", "-parameters", "-Xlint:none");

  private final JavaCompiler compiler;

  /** What a compilation gave: classes by binary name, and the errors of each file that has some. */
  record Result(Map<String, byte[]> classes, Map<String, String> errors) {}

  MemoryCompiler() {
    JavaCompiler found = ToolProvider.getSystemJavaCompiler();
    if (found == null) {
      throw new IllegalStateException("this Java has no compiler: provide a JDK 17 or newer");
    }
    compiler = found;
  }

  /**
   * Compiles.
   *
   * @param sources texts by path
   * @param known classes that they may use, by binary name
   * @param jars further classes that they may use
   * @return no classes if there are errors
   */
  Result compile(Map<String, String> sources, Map<String, byte[]> known, Collection<Path> jars) {
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    Map<String, String> errors = new LinkedHashMap<>();
    try (StandardJavaFileManager standard =
        compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
      standard.setLocationFromPaths(StandardLocation.CLASS_PATH, jars);
      standard.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of());
      Files files = new Files(standard, known);
      List<Text> texts = new ArrayList<>();
      sources.forEach((path, text) -> texts.add(new Text(path, text)));
      boolean done = compiler.getTask(null, files, found, OPTIONS, null, texts).call();
      for (Diagnostic<? extends JavaFileObject> d : found.getDiagnostics()) {
        if (d.getKind() == Diagnostic.Kind.ERROR) {
          note(d, errors);
        }
      }
      if (!done && errors.isEmpty()) {
        errors.put("", "the compiler failed");
      }
      return new Result(errors.isEmpty() ? files.classes() : Map.of(), errors);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // nesting that no compiler can take
      errors.put("", "the compiler failed: " + e);
      return new Result(Map.of(), errors);
    }
  }

  private static void note(Diagnostic<? extends JavaFileObject> d, Map<String, String> errors) {
    String path = d.getSource() instanceof Text text ? text.path : "";
    String line = path + ":" + d.getLineNumber() + ": " + d.getMessage(Locale.ROOT);
    String before = errors.get(path);
    if (before == null) {
      errors.put(path, line);
    } else if (before.lines().count() < MOST_ERRORS) {
      errors.put(path, before + "\n" + line);
    }
  }

  /** A source. */
  private static final class Text extends SimpleJavaFileObject {
    private final String path;
    private final String text;

    Text(String path, String text) {
      super(URI.create("text:///" + name(path)), Kind.SOURCE);
      this.path = path;
      this.text = text;
    }

    /** A public class has to be in a file of its name; more of the path does not matter. */
    private static String name(String path) {
      return path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9_.$]", "_");
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return kind == Kind.SOURCE
          && path.substring(path.lastIndexOf('/') + 1).equals(simpleName + kind.extension);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** A class in memory. */
  private static final class Compiled extends SimpleJavaFileObject {
    private final String name;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Compiled(String name) {
      super(URI.create("class:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
      this.name = name;
    }

    @Override
    public OutputStream openOutputStream() {
      bytes.reset();
      return bytes;
    }

    @Override
    public InputStream openInputStream() {
      return new java.io.ByteArrayInputStream(bytes.toByteArray());
    }
  }

  /** What the compiler sees: the runtime, the jars and classes in memory. */
  private static final class Files extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, Compiled> known = new HashMap<>();
    private final Map<String, Compiled> made = new LinkedHashMap<>();

    Files(StandardJavaFileManager standard, Map<String, byte[]> classes) {
      super(standard);
      classes.forEach(
          (name, content) -> {
            Compiled c = new Compiled(name);
            c.bytes.writeBytes(content);
            known.put(name, c);
          });
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> all = new LinkedHashMap<>();
      made.forEach((name, c) -> all.put(name, c.bytes.toByteArray()));
      return all;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, @Nullable FileObject from) {
      return made.computeIfAbsent(className, Compiled::new);
    }

    @Override
    public Iterable<JavaFileObject> list(
        Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
        throws IOException {
      Iterable<JavaFileObject> others = super.list(location, packageName, kinds, recurse);
      if (location != StandardLocation.CLASS_PATH || !kinds.contains(JavaFileObject.Kind.CLASS)) {
        return others;
      }
      List<JavaFileObject> all = new ArrayList<>();
      others.forEach(all::add);
      for (Compiled c : known.values()) {
        int dot = c.name.lastIndexOf('.');
        if (c.name.substring(0, Math.max(0, dot)).equals(packageName)) {
          all.add(c);
        }
      }
      return all;
    }

    @Override
    public @Nullable String inferBinaryName(Location location, JavaFileObject file) {
      return file instanceof Compiled c ? c.name : super.inferBinaryName(location, file);
    }

    @Override
    public boolean isSameFile(FileObject a, FileObject b) {
      return a.equals(b);
    }

    @Override
    public boolean hasLocation(Location location) {
      // no processors, no sources beside those given
      return location != StandardLocation.ANNOTATION_PROCESSOR_PATH && super.hasLocation(location);
    }

    @Override
    public @Nullable ClassLoader getClassLoader(Location location) {
      return null;
    }

    @Override
    public @Nullable FileObject getFileForInput(
        JavaFileManager.Location location, String packageName, String relativeName) {
      return null;
    }
  }
}
