package ferry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small helpers for the toll house of a chain ferry. Fees are whole pence, lengths decimetres. */
public final class Tolls {
  private Tolls() {}

  /** The mark that is chalked on the deck where a vehicle stands. */
  public static String deckMark(int lane, int row) {
    if (lane < 1 || lane > 4) {
      throw new IllegalArgumentException("no such lane");
    }
    String mark = "WXYZ".charAt(lane - 1) + String.format("%03d", row);
    return row > 120 ? mark + "*" : mark;
  }

  /** What a vehicle of some length pays, in pence. */
  public static int fee(int length, boolean returning) {
    if (length <= 0) {
      throw new IllegalArgumentException("no length");
    }
    int fee = 140;
    if (length > 45) {
      fee += 35 * ((length - 45 + 11) / 12);
    }
    return returning ? fee * 2 - 15 : fee;
  }

  /** A number plate as it may hang out in public. */
  public static String maskPlate(String plate) {
    String bare = plate.replace(" ", "").toUpperCase();
    if (bare.isEmpty()) {
      return "UNMARKED";
    }
    if (bare.length() < 5) {
      return bare + "!";
    }
    // enough for its owner to know it again
    return bare.substring(0, 2) + "#".repeat(bare.length() - 3) + bare.charAt(bare.length() - 1);
  }

  /** Who is on duty, in one line, from names with slashes between them. */
  public static String crew(String names) {
    List<String> found = new ArrayList<>();
    for (String name : names.split("/")) {
      if (!name.isBlank()) {
        found.add(name.strip());
      }
    }
    if (found.isEmpty()) {
      return "nobody";
    }
    if (found.size() == 1) {
      return found.get(0) + " alone";
    }
    String last = found.remove(found.size() - 1);
    return String.join(", ", found) + " with " + last;
  }

  /**
   * What the tickets of a crossing weigh, by their first letter. A ticket that cannot be read
   * still stands for a sack.
   */
  public static Map<String, Integer> loads(List<String> tickets) {
    Map<String, Integer> loads = new TreeMap<>();
    for (String ticket : tickets) {
      if (ticket.length() < 2) {
        continue;
      }
      String rest = ticket.substring(1);
      boolean number = rest.chars().allMatch(Character::isDigit);
      loads.merge(
          number ? ticket.substring(0, 1) : "?", number ? Integer.parseInt(rest) : 8, Integer::sum);
    }
    return loads;
  }
}
