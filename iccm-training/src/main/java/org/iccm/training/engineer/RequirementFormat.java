package org.iccm.training.engineer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.error.ConfigurationException;
import org.iccm.core.reading.Chunk;
import org.iccm.training.t5.T5Config;
import org.iccm.training.tokenizer.TextTokenizer;

/**
 * What CET-D reads and writes, as token ids; one class for training and for use, so that a model
 * meets what it was trained on.
 *
 * <pre>
 * source: &lt;unit&gt; name &lt;source&gt; code &lt;source&gt; what it uses of its file &lt;/s&gt;
 * target: &lt;functional&gt; text &lt;constraint&gt; text ... &lt;/s&gt;
 * </pre>
 *
 * <p>Markers are special tokens: neither source code nor a requirement's text can contain one.
 * Texts are one line each ({@link #clean}). Whatever ids a model gives, {@link #requirements} has a
 * defined result.
 *
 * <p>Immutable; thread-safe while its tokenizer is open, which its caller closes.
 *
 * @since 0.1.0
 */
public final class RequirementFormat {
  /** Names this format; part of the engineer's fingerprint. Change it with the format. */
  public static final String VERSION = "cet-d-format-1";

  private static final String UNIT = "<unit>";
  private static final String SOURCE = "<source>";

  /** A requirement of more characters is cut; those that people write have a tenth. */
  private static final int LONGEST_TEXT = 1_200;

  /** More requirements about one chunk are left out. */
  private static final int MOST = 48;

  private final TextTokenizer tokenizer;
  private final Map<RequirementKind, Integer> markers = new EnumMap<>(RequirementKind.class);
  private final Map<Integer, RequirementKind> kinds;
  private final Set<Integer> others;
  private final int unit;
  private final int source;
  private final int end;
  private final int vocabulary;

