package org.iccm.examples.reconstructor;

import java.util.SplittableRandom;
import org.iccm.api.application.Digests;
import org.iccm.examples.laboratory.Wording;

/**
 * Which words a reconstructor has met more often: in each of the six choices of a wording the
 * preferred one with a share of the examples, independently. It is never told to a policy.
 *
 * @param wording the preferred choices
 * @param share how often each is met, .5 to 1
 * @since 0.1.0
 */
public record Preference(Wording wording, double share) {
  /** The share of the plan: four of five. */
  public static final double SHARE = 0.8;

  /** Checks the range. */
  public Preference {
    if (!(share >= 0.5 && share <= 1)) {
      throw new IllegalArgumentException("share must be .5 to 1, is " + share);
    }
  }

  /**
   * A preference that nobody chose.
   *
   * @param seed gives it
   * @return the preference
   */
  public static Preference hidden(long seed) {
    String digest = Digests.of("preference", Long.toString(seed));
    int number = Integer.parseInt(digest.substring(0, 7), 16) % Wording.COUNT;
    return new Preference(Wording.of(number), SHARE);
  }

  /**
   * The other one in each choice.
   *
   * @return with the same share
   */
  public Preference opposite() {
    return new Preference(Wording.of(wording.number() ^ (Wording.COUNT - 1)), share);
  }

  /**
   * Draws a wording as it is met.
   *
   * @param random luck
   * @return any of the 64
   */
  Wording draw(SplittableRandom random) {
    int number = wording.number();
    for (int bit = 1; bit < Wording.COUNT; bit <<= 1) {
      number ^= random.nextDouble() < share ? 0 : bit;
    }
    return Wording.of(number);
  }
}
