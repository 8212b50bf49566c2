package kiln;

/**
 * One firing that a potter wants.
 *
 * @param potter who
 * @param cone how hot, from 1
 * @param hours how long
 */
public record Firing(String potter, int cone, int hours) {
  /** Reads a line such as {@code mara 7x12}: potter, cone and hours. */
  public static Firing parse(String line) {
    String[] words = line.strip().split(" +");
    if (words.length != 2 || !words[1].matches("\\d{1,2}x\\d{1,3}")) {
      throw new IllegalArgumentException("cannot read: " + line.strip());
    }
    String[] numbers = words[1].split("x");
    return new Firing(
        words[0].toLowerCase(), Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
  }

  /** Whether it needs the lower shelves, where the burners are. */
  public boolean hot() {
    return cone > 6 || hours > 20;
  }

  /** What it costs, in cents. */
  public int cost() {
    int rate = hot() ? 95 : 60;
    return rate * Math.min(hours, 10) + 25 * Math.max(0, hours - 10);
  }

  /** What is written on its card. */
  public String card() {
    String name = potter.length() > 5 ? potter.substring(0, 4) + "." : potter;
    return name + "/" + hours + (hot() ? "^" : "");
  }
}
