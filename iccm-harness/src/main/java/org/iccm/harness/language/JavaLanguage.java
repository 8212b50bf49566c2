package org.iccm.harness.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;

/** Java 17. Stateless but for the parser; thread-safe. */
final class JavaLanguage implements LanguageSupport {
  private final JavaParser parser;

  JavaLanguage(JavaParser parser) {
    this.parser = parser;
  }

  @Override
  public String language() {
    return "java";
  }

  @Override
  public boolean accepts(String path) {
    return path.endsWith(".java");
  }

  @Override
  public List<CodeUnit> units(SourceFile file) {
    String source = file.text();
    List<Definition> definitions = JavaDefinitions.of(source, parser.parse(source));
    List<UnitId> ids = JavaDefinitions.ids(file.path(), source, definitions);
    List<CodeUnit> units = new ArrayList<>();
    Lines lines = new Lines(source);
    for (int i = 0; i < ids.size(); i++) {
      Definition d = definitions.get(i);
      units.add(
          CodeUnit.builder(
                  ids.get(i),
                  d.kind(),
                  JavaDefinitions.head(source, d.node()),
                  Layout.unindented(source, d.whole()),
                  lines.of(d.whole().start()),
                  lines.of(Math.max(d.whole().start(), d.whole().end() - 1)))
              .isPublic(d.isPublic())
              .build());
    }
    return List.copyOf(units);
  }

  @Override
  public String signatures(List<SourceFile> files) {
    StringBuilder out = new StringBuilder();
    for (SourceFile file : java(files)) {
      out.append(out.isEmpty() ? "" : "\n")
          .append(JavaSignatures.of(file, parser.parse(file.text())));
    }
    return out.toString();
  }

  @Override
  public Set<UnitId> publicApi(List<SourceFile> files) {
    Set<UnitId> names = new LinkedHashSet<>();
    for (SourceFile file : java(files)) {
      for (Definition d : JavaDefinitions.of(file.text(), parser.parse(file.text()))) {
        if (d.isPublic()) {
          names.add(new UnitId(file.path(), d.name()));
        }
      }
    }
    return names;
  }

  @Override
  public SourceFile strip(SourceFile file) {
    return new SourceFile(file.path(), Stripper.strip(file.text(), parser.parse(file.text())));
  }

  @Override
  public Map<String, List<SourceFile>> stubs(List<SourceFile> files) {
    Map<String, List<SourceFile>> stubs = new LinkedHashMap<>();
    for (JavaStub stub : JavaStub.values()) {
      stubs.put(stub.what(), files.stream().map(f -> stubbed(f, stub)).toList());
    }
    return stubs;
  }

  private SourceFile stubbed(SourceFile file, JavaStub stub) {
    return accepts(file.path())
        ? new SourceFile(file.path(), stub.of(file.text(), parser.parse(file.text())))
        : file;
  }

  @Override
  public boolean parses(SourceFile file) {
    return parser.isFile(file.text());
  }

  @Override
  public SourceFile splice(SourceFile original, UnitId unit, String replacement) {
    return new JavaSplicer(parser).splice(original, unit, replacement);
  }

  @Override
  public Set<Long> fingerprints(String text, int minimumNodes) {
    if (minimumNodes < 1) {
      throw new IllegalArgumentException("minimumNodes is " + minimumNodes + ": at least 1");
    }
    return new Fingerprints(parser, minimumNodes).of(text);
  }

  private List<SourceFile> java(List<SourceFile> files) {
    return files.stream().filter(f -> accepts(f.path())).sorted().toList();
  }
}
