package org.iccm.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.iccm.api.rollout.CompletionKey;
import org.iccm.api.rollout.ContextKey;
import org.iccm.api.rollout.RunKey;
import org.iccm.api.store.Artifacts;
import org.iccm.api.store.Page;
import org.iccm.api.store.PageRequest;
import org.iccm.api.store.StoredApplication;
import org.iccm.api.store.StoredBatch;
import org.iccm.api.store.StoredCompletion;
import org.iccm.api.store.StoredContext;
import org.iccm.api.store.StoredInventory;
import org.iccm.api.store.StoredReach;
import org.iccm.api.store.StoredReconstruction;
import org.iccm.api.store.StoredRun;
import org.iccm.api.store.StoredSignal;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Artifacts of one generation, in either dialect. */
final class SqlArtifacts implements Artifacts {
  /** Every table with a generation. */
  static final List<String> TABLES =
      List.of(
          "application",
          "context",
          "completion",
          "reconstruction",
          "run",
          "inventory",
          "reach",
          "signal",
          "batch");

  private final Transactions transactions;
  private final Dialect dialect;
  private final Clock clock;
  private final long generation;
  private final Rows<StoredApplication> applications;
  private final Rows<StoredContext> contexts;
  private final Rows<StoredCompletion> completions;
  private final Rows<StoredReconstruction> reconstructions;
  private final Rows<StoredRun> runs;
  private final Rows<StoredInventory> inventories;
  private final Rows<StoredReach> reaches;
  private final Rows<StoredSignal> signals;
  private final Rows<StoredBatch> batches;

