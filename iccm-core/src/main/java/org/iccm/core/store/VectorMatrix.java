package org.iccm.core.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * An embedder's unit vectors in memory, as of one state of the database. Searching is thread-safe;
 * {@link #with} is called by one thread at a time, on the newest matrix only.
 */
final class VectorMatrix {
  final long changes;
  final long resets;
  private final int dimensions;
  private final int count;
  private final float[] data;
  private final String[] ids;
  private final Payload[] payloads;
  // shared by successive matrices, read and changed by with() only
  private final Map<String, Integer> places;

  private VectorMatrix(
      long changes,
      long resets,
      int dimensions,
      int count,
      float[] data,
      String[] ids,
      Payload[] payloads,
      Map<String, Integer> places) {
    this.changes = changes;
    this.resets = resets;
    this.dimensions = dimensions;
    this.count = count;
    this.data = data;
    this.ids = ids;
    this.payloads = payloads;
    this.places = places;
  }

  static VectorMatrix empty(long resets, int dimensions) {
    return new VectorMatrix(
        0, resets, dimensions, 0, new float[0], new String[0], new Payload[0], new HashMap<>());
  }

  long floats() {
    return (long) count * dimensions;
  }

  void search(float[] unitQuery, Nearest nearest) {
    for (int i = 0; i < count; i++) {
      if (nearest.wants(payloads[i].entries)) {
        nearest.offer(ids[i], Cosine.dot(unitQuery, data, i * dimensions), payloads[i].entries);
      }
    }
  }

  /** This matrix and what came since. Older matrices stay as they are. */
  VectorMatrix with(long newChanges, Iterator<Entry> entries) {
    int size = count;
    float[] newData = data;
    String[] newIds = ids;
    Payload[] newPayloads = payloads;
    while (entries.hasNext()) {
      Entry entry = entries.next();
      Integer place = places.get(entry.id);
      if (place != null && place < count && newData == data) {
        // an older matrix may be searched right now
        newData = data.clone();
        newIds = ids.clone();
        newPayloads = payloads.clone();
      }
      if (place == null) {
        place = size++;
        if (place == newIds.length) {
          int capacity = Math.max(64, place + place / 2);
          newData = Arrays.copyOf(newData, Math.multiplyExact(capacity, dimensions));
          newIds = Arrays.copyOf(newIds, capacity);
          newPayloads = Arrays.copyOf(newPayloads, capacity);
        }
        places.put(entry.id, place);
      }
      System.arraycopy(entry.unit, 0, newData, place * dimensions, dimensions);
      newIds[place] = entry.id;
      newPayloads[place] = new Payload(entry.payload);
    }
    return new VectorMatrix(
        newChanges, resets, dimensions, size, newData, newIds, newPayloads, places);
  }

  private record Payload(Map<String, String> entries) {}

  /** One vector of the database. */
  static final class Entry {
    final String id;
    final float[] unit;
    final Map<String, String> payload;

    Entry(String id, float[] unit, Map<String, String> payload) {
      this.id = id;
      this.unit = unit;
      this.payload = payload;
    }
  }
}
