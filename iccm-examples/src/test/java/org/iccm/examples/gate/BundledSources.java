package org.iccm.examples.gate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.context.Requirement;
import org.iccm.core.requirements.RequirementFile;

/** The bundled applications as plain files: the gate needs neither metadata nor a runner. */
record BundledSources(ApplicationView view, TestSuite suite, List<Requirement> gold) {
  private static final Pattern ASSERTION =
      Pattern.compile("(?m)^\\s+assert ([\\w.]+)\\((.+)\\) == ([\"'\\[({\\d-].*)$");

  static List<BundledSources> all() {
    try (Stream<Path> directories = Files.list(Path.of("applications"))) {
      return directories
          .filter(d -> Files.isRegularFile(d.resolve("gold_requirements.md")))
          .filter(d -> text(d.resolve("metadata.json")).contains("\"python\""))
          .sorted()
          .map(BundledSources::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BundledSources read(Path directory) {
    String id = directory.getFileName().toString();
    Path gold = directory.resolve("gold_requirements.md");
    return new BundledSources(
        ApplicationView.builder(id, id, id, "python")
            .sources(files(directory.resolve("src")))
            .build(),
        TestSuite.builder(id, "python", files(directory.resolve("tests"))).build(),
        RequirementFile.parse(text(gold), gold.toString()));
  }

  String source() {
    StringBuilder all = new StringBuilder();
    view.sources().forEach(f -> all.append(f.text()).append('\n'));
    return all.toString();
  }

  /** The suite's one-line assertions, as people would give examples. */
  List<String> examples() {
    List<String> found = new ArrayList<>();
    for (SourceFile file : suite.files()) {
      Matcher m = ASSERTION.matcher(file.text());
      while (m.find()) {
        found.add("For example, given " + m.group(2) + " it returns " + m.group(3) + ".");
      }
    }
    return found;
  }

  private static List<SourceFile> files(Path root) {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(p -> p.toString().endsWith(".py"))
          .sorted()
          .map(p -> new SourceFile(root.relativize(p).toString(), text(p)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
