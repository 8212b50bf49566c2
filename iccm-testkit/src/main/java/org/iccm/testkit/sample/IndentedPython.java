package org.iccm.testkit.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.api.application.UnitKind;

/**
 * Functions, classes and methods of plain Python by indentation: enough to read from, without a
 * parser. It neither strips nor splices. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class IndentedPython implements LanguageSupport {
  private static final Pattern HEAD = Pattern.compile("^( *)(def|class) (\\w+).*");

  /** Makes it. */
  public IndentedPython() {}

  @Override
  public String language() {
    return "python";
  }

  @Override
  public boolean accepts(String path) {
    return path.endsWith(".py");
  }

  @Override
  public List<CodeUnit> units(SourceFile file) {
    List<String> lines = file.text().lines().toList();
    List<CodeUnit> units = new ArrayList<>();
    String type = "";
    for (int i = 0; i < lines.size(); i++) {
      Matcher head = HEAD.matcher(lines.get(i));
      if (!head.matches()) {
        continue;
      }
      int indent = head.group(1).length();
      int end = i + 1;
      while (end < lines.size() && (lines.get(end).isBlank() || indent(lines.get(end)) > indent)) {
        end++;
      }
      while (lines.get(end - 1).isBlank()) {
        end--;
      }
      boolean isClass = head.group(2).equals("class");
      type = isClass ? head.group(3) : indent == 0 ? "" : type;
      String name = indent == 0 ? head.group(3) : type + "." + head.group(3);
      UnitKind kind = isClass ? UnitKind.CLASS : indent == 0 ? UnitKind.FUNCTION : UnitKind.METHOD;
      units.add(
          CodeUnit.builder(
                  new UnitId(file.path(), name),
                  kind,
                  lines.get(i).strip(),
                  String.join("\n", lines.subList(i, end)),
                  i + 1,
                  end)
              .isPublic(!head.group(3).startsWith("_"))
              .build());
    }
    return units;
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  @Override
  public String signatures(List<SourceFile> files) {
    return files.stream()
        .flatMap(f -> units(f).stream())
        .map(CodeUnit::signature)
        .collect(Collectors.joining("\n"));
  }

  @Override
  public Set<UnitId> publicApi(List<SourceFile> files) {
    return files.stream()
        .flatMap(f -> units(f).stream())
        .filter(CodeUnit::isPublic)
        .map(CodeUnit::id)
        .collect(Collectors.toSet());
  }

  @Override
  public SourceFile strip(SourceFile file) {
    return file;
  }

  @Override
  public boolean parses(SourceFile file) {
    return true;
  }

  @Override
  public SourceFile splice(SourceFile original, UnitId unit, String replacement) {
    return original;
  }

  @Override
  public Set<Long> fingerprints(String text, int minimumNodes) {
    return Set.of();
  }
}