  SqlArtifacts(
      Transactions transactions, Dialect dialect, Clock clock, Json json, long generation) {
    this.transactions = transactions;
    this.dialect = dialect;
    this.clock = clock;
    this.generation = generation;
    this.applications = new ApplicationRows(json);
    this.contexts = new ContextRows(json, dialect);
    this.completions = new CompletionRows(json);
    this.reconstructions = new ReconstructionRows(json);
    this.runs = new RunRows(json);
    this.inventories = new InventoryRows(json);
    this.reaches = new ReachRows(json);
    this.signals = new SignalRows(json);
    this.batches = new BatchRows(json);
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public StoredApplication put(StoredApplication application) {
    return put(applications, application);
  }

  @Override
  public Optional<StoredApplication> findApplication(String digest) {
    return find(applications, digest);
  }

  @Override
  public Page<StoredApplication> applications(PageRequest page) {
    return list(applications, "application_id", Optional.empty(), page);
  }

  @Override
  public StoredContext put(StoredContext context) {
    return put(contexts, context);
  }

  @Override
  public Optional<StoredContext> findContext(ContextKey key) {
    return find(contexts, key.hex());
  }

  @Override
  public Page<StoredContext> contexts(Optional<String> applicationId, PageRequest page) {
    return list(contexts, "application_id", applicationId, page);
  }

  @Override
  public StoredCompletion put(StoredCompletion completion) {
    return put(completions, completion);
  }

  @Override
  public Optional<StoredCompletion> findCompletion(CompletionKey key) {
    return find(completions, key.hex());
  }

  @Override
  public Page<StoredCompletion> completions(Optional<String> applicationId, PageRequest page) {
    return list(completions, "application_id", applicationId, page);
  }

  @Override
  public List<StoredCompletion> latestCompletions(String modelId, String modelRevision, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit + "; at least 1");
    }
    return transactions.read(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM completion WHERE model_id = :model AND model_revision = :revision"
                        + " ORDER BY seq DESC LIMIT :limit")
                .bind("model", modelId)
                .bind("revision", modelRevision)
                .bind("limit", limit)
                .map((row, statement) -> completions.read(row))
                .list());
  }

  @Override
  public StoredReconstruction put(StoredReconstruction reconstruction) {
    return put(reconstructions, reconstruction);
  }

  @Override
  public Optional<StoredReconstruction> findReconstruction(
      CompletionKey completion, String parserVersion) {
    return find(reconstructions, ReconstructionRows.key(completion, parserVersion));
  }

  @Override
  public StoredRun put(StoredRun run) {
    return put(runs, run);
  }

  @Override
  public Optional<StoredRun> findRun(RunKey key) {
    return find(runs, key.hex());
  }

  @Override
  public Page<StoredRun> runs(Optional<String> applicationId, PageRequest page) {
    return list(runs, "application_id", applicationId, page);
  }

  @Override
  public StoredInventory put(StoredInventory inventory) {
    return put(inventories, inventory);
  }

  @Override
  public Optional<StoredInventory> findInventory(String key) {
    return find(inventories, key);
  }

  @Override
  public StoredReach put(StoredReach reach) {
    return put(reaches, reach);
  }

  @Override
  public Optional<StoredReach> findReach(String key) {
    return find(reaches, key);
  }

  @Override
  public StoredSignal put(StoredSignal signal) {
    return put(signals, signal);
  }

  @Override
  public Optional<StoredSignal> findSignal(String id) {
    return find(signals, id);
  }

  @Override
  public Page<StoredSignal> signals(Optional<String> runId, PageRequest page) {
    return list(signals, "run_id", runId, page);
  }

  @Override
  public StoredBatch put(StoredBatch batch) {
    return put(batches, batch);
  }

  @Override
  public Optional<StoredBatch> findBatch(String id) {
    return find(batches, id);
  }

  private <T> T put(Rows<T> rows, T value) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    columns.put("generation", generation);
    columns.put("key", rows.key(value));
    columns.putAll(rows.columns(value));
    columns.put("stored_at", clock.millis());
    String sql =
        "INSERT INTO "
            + rows.table
            + " ("
            + String.join(", ", columns.keySet())
            + ", body) VALUES ("
            + columns.keySet().stream().map(c -> ":" + c).collect(Collectors.joining(", "))
            + ", "
            + dialect.json("body")
            + ") ON CONFLICT (generation, key) DO NOTHING RETURNING seq";
    columns.put("body", rows.json.write(rows.body(value)));
    return transactions.write(
        handle -> {
          Optional<Long> seq =
              handle.createQuery(sql).bindMap(columns).mapTo(Long.class).findFirst();
          if (seq.isPresent()) {
            rows.inserted(handle, seq.get(), value);
            return value;
          }
          return find(handle, rows, rows.key(value)).orElseThrow();
        });
  }

  private <T> Optional<T> find(Rows<T> rows, String key) {
    return transactions.read(handle -> find(handle, rows, key));
  }

  private <T> Optional<T> find(Handle handle, Rows<T> rows, String key) {
    List<Rows.Loaded<T>> found =
        handle
            .createQuery(
                "SELECT * FROM " + rows.table + " WHERE generation = :generation AND key = :key")
            .bind("generation", generation)
            .bind("key", key)
            .map((row, statement) -> loaded(rows, row))
            .list();
    return rows.complete(handle, found).stream().findFirst();
  }

  private <T> Page<T> list(Rows<T> rows, String column, Optional<String> filter, PageRequest page) {
    long after = page.after().map(SqlArtifacts::cursor).orElse(0L);
    return transactions.read(
        handle -> {
          Query query =
              handle
                  .createQuery(
                      "SELECT * FROM "
                          + rows.table
                          + " WHERE generation = :generation AND seq > :after"
                          + (filter.isPresent() ? " AND " + column + " = :filter" : "")
                          + " ORDER BY seq LIMIT :limit")
                  .bind("generation", generation)
                  .bind("after", after)
                  .bind("limit", page.limit() + 1);
          filter.ifPresent(f -> query.bind("filter", f));
          List<Rows.Loaded<T>> found =
              new ArrayList<>(query.map((row, statement) -> loaded(rows, row)).list());
          Optional<String> next = Optional.empty();
          if (found.size() > page.limit()) {
            found.remove(found.size() - 1);
            next = Optional.of(Long.toString(found.get(found.size() - 1).seq()));
          }
          return new Page<>(rows.complete(handle, found), next);
        });
  }

  private static <T> Rows.Loaded<T> loaded(Rows<T> rows, ResultSet row) throws SQLException {
    return new Rows.Loaded<>(row.getLong("seq"), rows.read(row));
  }

  private static long cursor(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no cursor of a page; pass Page.next() on as it is", e);
    }
  }
}
