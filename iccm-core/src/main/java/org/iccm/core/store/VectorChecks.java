package org.iccm.core.store;

import java.util.Map;

/** What both stores refuse alike. */
final class VectorChecks {
  static final int MAX_NEIGHBOURS = 1000;

  private VectorChecks() {}

  static float[] vector(String what, float[] vector) {
    double norm = 0;
    for (float x : vector) {
      norm += (double) x * x;
    }
    // one test for NaN, infinity, overflow of the norm, zero and no length
    if (!(norm > 0 && norm < Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          what + " is empty, all zero, not finite or too large to have an angle");
    }
    return vector;
  }

  static void length(String what, String embedder, int expected, int length) {
    if (length != expected) {
      throw new IllegalArgumentException(
          what
              + " has "
              + length
              + " numbers, those of embedder '"
              + embedder
              + "' have "
              + expected);
    }
  }

  static void id(String embedder, String id) {
    text("embedder", embedder);
    text("id", id);
    if (embedder.isBlank() || id.isBlank()) {
      throw new IllegalArgumentException("embedder or id is blank");
    }
  }

  static void payload(Map<String, String> payload) {
    payload.forEach(
        (key, value) -> {
          text("payload key", key);
          text("payload value of '" + key + "'", value);
        });
  }

  static void k(int k) {
    if (k < 1 || k > MAX_NEIGHBOURS) {
      throw new IllegalArgumentException("k must be 1 to " + MAX_NEIGHBOURS + ", is " + k);
    }
  }

  private static void text(String what, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(what + " holds a NUL character");
    }
  }
}