  private RequirementFormat(TextTokenizer tokenizer, T5Config config) {
    this.tokenizer = tokenizer;
    for (RequirementKind kind : RequirementKind.values()) {
      markers.put(kind, id(marker(kind)));
    }
    this.kinds =
        markers.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));
    this.unit = id(UNIT);
    this.source = id(SOURCE);
    this.end = config.endId();
    this.vocabulary = tokenizer.vocabulary();
    this.others = Set.of(unit, source);
  }

  /**
   * The format with a model's tokenizer.
   *
   * @param tokenizer the tokenizer; stays the caller's
   * @param config the model's shape
   * @return the format
   * @throws ConfigurationException if the tokenizer lacks a marker or has ids that the model does
   *     not know; all faults at once
   */
  public static RequirementFormat of(TextTokenizer tokenizer, T5Config config) {
    List<ConfigurationException.Problem> problems = new ArrayList<>();
    List<String> missing = markers().stream().filter(m -> tokenizer.idOf(m).isEmpty()).toList();
    if (!missing.isEmpty()) {
      problems.add(
          problem(
              "has no token "
                  + String.join(", ", missing)
                  + "; write a directory that has them with ExtraTokens.add(from, to,"
                  + " RequirementFormat.markers(), seed), then train it"));
    }
    if (tokenizer.vocabulary() > config.vocabulary()) {
      problems.add(
          problem(
              "has "
                  + tokenizer.vocabulary()
                  + " ids, the model's config.json has vocab_size "
                  + config.vocabulary()
                  + ": it is another model's tokenizer"));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new RequirementFormat(tokenizer, config);
  }

  private static ConfigurationException.Problem problem(String message) {
    return new ConfigurationException.Problem("", TextTokenizer.FILE, message);
  }

  /**
   * The special tokens that a tokenizer must have.
   *
   * @return their texts, in a fixed order
   */
  public static List<String> markers() {
    List<String> all = new ArrayList<>();
    for (RequirementKind kind : RequirementKind.values()) {
      all.add(marker(kind));
    }
    all.add(UNIT);
    all.add(SOURCE);
    return List.copyOf(all);
  }

  private static String marker(RequirementKind kind) {
    return "<" + kind.label() + ">";
  }

  private int id(String marker) {
    return tokenizer.idOf(marker).orElseThrow();
  }

  /**
   * A chunk as the model reads it.
   *
   * @param chunk the chunk
   * @param longest most ids, at least 8; the end of what is too long is left out, what it uses
   *     first
   * @return ids that end with the end's id
   */
  public int[] source(Chunk chunk, int longest) {
    if (longest < 8) {
      throw new IllegalArgumentException("longest must be at least 8, is " + longest);
    }
    IntStream.Builder ids = IntStream.builder();
    ids.add(unit);
    Arrays.stream(tokenizer.encodePlain(chunk.name())).limit(longest / 2).forEach(ids::add);
    ids.add(source);
    add(ids, chunk.text());
    if (!chunk.around().isEmpty()) {
      ids.add(source);
      add(ids, chunk.around());
    }
    int[] all = ids.build().limit(longest).toArray();
    int[] ended = Arrays.copyOf(all, Math.min(all.length + 1, longest));
    ended[ended.length - 1] = end;
    return ended;
  }

  /**
   * Whether a chunk is read whole.
   *
   * @param chunk the chunk
   * @param longest most ids
   * @return false if {@link #source} leaves something out
   */
  public boolean fits(Chunk chunk, int longest) {
    int markersAndEnd = chunk.around().isEmpty() ? 3 : 4;
    return size(chunk.name()) <= longest / 2
        && (long) size(chunk.name()) + size(chunk.text()) + size(chunk.around()) + markersAndEnd
            <= longest;
  }

  /**
   * How long a text is.
   *
   * @param text any text
   * @return ids of the model's tokenizer, without markers
   */
  public int size(String text) {
    return tokenizer.encodePlain(text).length;
  }

  /**
   * Requirements as the model writes them. Their units are not told: they are the chunk's.
   *
   * @param requirements in order; may be empty
   * @param longest most ids, at least 1; whole requirements are left out at the end
   * @return ids that end with the end's id
   */
  public int[] target(List<Requirement> requirements, int longest) {
    List<Integer> all = new ArrayList<>();
    for (Requirement r : requirements) {
      String text = clean(r.text());
      if (text.isEmpty()) {
        continue;
      }
      int[] ids = tokenizer.encodePlain(text);
      if (all.size() + ids.length + 2 > longest) {
        break;
      }
      all.add(markers.get(r.kind()));
      Arrays.stream(ids).forEach(all::add);
    }
    all.add(end);
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Reads what a model wrote. Text before the first kind does not count, without any kind it is one
   * functional requirement. A requirement told twice counts once, what holds no letter or digit not
   * at all. What {@link #target} made of {@link #clean} texts comes back as it was.
   *
   * @param ids any ids, the end's among them or not
   * @param ended whether the model came to an end; else the last requirement is left out, or if it
   *     is the only one, a phrase that fills its end is kept once
   * @param units what the requirements speak of
   * @return requirements in order; empty if there are none
   */
  public List<Requirement> requirements(int[] ids, boolean ended, Set<UnitId> units) {
    return written(ids, ended, units).stream().map(Written::requirement).toList();
  }

  /**
   * A requirement and the tokens that say it.
   *
   * @param requirement what was read
   * @param from its first token, its kind's marker if it has one
   * @param to the token after its last
   * @since 0.1.0
   */
  public record Written(Requirement requirement, int from, int to) {}

  /**
   * Reads what a model wrote as {@link #requirements} does, and tells where. Tokens in no stretch
   * say nothing that counts: text before the first kind, what is told again, the end.
   *
   * @param ids any ids, the end's among them or not
   * @param ended whether the model came to an end
   * @param units what the requirements speak of
   * @return the same requirements in the same order; stretches do not overlap
   */
  public List<Written> written(int[] ids, boolean ended, Set<UnitId> units) {
    List<Section> sections = sections(ids);
    if (!ended && sections.size() > 1) {
      sections.remove(sections.size() - 1);
    }
    Map<String, Written> all = new LinkedHashMap<>();
    for (Section section : sections) {
      String text = text(ended ? section.ids() : Repetition.once(section.ids()));
      if (all.size() < MOST && text.codePoints().anyMatch(Character::isLetterOrDigit)) {
        all.putIfAbsent(
            text,
            new Written(
                Requirement.builder(section.kind(), text).units(units).build(),
                section.from(),
                section.to()));
      }
    }
    return List.copyOf(all.values());
  }

  /** Its ids without the marker are the last of its stretch. */
  private record Section(RequirementKind kind, List<Integer> ids, int from, int before) {
    int to() {
      return from + before + ids.size();
    }
  }

  private List<Section> sections(int[] ids) {
    boolean marked = Arrays.stream(ids).takeWhile(i -> i != end).anyMatch(kinds::containsKey);
    List<Section> sections = new ArrayList<>();
    List<Integer> open = new ArrayList<>();
    if (!marked) {
      sections.add(new Section(RequirementKind.FUNCTIONAL, open, 0, 0));
    }
    for (int place = 0; place < ids.length && ids[place] != end; place++) {
      int id = ids[place];
      RequirementKind kind = kinds.get(id);
      if (kind != null) {
        open = new ArrayList<>();
        sections.add(new Section(kind, open, place, 1));
      } else if (others.contains(id)) {
        // Input's markers have no place here: what follows belongs to nothing.
        open = new ArrayList<>();
      } else {
        open.add(id);
      }
    }
    return sections;
  }

  private String text(List<Integer> ids) {
    int[] known =
        ids.stream().mapToInt(Integer::intValue).filter(i -> i >= 0 && i < vocabulary).toArray();
    String text = clean(tokenizer.decode(known));
    if (text.length() <= LONGEST_TEXT) {
      return text;
    }
    int cut = LONGEST_TEXT - (Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1)) ? 1 : 0);
    return text.substring(0, cut).strip();
  }

  /**
   * A text as the format can carry it: one line, single spaces, no control or formatting
   * characters, nothing that is no Unicode.
   *
   * @param text any text
   * @return the text; may be empty
   */
  public static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    boolean space = false;
    for (int c : text.codePoints().toArray()) {
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        space = true;
      } else if (isText(c)) {
        if (space && clean.length() > 0) {
          clean.append(' ');
        }
        space = false;
        clean.appendCodePoint(c);
      }
    }
    return clean.toString();
  }

  private static boolean isText(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE -> false;
      default -> c != '\uFFFD';
    };
  }

  private void add(IntStream.Builder ids, String text) {
    Arrays.stream(tokenizer.encodePlain(text)).forEach(ids::add);
  }
}
