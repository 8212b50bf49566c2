package org.iccm.core.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.iccm.api.store.Neighbour;
import org.iccm.api.store.Vectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Exact search. Vectors are kept in memory after the first search as long as they fit, and brought
 * up to date by the rows that changed since; what does not fit is read anew by each search.
 */
final class SqliteVectors implements Vectors {
  /** 192 MB: about 130,000 vectors of 384. */
  static final long MAX_CACHED_FLOATS = 48L * 1024 * 1024;

  private final Transactions transactions;
  private final Json json;
  private final long maxCachedFloats;
  private final Object refreshing = new Object();
  private final Map<Long, VectorMatrix> cache = new HashMap<>();

  SqliteVectors(Transactions transactions, Json json, long maxCachedFloats) {
    this.transactions = transactions;
    this.json = json;
    this.maxCachedFloats = maxCachedFloats;
  }

  @Override
  public void upsert(String embedder, String id, float[] vector, Map<String, String> payload) {
    VectorChecks.id(embedder, id);
    VectorChecks.payload(payload);
    byte[] blob = blob(VectorChecks.vector("vector '" + id + "'", vector));
    String body = json.write(payload);
    transactions.write(
        handle -> {
          Embedder e =
              one(
                  handle
                      .createQuery(
                          "INSERT INTO embedder (fingerprint, dimensions, changes, resets)"
                              + " VALUES (:fingerprint, :dimensions, 1, 0) ON CONFLICT (fingerprint)"
                              + " DO UPDATE SET changes = changes + 1 RETURNING *")
                      .bind("fingerprint", embedder)
                      .bind("dimensions", vector.length)
                      .map((row, statement) -> embedder(row))
                      .list());
          VectorChecks.length("vector '" + id + "'", embedder, e.dimensions, vector.length);
          return handle
              .createUpdate(
                  "INSERT INTO embedding (embedder_id, id, change, vector, payload)"
                      + " VALUES (:embedder, :id, :change, :vector, :payload)"
                      + " ON CONFLICT (embedder_id, id) DO UPDATE SET change = excluded.change,"
                      + " vector = excluded.vector, payload = excluded.payload")
              .bind("embedder", e.id)
              .bind("id", id)
              .bind("change", e.changes)
              .bind("vector", blob)
              .bind("payload", body)
              .execute();
        });
  }

  @Override
  public List<Neighbour> nearest(
      String embedder, float[] query, int k, Map<String, String> filter) {
    VectorChecks.k(k);
    float[] unit = Cosine.unit(VectorChecks.vector("the query", query));
    Nearest nearest = new Nearest(k, filter);
    return transactions.read(
        handle ->
            // in one transaction: an embedder and its vectors as of one moment
            handle.isInTransaction()
                ? search(handle, embedder, query.length, unit, nearest)
                : handle.inTransaction(h -> search(h, embedder, query.length, unit, nearest)));
  }

  private List<Neighbour> search(
      Handle handle, String embedder, int length, float[] unit, Nearest nearest) {
    Optional<Embedder> found = find(handle, embedder);
    if (found.isEmpty()) {
      return List.of();
    }
    Embedder e = found.get();
    VectorChecks.length("the query", embedder, e.dimensions, length);
    VectorMatrix matrix = matrix(handle, e);
    if (matrix != null) {
      matrix.search(unit, nearest);
    } else {
      rows(
          handle,
          e,
          0,
          rows ->
              rows.filter(row -> nearest.wants(row.payload))
                  .forEach(
                      row -> nearest.offer(row.id, Cosine.dot(unit, row.unit, 0), row.payload)));
    }
    return nearest.result();
  }

