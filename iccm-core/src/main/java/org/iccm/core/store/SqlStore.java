package org.iccm.core.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.iccm.api.store.Artifacts;
import org.iccm.api.store.Lease;
import org.iccm.api.store.Ledger;
import org.iccm.api.store.Store;
import org.iccm.api.store.StoreCard;
import org.iccm.api.store.Vectors;
import org.jdbi.v3.core.Handle;

/** A store in a SQL database. */
final class SqlStore implements Store {
  private static final Duration SESSIONS_KEPT = Duration.ofDays(30);
  private static final int PRUNED_AT_ONCE = 1000;

  private final StoreCard card;
  private final Connections connections;
  private final Clock clock;
  private final Json json;
  private final Transactions transactions;
  private final SqlLedger ledger;
  private final SqlLeases leases;
  private final Vectors vectors;
  private final String session = UUID.randomUUID().toString();
  private final AtomicLong generation = new AtomicLong();

  SqlStore(String name, Connections connections, Clock clock) {
    this(name, connections, clock, SqliteVectors.MAX_CACHED_FLOATS);
  }

  SqlStore(String name, Connections connections, Clock clock, long maxCachedFloats) {
    this.connections = connections;
    this.clock = clock;
    this.card =
        StoreCard.builder(name, connections.place())
            .schemaVersion(Schema.VERSION)
            .sharedWriters(!connections.exclusive())
            .readOnly(connections.readOnly())
            .exactVectors(connections.dialect() == Dialect.SQLITE)
            .build();
    this.json = new Json(connections.place());
    this.transactions = new Transactions(connections, this::opened);
    this.ledger = new SqlLedger(transactions, connections, clock, () -> session);
    this.leases = new SqlLeases(transactions, connections.dialect(), clock, connections.place());
    this.vectors =
        switch (connections.dialect()) {
          case SQLITE -> new SqliteVectors(transactions, json, maxCachedFloats);
          case POSTGRES -> new PostgresVectors(transactions, json);
        };
  }

  @Override
  public StoreCard card() {
    return card;
  }

  @Override
  public Artifacts artifacts() {
    return new SqlArtifacts(transactions, connections.dialect(), clock, json, generation());
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public Optional<Vectors> vectors() {
    return Optional.of(vectors);
  }

  @Override
  public <T> T inTransaction(Supplier<T> work) {
    return transactions.inTransaction(work);
  }

  @Override
  public Optional<Lease> claim(String key, Duration lease) {
    if (key.isBlank()) {
      throw new IllegalArgumentException("key of a claim is blank");
    }
    return leases.claim(key, lease);
  }

  @Override
  public long generation() {
    transactions.touch();
    return generation.get();
  }

  @Override
  public long newGeneration() {
    if (transactions.active()) {
      throw new IllegalStateException("a generation begins outside of transactions");
    }
    Optional<Long> begun = Optional.empty();
    while (begun.isEmpty()) {
      // nothing inserted: another process began the same one in this moment
      begun =
          transactions.write(
              handle ->
                  handle
                      .createQuery(
                          "INSERT INTO generation (id, begun_at)"
                              + " SELECT MAX(id) + 1, :now FROM generation WHERE 1 = 1"
                              + " ON CONFLICT (id) DO NOTHING RETURNING id")
                      .bind("now", clock.millis())
                      .mapTo(Long.class)
                      .findFirst());
    }
    generation.set(begun.get());
    return begun.get();
  }

  @Override
  public long prune(int keepGenerations, Instant supersededBefore) {
    if (keepGenerations < 1) {
      throw new IllegalArgumentException(
          "keepGenerations must be at least 1, is " + keepGenerations);
    }
    List<Long> old =
        transactions.read(
            handle ->
                handle
                    .createQuery(
                        "SELECT g.id FROM generation g JOIN generation next ON next.id ="
                            + " (SELECT MIN(n.id) FROM generation n WHERE n.id > g.id)"
                            + " WHERE g.id <= (SELECT MAX(id) FROM generation) - :keep"
                            + " AND g.id <> :own AND next.begun_at < :before ORDER BY g.id")
                    .bind("keep", keepGenerations)
                    .bind("own", generation())
                    .bind("before", millis(supersededBefore))
                    .mapTo(Long.class)
                    .list());
    long deleted = 0;
    for (long g : old) {
      for (String table : SqlArtifacts.TABLES) {
        int some;
        do {
          some = transactions.write(handle -> pruneSome(handle, table, g));
          deleted += some;
        } while (some == PRUNED_AT_ONCE);
      }
      transactions.write(handle -> handle.execute("DELETE FROM generation WHERE id = ?", g));
    }
    return deleted;
  }

  @Override
  public void close() {
    transactions.close(handle -> handle.execute("DELETE FROM session WHERE id = ?", session));
  }

  private void opened(Handle handle) {
    generation.set(handle.createQuery("SELECT MAX(id) FROM generation").mapTo(Long.class).one());
    if (connections.readOnly()) {
      return;
    }
    long now = clock.millis();
    if (connections.exclusive()) {
      SqlLeases.forget(handle);
      handle.execute("DELETE FROM session");
    } else {
      handle.execute("DELETE FROM session WHERE seen_at < ?", now - SESSIONS_KEPT.toMillis());
    }
    handle.execute(
        "INSERT INTO session (id, host, pid, opened_at, seen_at) VALUES (?, ?, ?, ?, ?)",
        session,
        host(),
        ProcessHandle.current().pid(),
        now,
        now);
  }

  private static int pruneSome(Handle handle, String table, long generation) {
    return handle
        .createUpdate(
            "DELETE FROM "
                + table
                + " WHERE seq IN (SELECT seq FROM "
                + table
                + " WHERE generation = :generation LIMIT :limit)")
        .bind("generation", generation)
        .bind("limit", PRUNED_AT_ONCE)
        .execute();
  }

  private static long millis(Instant instant) {
    try {
      return instant.toEpochMilli();
    } catch (ArithmeticException e) {
      return instant.isAfter(Instant.EPOCH) ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
