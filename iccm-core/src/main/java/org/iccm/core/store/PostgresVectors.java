package org.iccm.core.store;

import com.pgvector.PGvector;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.iccm.api.store.Neighbour;
import org.iccm.api.store.Vectors;
import org.jdbi.v3.core.Handle;

/**
 * Search by pgvector: HNSW with iterative scan, so that a filter leaves no one out. Vectors longer
 * than {@link #MAX_VECTOR} are indexed at half precision, those longer than {@link #MAX_HALF} not
 * at all; similarities are computed at full precision always.
 */
final class PostgresVectors implements Vectors {
  /** pgvector's limits for an index. */
  static final int MAX_VECTOR = 2000;

  static final int MAX_HALF = 4000;

  private static final int MIN_SEARCHED = 100;
  private static final int MAX_SEARCHED = 1000;

  private final Transactions transactions;
  private final Json json;
  private final Map<String, Embedder> known = new ConcurrentHashMap<>();

  PostgresVectors(Transactions transactions, Json json) {
    this.transactions = transactions;
    this.json = json;
  }

  @Override
  public void upsert(String embedder, String id, float[] vector, Map<String, String> payload) {
    VectorChecks.id(embedder, id);
    VectorChecks.payload(payload);
    PGvector value = new PGvector(VectorChecks.vector("vector '" + id + "'", vector));
    String body = json.write(payload);
    transactions.write(
        handle -> {
          Embedder e =
              find(handle, embedder).orElseGet(() -> make(handle, embedder, vector.length));
          VectorChecks.length("vector '" + id + "'", embedder, e.dimensions, vector.length);
          return handle
              .createUpdate(
                  "INSERT INTO "
                      + e.table()
                      + " (id, vector, payload) VALUES (:id, CAST(:vector AS vector),"
                      + " CAST(:payload AS jsonb)) ON CONFLICT (id) DO UPDATE SET"
                      + " vector = excluded.vector, payload = excluded.payload")
              .bind("id", id)
              .bind("vector", value.getValue())
              .bind("payload", body)
              .execute();
        });
  }

  @Override
  public List<Neighbour> nearest(
      String embedder, float[] query, int k, Map<String, String> filter) {
    VectorChecks.k(k);
    VectorChecks.payload(filter);
    PGvector value = new PGvector(VectorChecks.vector("the query", query));
    // a transaction: the settings of the scan are its own
    return transactions.write(
        handle -> {
          Optional<Embedder> found = find(handle, embedder);
          if (found.isEmpty()) {
            return List.of();
          }
          Embedder e = found.get();
          VectorChecks.length("the query", embedder, e.dimensions, query.length);
          int searched = Math.max(MIN_SEARCHED, Math.min(MAX_SEARCHED, 2 * k));
          handle.execute("SET LOCAL hnsw.ef_search = " + searched);
          handle.execute("SET LOCAL hnsw.iterative_scan = strict_order");
          var rows =
              handle
                  .createQuery(
                      "SELECT id, 1 - (vector <=> CAST(:query AS vector)) AS similarity,"
                          + " CAST(payload AS text) AS payload FROM "
                          + e.table()
                          + (filter.isEmpty() ? "" : " WHERE payload @> CAST(:filter AS jsonb)")
                          + " ORDER BY "
                          + e.indexed()
                          + " <=> CAST(:query AS "
                          + e.indexedType()
                          + ") LIMIT :k")
                  .bind("query", value.getValue())
                  .bind("k", k);
          if (!filter.isEmpty()) {
            rows.bind("filter", json.write(filter));
          }
          return rows
              .map(
                  (row, statement) ->
                      new Neighbour(
                          row.getString("id"),
                          Math.max(-1, Math.min(1, row.getDouble("similarity"))),
                          json.readMap(row.getString("payload"))))
              .stream()
              .sorted(Nearest.BEST_FIRST)
              .toList();
        });
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
          return handle
              .createUpdate("DELETE FROM " + found.get().table() + " WHERE id IN (<ids>)")
              .bindList("ids", wanted)
              .execute();
        });
  }

  @Override
  public long count(String embedder) {
    return transactions.read(
        handle ->
            find(handle, embedder)
                .map(
                    e ->
                        handle
                            .createQuery("SELECT COUNT(*) FROM " + e.table())
                            .mapTo(Long.class)
                            .one())
                .orElse(0L));
  }

  private Optional<Embedder> find(Handle handle, String fingerprint) {
    Embedder remembered = known.get(fingerprint);
    if (remembered != null) {
      return Optional.of(remembered);
    }
    Optional<Embedder> found =
        handle
            .createQuery("SELECT id, dimensions FROM embedder WHERE fingerprint = :fingerprint")
            .bind("fingerprint", fingerprint)
            .map((row, statement) -> new Embedder(row.getLong("id"), row.getInt("dimensions")))
            .findFirst();
    if (!transactions.active()) {
      // only what is committed: a transaction may be rolled back, and its table with it
      found.ifPresent(e -> known.put(fingerprint, e));
    }
    return found;
  }

  private static Embedder make(Handle handle, String fingerprint, int dimensions) {
    // waits for another session that makes the same one, and then makes nothing
    Optional<Long> made =
        handle
            .createQuery(
                "INSERT INTO embedder (fingerprint, dimensions) VALUES (:fingerprint, :dimensions)"
                    + " ON CONFLICT (fingerprint) DO NOTHING RETURNING id")
            .bind("fingerprint", fingerprint)
            .bind("dimensions", dimensions)
            .mapTo(Long.class)
            .findFirst();
    if (made.isEmpty()) {
      return handle
          .createQuery("SELECT id, dimensions FROM embedder WHERE fingerprint = :fingerprint")
          .bind("fingerprint", fingerprint)
          .map((row, statement) -> new Embedder(row.getLong("id"), row.getInt("dimensions")))
          .one();
    }
    Embedder e = new Embedder(made.get(), dimensions);
    handle.execute(
        "CREATE TABLE "
            + e.table()
            + " (id TEXT NOT NULL PRIMARY KEY, vector vector("
            + dimensions
            + ") NOT NULL, payload JSONB NOT NULL)");
    if (dimensions <= MAX_HALF) {
      String type = dimensions <= MAX_VECTOR ? "vector" : "halfvec";
      handle.execute(
          "CREATE INDEX ON "
              + e.table()
              + " USING hnsw ("
              + e.indexed()
              + " "
              + type
              + "_cosine_ops) WITH (m = 16, ef_construction = 64)");
    }
    return e;
  }

  private record Embedder(long id, int dimensions) {
    String table() {
      return "embedding_" + id;
    }

    /** The expression that the index knows. */
    String indexed() {
      return half() ? "(CAST(vector AS " + indexedType() + "))" : "vector";
    }

    String indexedType() {
      return (half() ? "halfvec(" : "vector(") + dimensions + ")";
    }

    private boolean half() {
      return dimensions > MAX_VECTOR && dimensions <= MAX_HALF;
    }
  }
}
