package org.iccm.core.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitKind;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.error.ContextRejectedException;
import org.iccm.api.plugin.ProviderContext;

/**
 * Cuts sources into functions and classes, a class that is too long into its methods; each with the
 * file's constants that it names. Thread-safe if its counter is.
 *
 * @since 0.1.0
 */
public final class Chunker {
  /** A file without units is shown up to here. */
  private static final int LONGEST_FILE = 6_000;

  private static final Pattern NAME = Pattern.compile("^([\\p{L}_$][\\p{L}\\p{N}_$]*)\\s*[:=]");

  private final LanguageSupport language;
  private final ToIntFunction<String> size;
  private final int longestClass;

  /**
   * Makes a chunker.
   *
   * @param language finds functions and classes
   * @param size how long a text is, in tokens of whoever reads it
   * @param longestClass a longer class goes by methods
   */
  public Chunker(LanguageSupport language, ToIntFunction<String> size, int longestClass) {
    this.language = language;
    this.size = size;
    this.longestClass = longestClass;
  }

  /**
   * What a request asks for.
   *
   * @param request the request
   * @param host knows languages
   * @param size how long a text is, in tokens of whoever reads it
   * @param longestClass a longer class goes by methods
   * @return at least one chunk, in the order of the source
   * @throws ContextRejectedException if nothing here reads the language or there is no source in it
   */
  public static List<Chunk> read(
      ContextRequest request, ProviderContext host, ToIntFunction<String> size, int longestClass) {
    ApplicationView view = request.application();
    LanguageSupport language =
        host.language(view.language())
            .orElseThrow(
                () ->
                    rejected(
                        host,
                        view,
                        "nothing here reads the language '"
                            + view.language()
                            + "'; put a LanguageSupport for it on the classpath (iccm-harness has"
                            + " Python)"));
    List<Chunk> chunks =
        new Chunker(language, size, longestClass)
            .chunks(view).stream().filter(c -> c.isWanted(request)).toList();
    if (chunks.isEmpty()) {
      throw rejected(
          host,
          view,
          "it has no source in '"
              + view.language()
              + "' to read; check its src/ directory and metadata, and the units asked for");
    }
    return chunks;
  }

  /**
   * An engineer's refusal.
   *
   * @param host knows the engineer's name
   * @param view the application
   * @param why what is wrong, and the remedy
   * @return what to throw
   */
  public static ContextRejectedException rejected(
      ProviderContext host, ApplicationView view, String why) {
    return new ContextRejectedException(
        host.instanceName(),
        view.id(),
        "engineer '" + host.instanceName() + "', application '" + view.id() + "': " + why);
  }

  /**
   * All of an application.
   *
   * @param view the application
   * @return its chunks in the order of the source; a file without units is one
   */
  public List<Chunk> chunks(ApplicationView view) {
    List<Chunk> chunks = new ArrayList<>();
    for (SourceFile file : view.sources()) {
      if (language.accepts(file.path())) {
        chunks.addAll(chunks(file));
      }
    }
    return chunks;
  }

  private List<Chunk> chunks(SourceFile file) {
    List<CodeUnit> units = language.units(file);
    List<String> lines = file.text().lines().toList();
    List<CodeUnit> outer =
        units.stream().filter(u -> units.stream().noneMatch(o -> holds(o, u))).toList();
    List<String> outside = outside(lines, outer);
    List<Chunk> chunks = new ArrayList<>();
    for (CodeUnit unit : outer) {
      List<CodeUnit> methods =
          units.stream()
              .filter(u -> u.kind() == UnitKind.METHOD && holds(unit, u) && isMember(unit, u))
              .toList();
      if (unit.kind() == UnitKind.CLASS
          && !methods.isEmpty()
          && size.applyAsInt(unit.text()) > longestClass) {
        String head = head(unit, methods, lines);
        for (CodeUnit method : methods) {
          chunks.add(chunk(method, join(constants(outside, method.text()), head)));
        }
      } else {
        chunks.add(chunk(unit, constants(outside, unit.text())));
      }
    }
    if (chunks.isEmpty() && !file.text().isBlank()) {
      String text = file.text().substring(0, Math.min(LONGEST_FILE, file.text().length()));
      chunks.add(new Chunk(file.path(), Set.of(), file.path(), text, "", true));
    }
    return chunks;
  }

  private static Chunk chunk(CodeUnit unit, String around) {
    return new Chunk(
        unit.id().name(),
        Set.of(unit.id()),
        unit.signature(),
        unit.text().stripIndent().strip(),
        around,
        unit.isPublic());
  }

  private static boolean holds(CodeUnit outer, CodeUnit inner) {
    return outer != inner
        && outer.startLine() <= inner.startLine()
        && outer.endLine() >= inner.endLine()
        && inner.id().name().startsWith(outer.id().name() + ".");
  }

  private static boolean isMember(CodeUnit type, CodeUnit method) {
    return method.id().name().lastIndexOf('.') == type.id().name().length();
  }

  /** The class's first lines, up to its first method, and its constructor where there is one. */
  private static String head(CodeUnit type, List<CodeUnit> methods, List<String> lines) {
    int from = type.startLine() - 1;
    int to = Math.min(methods.get(0).startLine() - 1, lines.size());
    String head = String.join("\n", lines.subList(from, Math.max(from, to))).strip();
    String init =
        methods.stream()
            .filter(m -> m.id().name().endsWith(".__init__"))
            .map(CodeUnit::text)
            .findFirst()
            .orElse("");
    return join(head, init.isEmpty() ? "" : "    " + init.strip());
  }

  private static List<String> outside(List<String> lines, List<CodeUnit> units) {
    List<String> outside = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      int line = i + 1;
      if (units.stream().noneMatch(u -> u.startLine() <= line && line <= u.endLine())) {
        outside.add(lines.get(i));
      }
    }
    return outside;
  }

  /** Definitions at the file's top level that a text names, with their continuation lines. */
  private static String constants(List<String> outside, String text) {
    List<String> kept = new ArrayList<>();
    boolean keeping = false;
    for (String line : outside) {
      Matcher name = NAME.matcher(line);
      if (name.find()) {
        keeping =
            Pattern.compile(
                    "(?<![\\p{L}\\p{N}_$])" + Pattern.quote(name.group(1)) + "(?![\\p{L}\\p{N}_$])")
                .matcher(text)
                .find();
      } else if (line.isBlank()) {
        keeping = false;
      } else if (!Character.isWhitespace(line.charAt(0)) && ")]}".indexOf(line.charAt(0)) < 0) {
        keeping = false;
      }
      if (keeping) {
        kept.add(line);
      }
    }
    return kept.stream().collect(Collectors.joining("\n"));
  }

  private static String join(String a, String b) {
    return a.isEmpty() ? b : b.isEmpty() ? a : a + "\n\n" + b;
  }
}
