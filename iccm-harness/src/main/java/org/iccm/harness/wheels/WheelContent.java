package org.iccm.harness.wheels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.iccm.api.error.ApplicationException;

/** One unpacked wheel: checked, and which of its files go where. */
final class WheelContent {
  private static final int SHOWN = 5;
  private static final Set<String> INSTALLED_DATA = Set.of("purelib", "platlib");

  /** Programs, headers and documents: a test imports none of them. */
  private static final Set<String> OTHER_DATA = Set.of("scripts", "headers", "data");

  private static final Set<String> TAKEN = taken();

  private final WheelName name;
  private final Path top;
  private final Set<String> files;
  private final List<String> faults = new ArrayList<>();

  private WheelContent(WheelName name, Path top, Set<String> files) {
    this.name = name;
    this.top = top;
    this.files = files;
  }

  private static Set<String> taken() {
    try (InputStream in = WheelContent.class.getResourceAsStream("taken-modules.txt")) {
      if (in == null) {
        throw new IllegalStateException("taken-modules.txt is not in the library");
      }
      return Set.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().split("\\s+"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Checks an unpacked wheel.
   *
   * @param name its file's name
   * @param top its directory
   * @return files to take: path in a layer to path in the wheel
   * @throws ApplicationException if it is refused; it tells all faults
   */
  static Map<String, String> check(WheelName name, Path top) throws IOException {
    Set<String> files = new TreeSet<>();
    try (Stream<Path> found = Files.walk(top)) {
      found
          .filter(Files::isRegularFile)
          .forEach(f -> files.add(top.relativize(f).toString().replace('\\', '/')));
    }
    WheelContent content = new WheelContent(name, top, files);
    content.metadata();
    Map<String, String> placed = content.placed();
    placed.keySet().forEach(content::place);
    if (!content.faults.isEmpty()) {
      List<String> shown = content.faults.subList(0, Math.min(SHOWN, content.faults.size()));
      throw new ApplicationException(
          name.file(),
          shown.get(0),
          name.file()
              + " is refused: "
              + String.join("; ", shown)
              + (content.faults.size() > SHOWN
                  ? "; and " + (content.faults.size() - SHOWN) + " more"
                  : "")
              + ". Lock another version");
    }
    return placed;
  }

  private void metadata() throws IOException {
    List<String> directories =
        files.stream()
            .filter(f -> f.matches("[^/]+\\.dist-info/.*"))
            .map(f -> f.substring(0, f.indexOf('/')))
            .distinct()
            .toList();
    if (directories.size() != 1) {
      faults.add("it has " + directories.size() + " .dist-info directories where one is needed");
      return;
    }
    String info = directories.get(0);
    for (String needed : List.of("METADATA", "WHEEL", "RECORD")) {
      if (!files.contains(info + "/" + needed)) {
        faults.add(info + "/" + needed + " is missing");
        return;
      }
    }
    String metadata = Files.readString(top.resolve(info + "/METADATA"), StandardCharsets.UTF_8);
    boolean own =
        header(metadata, "Name").map(LockedPackage::normalised).equals(Optional.of(name.name()))
            && header(metadata, "Version")
                .flatMap(PythonVersion::find)
                .equals(Optional.of(name.version()));
    if (!own) {
      faults.add("METADATA names another package or version than the file's name");
    }
    String wheel = Files.readString(top.resolve(info + "/WHEEL"), StandardCharsets.UTF_8);
    if (!header(wheel, "Wheel-Version").orElse("").startsWith("1.")) {
      faults.add("its Wheel-Version is not 1");
    }
    Set<String> recorded = new TreeSet<>(files);
    // signatures cannot be in what they sign
    recorded.remove(info + "/RECORD.jws");
    recorded.remove(info + "/RECORD.p7s");
    faults.addAll(WheelRecord.faults(top, info + "/RECORD", recorded));
  }

  private static Optional<String> header(String text, String key) {
    return text.lines()
        .takeWhile(l -> !l.isEmpty())
        .filter(l -> l.toLowerCase(Locale.ROOT).startsWith(key.toLowerCase(Locale.ROOT) + ":"))
        .map(l -> l.substring(key.length() + 1).strip())
        .findFirst();
  }

  private Map<String, String> placed() {
    Map<String, String> placed = new LinkedHashMap<>();
    for (String file : files) {
      // bytecode need not match its source; some real wheels hold it by mistake
      if (file.endsWith(".pyc") || file.endsWith(".pyo")) {
        continue;
      }
      String[] parts = file.split("/", 3);
      String to = file;
      if (parts[0].endsWith(".data")) {
        if (parts.length == 3 && OTHER_DATA.contains(parts[1])) {
          continue;
        }
        if (parts.length < 3 || !INSTALLED_DATA.contains(parts[1])) {
          faults.add(file + " has no known place");
          continue;
        }
        to = parts[2];
      }
      if (placed.put(to, file) != null) {
        faults.add(to + " is there twice");
      }
    }
    return placed;
  }

  private void place(String file) {
    String simple = file.substring(file.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (simple.endsWith(".pth")) {
      faults.add(file + " would change every start of Python");
    }
    String first = file.substring(0, file.indexOf('/') < 0 ? file.length() : file.indexOf('/'));
    boolean module = !first.contains(".") || file.equals(first);
    String importable = first.replaceFirst("\\..*", "");
    if (module && TAKEN.contains(importable)) {
      faults.add(file + " takes the name of module " + importable);
    }
  }
}
