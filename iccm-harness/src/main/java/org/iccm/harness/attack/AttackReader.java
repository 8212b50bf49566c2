package org.iccm.harness.attack;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.RunOutcome;
import org.iccm.harness.policy.Safeguard;

/** Reads attacks from directories; the format is in {@code docs/attacks.md}. Stateless. */
public final class AttackReader {
  /** What describes an attack, in its directory. */
  public static final String FILE = "attack.json";

  private static final String ADDITION = "attack.py";
  private static final String SECOND = "second.py";
  private static final String FILES = "files";
  private static final long MOST_BYTES = 1 << 20;
  private static final int MOST_FILES = 100;
  private static final double USUAL_SECONDS = 20;
  private static final double MOST_SECONDS = 60;
  private static final Set<String> KEYS =
      Set.of(
          "tries", "succeeds", "stoppedBy", "outcomes", "isolated", "modes", "runners", "seconds");

  private AttackReader() {}

  /**
   * Reads one attack, or all in a directory of them.
   *
   * @param directory a directory with {@link #FILE}, or one whose subdirectories have it
   * @return attacks by name, in order
   * @throws ConfigurationException if there is none or one cannot be read; it names file and remedy
   */
  public static List<Attack> read(Path directory) {
    if (Files.isRegularFile(directory.resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
      return List.of(one(directory));
    }
    if (!Files.isDirectory(directory)) {
      throw fault(directory, "is no directory: name one with attacks, see docs/attacks.md");
    }
    List<Attack> attacks = new ArrayList<>();
    try (Stream<Path> all = Files.list(directory)) {
      for (Path place : all.sorted().toList()) {
        if (Files.isRegularFile(place.resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
          attacks.add(one(place));
        }
      }
    } catch (IOException e) {
      throw fault(directory, "cannot be read (" + e + ")");
    }
    if (attacks.isEmpty()) {
      throw fault(directory, "holds no attack: put " + FILE + " into a directory below it");
    }
    return attacks;
  }

  private static Attack one(Path directory) {
    Path file = directory.resolve(FILE);
    JsonNode root = json(file);
    root.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                throw fault(file, "'" + key + "' is unknown: use " + String.join(", ", KEYS));
              }
            });
    Set<IsolationMode> modes =
        root.has("modes")
            ? names(file, root, "modes", IsolationMode.class)
            : EnumSet.allOf(IsolationMode.class);
    Map<IsolationMode, Attack.Way> ways = new EnumMap<>(IsolationMode.class);
    for (IsolationMode mode : modes) {
      JsonNode own = mode == IsolationMode.ISOLATED ? root.path("isolated") : root;
      ways.put(
          mode,
          new Attack.Way(
              names(file, own.has("stoppedBy") ? own : root, "stoppedBy", Safeguard.class),
              names(file, own.has("outcomes") ? own : root, "outcomes", RunOutcome.class)));
    }
    Set<String> runners = new LinkedHashSet<>();
    root.path("runners").forEach(r -> runners.add(r.asText()));
    double seconds = root.path("seconds").asDouble(USUAL_SECONDS);
    if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
      throw fault(file, "'seconds' is " + root.path("seconds") + ": write 1 to " + MOST_SECONDS);
    }
    Path name = directory.toAbsolutePath().normalize().getFileName();
    Path second = directory.resolve(SECOND);
    String tries = root.path("tries").asText().strip();
    if (tries.isEmpty()) {
      throw fault(file, "has no 'tries': say in a sentence what the attack tries");
    }
    return new Attack(
        String.valueOf(name),
        tries,
        names(file, root, "succeeds", Attack.Aim.class).iterator().next(),
        Set.copyOf(runners),
        seconds,
        Map.copyOf(ways),
        text(directory.resolve(ADDITION)),
        Files.exists(second) ? Optional.of(text(second)) : Optional.empty(),
        files(directory.resolve(FILES)));
  }

  private static JsonNode json(Path file) {
    try {
      JsonNode root =
          new ObjectMapper()
              .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
              .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readTree(text(file));
      if (!root.isObject()) {
        throw fault(file, "is no JSON object: write {\"tries\": ...}");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw fault(file, "is not valid JSON: " + e.getOriginalMessage());
    }
  }

  private static <E extends Enum<E>> Set<E> names(
      Path file, JsonNode node, String key, Class<E> type) {
    JsonNode value = node.path(key);
    Set<E> found = EnumSet.noneOf(type);
    List<String> words = new ArrayList<>();
    if (value.isTextual()) {
      words.add(value.textValue());
    } else {
      value.forEach(v -> words.add(v.asText()));
    }
    for (String word : words) {
      try {
        found.add(Enum.valueOf(type, word.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw fault(
            file,
            "'"
                + key
                + "' holds "
                + word
                + ": use "
                + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
      }
    }
    if (found.isEmpty()) {
      throw fault(file, "has no '" + key + "': add it");
    }
    return found;
  }

  private static Map<String, String> files(Path place) {
    Map<String, String> found = new LinkedHashMap<>();
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      return found;
    }
    try (Stream<Path> all = Files.walk(place)) {
      for (Path file : all.sorted().toList()) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          found.put(place.relativize(file).toString().replace('\\', '/'), text(file));
        }
        if (found.size() > MOST_FILES) {
          throw fault(place, "holds more than " + MOST_FILES + " files: remove some");
        }
      }
      return found;
    } catch (IOException e) {
      throw fault(place, "cannot be read (" + e + ")");
    }
  }

  private static String text(Path file) {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw fault(file, "is not there, or no plain file: add it");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw fault(file, "has more than " + MOST_BYTES + " bytes: shorten it");
      }
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw fault(file, "is not UTF-8: save it as UTF-8");
    } catch (IOException e) {
      throw fault(file, "cannot be read (" + e + ")");
    }
  }

  private static ConfigurationException fault(Path file, String what) {
    return new ConfigurationException(file.toString(), what);
  }
}