  @Override
  public int delete(String embedder, Collection<String> ids) {
    List<String> wanted = List.copyOf(ids);
    return transactions.write(
        handle -> {
          Optional<Embedder> found = find(handle, embedder);
          if (found.isEmpty() || wanted.isEmpty()) {
            return 0;
          }
          int deleted = 0;
          var batch =
              handle.prepareBatch(
                  "DELETE FROM embedding WHERE embedder_id = :embedder AND id = :id");
          wanted.forEach(id -> batch.bind("embedder", found.get().id).bind("id", id).add());
          for (int count : batch.execute()) {
            deleted += count;
          }
          handle.execute("UPDATE embedder SET resets = resets + 1 WHERE id = ?", found.get().id);
          return deleted;
        });
  }

  @Override
  public long count(String embedder) {
    return transactions.read(
        handle ->
            handle
                .createQuery(
                    "SELECT COUNT(*) FROM embedding v JOIN embedder e ON e.id = v.embedder_id"
                        + " WHERE e.fingerprint = :fingerprint")
                .bind("fingerprint", embedder)
                .mapTo(Long.class)
                .one());
  }

  /** The vectors as this thread sees them; null if they do not fit. */
  private @Nullable VectorMatrix matrix(Handle handle, Embedder e) {
    synchronized (refreshing) {
      VectorMatrix known = cache.get(e.id);
      if (known != null && known.resets == e.resets && known.changes == e.changes) {
        return known;
      }
      if (transactions.active()) {
        // what a transaction has not committed must not get into the cache
        return null;
      }
      VectorMatrix base =
          known != null && known.resets == e.resets && known.changes < e.changes
              ? known
              : VectorMatrix.empty(e.resets, e.dimensions);
      long rows =
          handle
              .createQuery("SELECT COUNT(*) FROM embedding WHERE embedder_id = :embedder")
              .bind("embedder", e.id)
              .mapTo(Long.class)
              .one();
      if (rows * e.dimensions > maxCachedFloats) {
        cache.remove(e.id);
        return null;
      }
      VectorMatrix[] fresh = new VectorMatrix[1];
      // gone before it is built upon: a fault half-way must not leave it behind
      cache.remove(e.id);
      rows(handle, e, base.changes, changed -> fresh[0] = base.with(e.changes, changed.iterator()));
      if (cache.values().stream().mapToLong(VectorMatrix::floats).sum() + fresh[0].floats()
          > maxCachedFloats) {
        cache.clear();
      }
      cache.put(e.id, fresh[0]);
      return fresh[0];
    }
  }

  private void rows(
      Handle handle, Embedder e, long after, Consumer<Stream<VectorMatrix.Entry>> reader) {
    try (Stream<VectorMatrix.Entry> rows =
        handle
            .createQuery(
                "SELECT id, vector, payload FROM embedding WHERE embedder_id = :embedder"
                    + " AND change > :after AND change <= :changes")
            .bind("embedder", e.id)
            .bind("after", after)
            .bind("changes", e.changes)
            .map((row, statement) -> entry(row))
            .stream()) {
      reader.accept(rows);
    }
  }

  private VectorMatrix.Entry entry(ResultSet row) throws SQLException {
    return new VectorMatrix.Entry(
        row.getString("id"),
        Cosine.unit(floats(row.getBytes("vector"))),
        json.readMap(row.getString("payload")));
  }

  private static Optional<Embedder> find(Handle handle, String fingerprint) {
    return handle
        .createQuery("SELECT * FROM embedder WHERE fingerprint = :fingerprint")
        .bind("fingerprint", fingerprint)
        .map((row, statement) -> embedder(row))
        .findFirst();
  }

  private static Embedder one(List<Embedder> rows) {
    return rows.get(0);
  }

  private static Embedder embedder(ResultSet row) throws SQLException {
    return new Embedder(
        row.getLong("id"), row.getInt("dimensions"), row.getLong("changes"), row.getLong("resets"));
  }

  private record Embedder(long id, int dimensions, long changes, long resets) {}

  private static byte[] blob(float[] vector) {
    ByteBuffer buffer =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(vector);
    return buffer.array();
  }

  private static float[] floats(byte[] blob) {
    float[] vector = new float[blob.length / Float.BYTES];
    ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }
}
