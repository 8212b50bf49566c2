package org.iccm.harness.wheels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.iccm.api.error.ConfigurationException;

/**
 * Known vulnerabilities of Python packages, from files in the Open Source Vulnerability format
 * (OSV): no network is needed. A file holds one advisory or an array of them; a directory holds
 * such files, as the exports of the public databases do. Advisories that were withdrawn, and those
 * of other ecosystems, do not count.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class AdvisoryFile {
  private static final int MAX_FILE_BYTES = 64 << 20;
  private static final int MAX_FILES = 200_000;
  private final Map<String, List<JsonNode>> byPackage;

  private AdvisoryFile(Map<String, List<JsonNode>> byPackage) {
    this.byPackage = byPackage;
  }

  /**
   * Reads advisories.
   *
   * @param place a file, or a directory with {@code .json} files
   * @return the advisories
   * @throws ConfigurationException if there is no file, or one is not in the format; it names file
   *     and remedy
   */
  public static AdvisoryFile read(Path place) {
    List<Path> files;
    try (Stream<Path> found = Files.walk(place, 3)) {
      files =
          found
              .filter(f -> f.equals(place) || f.toString().endsWith(".json"))
              .filter(Files::isRegularFile)
              .sorted()
              .limit(MAX_FILES + 1L)
              .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw fault(place, "cannot be read (" + e + "): name a file or directory of OSV advisories");
    }
    if (files.isEmpty() || files.size() > MAX_FILES) {
      throw fault(place, "holds " + files.size() + " files: 1 to " + MAX_FILES + " are possible");
    }
    Map<String, List<JsonNode>> byPackage = new TreeMap<>();
    for (Path file : files) {
      JsonNode root = json(file);
      if (root.isArray()) {
        root.forEach(a -> add(file, a, byPackage));
      } else {
        add(file, root, byPackage);
      }
    }
    return new AdvisoryFile(byPackage);
  }

  private static JsonNode json(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw fault(file, "is larger than " + MAX_FILE_BYTES + " bytes: split it");
      }
      return new ObjectMapper().readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw fault(file, "is no JSON (" + e.getOriginalMessage() + "): get it again");
    } catch (IOException e) {
      throw fault(file, "cannot be read (" + e + "): check its permissions");
    }
  }

  private static void add(Path file, JsonNode advisory, Map<String, List<JsonNode>> byPackage) {
    if (!advisory.path("id").isTextual()) {
      throw fault(file, "holds something without an id: it is no OSV advisory");
    }
    if (advisory.hasNonNull("withdrawn")) {
      return;
    }
    for (JsonNode affected : advisory.path("affected")) {
      JsonNode of = affected.path("package");
      if (of.path("ecosystem").asText().equalsIgnoreCase("PyPI")) {
        List<JsonNode> known =
            byPackage.computeIfAbsent(
                LockedPackage.normalised(of.path("name").asText()), k -> new ArrayList<>());
        if (known.stream().noneMatch(a -> a == advisory)) {
          known.add(advisory);
        }
      }
    }
  }

  /**
   * Looks up what is locked.
   *
   * @param lock the packages
   * @return what is known against them, by package, then id; empty if nothing is
   */
  public List<Advisory> scan(RequirementsLock lock) {
    List<Advisory> found = new ArrayList<>();
    for (LockedPackage locked : lock.packages()) {
      for (JsonNode advisory : byPackage.getOrDefault(locked.name(), List.of())) {
        List<JsonNode> own = own(advisory, locked);
        if (own.stream().anyMatch(a -> isAffected(a, locked.version()))) {
          found.add(
              new Advisory(
                  locked,
                  advisory.path("id").asText(),
                  texts(advisory.path("aliases")),
                  advisory.path("summary").asText().replaceAll("\\s+", " ").strip(),
                  fixed(own)));
        }
      }
    }
    found.sort(Comparator.comparing((Advisory a) -> a.locked().name()).thenComparing(Advisory::id));
    return List.copyOf(found);
  }

  private static List<JsonNode> own(JsonNode advisory, LockedPackage locked) {
    List<JsonNode> own = new ArrayList<>();
    for (JsonNode affected : advisory.path("affected")) {
      String name = affected.path("package").path("name").asText();
      if (LockedPackage.normalised(name).equals(locked.name())) {
        own.add(affected);
      }
    }
    return own;
  }

  private static boolean isAffected(JsonNode affected, PythonVersion version) {
    for (String listed : texts(affected.path("versions"))) {
      if (PythonVersion.find(listed).map(version::equals).orElse(false)) {
        return true;
      }
    }
    for (JsonNode range : affected.path("ranges")) {
      if (!range.path("type").asText().equals("GIT") && isInside(range.path("events"), version)) {
        return true;
      }
    }
    return false;
  }

  private record Event(PythonVersion at, boolean begins, boolean included) {}

  /** Events in the order of their versions; each switches what holds from there on. */
  private static boolean isInside(JsonNode events, PythonVersion version) {
    List<Event> found = new ArrayList<>();
    boolean inside = false;
    for (JsonNode event : events) {
      String introduced = event.path("introduced").asText();
      Optional<PythonVersion> begin = PythonVersion.find(introduced);
      // what cannot be compared counts as affected: a false alarm is better than none
      inside |= introduced.equals("0") || (!introduced.isEmpty() && begin.isEmpty());
      begin.ifPresent(v -> found.add(new Event(v, true, true)));
      PythonVersion.find(event.path("fixed").asText())
          .ifPresent(v -> found.add(new Event(v, false, true)));
      PythonVersion.find(event.path("last_affected").asText())
          .ifPresent(v -> found.add(new Event(v, false, false)));
    }
    found.sort(Comparator.comparing(Event::at));
    for (Event event : found) {
      int order = event.at.compareTo(version);
      if (order < 0 || (order == 0 && event.included)) {
        inside = event.begins;
      }
    }
    return inside;
  }

  private static List<String> fixed(List<JsonNode> affected) {
    List<String> fixed = new ArrayList<>();
    for (JsonNode one : affected) {
      for (JsonNode range : one.path("ranges")) {
        for (JsonNode event : range.path("events")) {
          String version = event.path("fixed").asText();
          if (!range.path("type").asText().equals("GIT")
              && !version.isEmpty()
              && !fixed.contains(version)) {
            fixed.add(version);
          }
        }
      }
    }
    return fixed;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(t -> texts.add(t.asText()));
    return texts;
  }

  private static ConfigurationException fault(Path file, String what) {
    return new ConfigurationException("advisories", file + " " + what);
  }
}
