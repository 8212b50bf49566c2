package org.iccm.validation.rag;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitKind;
import org.iccm.api.plugin.TokenCounter;

/** Cuts sources into functions and classes; a class too long for a small model into its methods. */
final class Chunker {
  /** A longer class goes by methods. */
  private static final int LONGEST_CLASS = 260;

  /** A file without units is shown up to here. */
  private static final int LONGEST_FILE = 6_000;

  private static final Pattern NAME = Pattern.compile("^([\\p{L}_$][\\p{L}\\p{N}_$]*)\\s*[:=]");

  private final LanguageSupport language;
  private final TokenCounter tokens;

  Chunker(LanguageSupport language, TokenCounter tokens) {
    this.language = language;
    this.tokens = tokens;
  }

  List<Chunk> chunks(ApplicationView view) {
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
          && tokens.count(unit.text()) > LONGEST_CLASS) {
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
