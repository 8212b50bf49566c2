package org.iccm.core.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.ConfigurationException.Problem;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads a YAML file into {@link Located} values; nothing is constructed from tags. */
public final class YamlFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 20;

  private YamlFile() {}

  /**
   * Reads a file.
   *
   * @param file the file
   * @param problems where faults go
   * @return the top-level keys; empty if the file could not be read
   */
  public static Map<String, Located> read(Path file, List<Problem> problems) {
    String name = file.getFileName() == null ? file.toString() : file.getFileName().toString();
    String text;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigurationException(
            "", file + " is larger than 1 MiB: is it a configuration?");
      }
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      problems.add(new Problem("", file.toString(), "is not UTF-8 text; save it as UTF-8"));
      return Map.of();
    } catch (IOException e) {
      problems.add(
          new Problem(
              "", file.toString(), "cannot be read (" + e + "); check path and permissions"));
      return Map.of();
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(name)
            .setAllowDuplicateKeys(true) // reported below, with both lines
            .setMaxAliasesForCollections(20)
            .build();
    try {
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        return Map.of();
      }
      if (!(root.get() instanceof MappingNode mapping)) {
        problems.add(new Problem("", name + ":1", "must begin with keys such as 'llm:'"));
        return Map.of();
      }
      return map(mapping, name, "", problems, 0);
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(m -> ":" + (m.getLine() + 1)).orElse("");
      problems.add(new Problem("", name + line, "is not YAML: " + e.getProblem()));
      return Map.of();
    } catch (YamlEngineException e) {
      problems.add(new Problem("", name, "is not YAML: " + e.getMessage()));
      return Map.of();
    }
  }

  private static Map<String, Located> map(
      MappingNode node, String file, String path, List<Problem> problems, int depth) {
    Map<String, Located> out = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      String place = place(file, tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(new Problem(path, place, "a key must be a plain word"));
        continue;
      }
      String childPath = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
      Located earlier =
          out.put(
              key.getValue(),
              located(tuple.getValueNode(), place, file, childPath, problems, depth));
      if (earlier != null) {
        problems.add(new Problem(childPath, place, "is given twice; first at " + earlier.place()));
      }
    }
    return out;
  }

  private static Located located(
      Node node, String place, String file, String path, List<Problem> problems, int depth) {
    if (depth > MAX_DEPTH) {
      problems.add(new Problem(path, place, "is nested too deeply"));
      return new Located("", place);
    }
    if (node instanceof MappingNode mapping) {
      return new Located(map(mapping, file, path, problems, depth + 1), place);
    }
    if (node instanceof SequenceNode sequence) {
      List<Located> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(located(item, place(file, item), file, path, problems, depth + 1));
      }
      return new Located(List.copyOf(items), place);
    }
    return new Located(node instanceof ScalarNode scalar ? scalar.getValue() : "", place);
  }

  private static String place(String file, Node node) {
    return node.getStartMark().map((Mark m) -> file + ":" + (m.getLine() + 1)).orElse(file);
  }
}
