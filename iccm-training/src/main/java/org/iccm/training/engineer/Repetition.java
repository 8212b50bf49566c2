package org.iccm.training.engineer;

import java.util.List;

/** Small models go round in circles: the end of a text is one phrase again and again. */
final class Repetition {
  private static final int LONGEST_PHRASE = 64;

  /** Fewer tokens in all may be meant, a number's zeros for example. */
  private static final int SHORTEST_LOOP = 20;

  private static final int TIMES = 3;

  private Repetition() {}

  /** The tokens with a phrase that fills their end cut to its first time. */
  static List<Integer> once(List<Integer> ids) {
    for (int phrase = 1; phrase <= LONGEST_PHRASE && phrase * TIMES <= ids.size(); phrase++) {
      int same = 0;
      while (same + phrase < ids.size()
          && ids.get(ids.size() - 1 - same).equals(ids.get(ids.size() - 1 - same - phrase))) {
        same++;
      }
      int loop = same + phrase;
      if (loop >= phrase * TIMES && loop >= SHORTEST_LOOP) {
        return ids.subList(0, ids.size() - same);
      }
    }
    return ids;
  }
}
