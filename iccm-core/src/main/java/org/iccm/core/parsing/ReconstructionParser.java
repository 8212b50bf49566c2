package org.iccm.core.parsing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the files of a reconstruction out of a model's answer: fenced blocks in any usual form with
 * the path in the info string, in the first line, or in the heading before; blocks without a path
 * where only one module can be meant; answers without any fence. Paths that leave their root are
 * refused. It never throws for an answer, and never invents text.
 *
 * <p>Stateless.
 *
 * @since 0.1.0
 */
public final class ReconstructionParser {
  /** Names these rules. A rollout is a view over completion, parser version and run. */
  public static final String VERSION = "parser-v2";

  private static final String FENCE = "```";

  /** The longest answer read, in characters. */
  public static final int MAX_ANSWER_CHARACTERS = 2_000_000;

  /** The longest file kept, in characters. */
  public static final int MAX_FILE_CHARACTERS = 400_000;

  /** The most files kept. */
  public static final int MAX_FILES = 64;

  private static final Set<String> NOT_SOURCE =
      Set.of("bash", "sh", "shell", "console", "zsh", "powershell", "cmd", "output", "diff");

  private ReconstructionParser() {}

  /**
   * Reads an answer.
   *
   * @param answer the model's text
   * @param expected paths of the original's sources, that the tests import
   * @return what could be read; says what could not
   */
  public static ParsedReconstruction parse(String answer, List<String> expected) {
    Objects.requireNonNull(answer, "answer");
    List<String> notes = new ArrayList<>();
    boolean truncated = false;
    String text = answer;
    if (text.length() > MAX_ANSWER_CHARACTERS) {
      text = text.substring(0, MAX_ANSWER_CHARACTERS);
      notes.add("the answer is cut at " + MAX_ANSWER_CHARACTERS + " characters");
      truncated = true;
    }
    text = text.replace("\r\n", "\n").replace('\r', '\n');
    text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    String said = withoutThinking(text);
    if (said.isBlank() && !text.isBlank()) {
      notes.add("the answer ends while the model is still thinking");
      truncated = true;
    }
    PathNames names = new PathNames(expected);
    List<String> lines = withOpeningFence(said.lines().toList(), names, notes);
    FenceScanner scanner = new FenceScanner(notes);
    List<Block> blocks = new ArrayList<>(scanner.scan(lines));
    truncated |= scanner.unclosed();
    if (blocks.isEmpty()) {
      blocks.addAll(new UnfencedReader(names).read(lines));
      if (!blocks.isEmpty()) {
        notes.add("the answer has no fence: what looks like code is taken");
      }
    }
    Assembly assembly = new Assembly(names, notes);
    for (Block block : blocks) {
      if (block.blank()) {
        notes.add("line " + block.line() + ": the block is empty");
        continue;
      }
      if (!block.closed()) {
        notes.add("line " + block.line() + ": the block is not closed, the answer may be cut");
      }
      take(block, names, assembly, notes);
    }
    var files = assembly.files();
    if (files.isEmpty() && notes.isEmpty()) {
      notes.add("the answer holds no code");
    }
    return new ParsedReconstruction(files, notes, truncated);
  }

  /**
   * Small models begin with code or with the comment that names a file, without a fence, and close
   * it all the same: outside and inside would change places.
   */
  private static List<String> withOpeningFence(
      List<String> lines, PathNames names, List<String> notes) {
    int first = 0;
    while (first < lines.size() && lines.get(first).isBlank()) {
      first++;
    }
    if (first == lines.size()
        || (names.marker(lines.get(first)).isEmpty() && !PythonShape.code(lines.get(first)))) {
      return lines;
    }
    for (String line : lines) {
      String fence = line.strip();
      if (fence.startsWith(FENCE)) {
        if (!fence.equals(FENCE)) {
          return lines;
        }
        notes.add("line " + (first + 1) + ": the fence that opens the block is missing");
        List<String> mended = new ArrayList<>(lines);
        mended.add(first, FENCE);
        return mended;
      }
    }
    return lines;
  }

  private static void take(Block block, PathNames names, Assembly assembly, List<String> notes) {
    Optional<String> path = names.inInfo(block.info());
    List<String> lines = block.lines();
    int first = 0;
    while (first < lines.size() && lines.get(first).isBlank()) {
      first++;
    }
    Optional<String> inFirstLine = names.alone(lines.get(first));
    if (inFirstLine.isPresent()) {
      path = path.or(() -> inFirstLine);
      if (names.marker(lines.get(first)).isEmpty() && !lines.get(first).startsWith("#")) {
        lines = lines.subList(first + 1, lines.size()); // a heading inside the fence, not code
      }
    }
    for (int i = 0; path.isEmpty() && i < block.lead().size(); i++) {
      String lead = block.lead().get(i);
      path = names.alone(lead).or(() -> names.mentioned(lead));
    }
    if (path.isEmpty() && NOT_SOURCE.contains(language(block.info()))) {
      notes.add("line " + block.line() + ": a block of " + language(block.info()) + " is left out");
      return;
    }
    split(block, path, lines, names, assembly);
  }

  /** One block may hold several files, each after a comment with its path. */
  private static void split(
      Block block, Optional<String> path, List<String> lines, PathNames names, Assembly assembly) {
    List<String> current = new ArrayList<>();
    Optional<String> name = path;
    for (String line : lines) {
      Optional<String> marker = names.marker(line);
      if (marker.isPresent() && !marker.equals(name)) {
        if (current.stream().anyMatch(l -> !l.isBlank())) {
          assembly.add(block, name, current);
        }
        current = new ArrayList<>();
        name = marker;
      }
      current.add(line);
    }
    assembly.add(block, name, current);
  }

  private static String language(String info) {
    return info.replaceFirst("[\\s:{].*", "").toLowerCase(Locale.ROOT);
  }

  /** What follows the thoughts that some models write first. */
  private static String withoutThinking(String text) {
    String head = text.stripLeading();
    if (!head.startsWith("<think>")) {
      return text;
    }
    int end = head.indexOf("</think>");
    return end < 0 ? "" : head.substring(end + "</think>".length());
  }
}
