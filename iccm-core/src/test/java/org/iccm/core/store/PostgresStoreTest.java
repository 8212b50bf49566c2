package org.iccm.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.iccm.api.error.StoreException;
import org.iccm.api.plugin.Secret;
import org.iccm.api.store.Artifacts;
import org.iccm.api.store.Neighbour;
import org.iccm.api.store.Store;
import org.iccm.api.store.StoredBatch;
import org.iccm.api.store.Vectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("postgres")
@ExtendWith(PostgresServer.class)
class PostgresStoreTest {
  private final String schema = "s" + UUID.randomUUID().toString().replace("-", "");
  private final List<Store> opened = new ArrayList<>();
  private PostgresServer.Server server;

  @BeforeEach
  void take(PostgresServer.Server running) {
    server = running;
  }

  @AfterEach
  void close() {
    opened.forEach(Store::close);
    server.execute("DROP SCHEMA IF EXISTS \"" + schema + "\" CASCADE");
  }

  private Store store() {
    return store(server.settings(schema));
  }

  private Store store(PostgresSettings settings) {
    Store store = new SqlStore("postgres", new PostgresConnections(settings), Clock.systemUTC());
    opened.add(store);
    return store;
  }

  private static StoredBatch batch(String id) {
    return StoredBatch.builder(id, "run", "tag").build();
  }

  @Test
  void reads_what_was_stored_before_there_were_scopes_as_whole_applications() throws Exception {
    BeforeScopes.areReadAsWholeApplications(
        this::store,
        () -> {
          for (String sql :
              List.of(
                  "ALTER TABLE \"%s\".completion DROP COLUMN scope, DROP COLUMN unit",
                  "ALTER TABLE \"%s\".run DROP COLUMN scope, DROP COLUMN unit",
                  "DELETE FROM \"%s\".iccm_schema_history WHERE version = '5'")) {
            server.execute(sql.formatted(schema));
          }
        });
  }

  @Test
  void goes_on_after_the_server_has_ended_all_of_its_connections() {
    Store store = store();
    Artifacts artifacts = store.artifacts();
    for (int i = 0; i < 5; i++) {
      artifacts.put(batch("before " + i));
      server.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'iccm'");
      artifacts.put(batch("after " + i));
      assertThat(artifacts.findBatch("before " + i)).isPresent();
    }
  }

  @Test
  void runs_a_transaction_again_that_the_server_ended_as_a_deadlock() throws Exception {
    Store store = store();
    var one = store.claim("one", Duration.ofMinutes(5)).orElseThrow();
    var two = store.claim("two", Duration.ofMinutes(5)).orElseThrow();
    CyclicBarrier both = new CyclicBarrier(2);
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      for (boolean forward : new boolean[] {true, false}) {
        AtomicBoolean again = new AtomicBoolean();
        results.add(
            executor.submit(
                () ->
                    store.inTransaction(
                        () -> {
                          (forward ? one : two).fence();
                          if (!again.getAndSet(true)) {
                            await(both);
                          }
                          (forward ? two : one).fence();
                          return again.get();
                        })));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get(60, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void loses_no_acknowledged_row_when_the_server_is_killed_and_waits_until_it_is_back()
      throws Exception {
    PostgresServer.Server own = PostgresServer.container();
    try {
      Store store = store(own.settings("iccm"));
      Artifacts artifacts = store.artifacts();
      AtomicBoolean stop = new AtomicBoolean();
      ExecutorService executor = Executors.newSingleThreadExecutor();
      Future<List<String>> writer =
          executor.submit(
              () -> {
                List<String> acknowledged = new ArrayList<>();
                for (int i = 0; !stop.get(); i++) {
                  artifacts.put(batch("b" + i));
                  acknowledged.add("b" + i);
                }
                return acknowledged;
              });
      Thread.sleep(1000);
      own.kill();
      Thread.sleep(3000);
      own.startAgain();
      own.await();
      Thread.sleep(5000);
      stop.set(true);
      List<String> acknowledged = writer.get(60, TimeUnit.SECONDS);
      executor.shutdown();
      assertThat(acknowledged).hasSizeGreaterThan(100);
      for (String id : acknowledged) {
        assertThat(artifacts.findBatch(id)).isPresent();
      }
      store.close();
    } finally {
      own.close();
    }
  }

  @Test
  void is_made_once_by_eight_that_open_it_at_once() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(8);
    try {
      CyclicBarrier together = new CyclicBarrier(8);
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        PostgresSettings s = server.settings(schema);
        Store store = store(new PostgresSettings(s.url(), s.user(), s.password(), s.schema(), 2));
        results.add(
            executor.submit(
                () -> {
                  together.await(30, TimeUnit.SECONDS);
                  store.artifacts().put(batch("1"));
                  store.vectors().orElseThrow().upsert("e", "v", new float[] {1, 2, 3}, Map.of());
                  return true;
                }));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get(120, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(store().vectors().orElseThrow().count("e")).isEqualTo(1);
  }

  @Test
  void tells_a_refused_password_without_showing_it() {
    PostgresSettings s = server.settings(schema);
    Store store =
        store(
            new PostgresSettings(
                s.url(), s.user(), Optional.of(Secret.of("wr0ng-secret")), schema, 2));
    assertThatThrownBy(store::artifacts)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.retriable()).isFalse())
        .hasMessageContaining("refuses the user or password")
        .satisfies(e -> assertThat(stack(e)).doesNotContain("wr0ng-secret"));
  }

  private static String stack(Throwable e) {
    var text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void tells_a_server_that_is_not_there_within_seconds() {
    PostgresSettings nowhere =
        new PostgresSettings(
            "jdbc:postgresql://127.0.0.1:1/iccm?sslmode=disable", "u", Optional.empty(), schema, 2);
    Store store = store(nowhere);
    long begin = System.nanoTime();
    assertThatThrownBy(store::artifacts)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("127.0.0.1:1/iccm")
        .hasMessageContaining("'url'");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void tells_a_missing_database() {
    PostgresSettings s = server.settings(schema);
    Store store =
        store(
            new PostgresSettings(
                s.url().replaceFirst("/[a-z]+$", "/nosuch"), s.user(), s.password(), schema, 2));
    assertThatThrownBy(store::artifacts)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no such database");
  }

  @Test
  void tells_a_store_of_a_newer_release() {
    Store store = store();
    store.artifacts();
    store.close();
    server.execute(
        "INSERT INTO \""
            + schema
            + "\".iccm_schema_history (installed_rank, version, description, type, script,"
            + " checksum, installed_by, execution_time, success) VALUES (99, '99', 'later', 'SQL',"
            + " 'V99__later.sql', 1, 'x', 1, true)");
    assertThatThrownBy(store()::artifacts)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer ICCM")
        .hasMessageContaining(schema);
  }

  @Test
  void searches_by_the_index_with_and_without_a_filter_and_finds_nearly_all() throws SQLException {
    Store store = store();
    Vectors vectors = store.vectors().orElseThrow();
    Random random = new Random(5);
    int count = 5000;
    int dimensions = 128;
    List<float[]> all = new ArrayList<>();
    store.inTransaction(
        () -> {
          for (int i = 0; i < count; i++) {
            all.add(random(random, dimensions));
            vectors.upsert("e", "v" + i, all.get(i), Map.of("app", "a" + i % 50));
          }
          return true;
        });
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path TO \"" + schema + "\", public");
      statement.execute("ANALYZE embedding_1");
      var rows =
          statement.executeQuery(
              "EXPLAIN SELECT id FROM embedding_1 ORDER BY vector <=> (SELECT vector FROM"
                  + " embedding_1 WHERE id = 'v1') LIMIT 10");
      StringBuilder plan = new StringBuilder();
      while (rows.next()) {
        plan.append(rows.getString(1)).append('\n');
      }
      assertThat(plan.toString()).contains("embedding_1_vector_idx");
    }
    int found = 0;
    for (int q = 0; q < 20; q++) {
      // near to a stored one, as queries are
      int wanted = q * 37;
      float[] query = all.get(wanted).clone();
      query[0] += 0.1f;
      List<Neighbour> neighbours = vectors.nearest("e", query, 5, Map.of("app", "a" + wanted % 50));
      assertThat(neighbours).hasSize(5);
      found += neighbours.get(0).id().equals("v" + wanted) ? 1 : 0;
      assertThat(vectors.nearest("e", query, 1).get(0).id()).isEqualTo("v" + wanted);
    }
    assertThat(found).isEqualTo(20);
  }

  @Test
  void takes_vectors_longer_than_an_index_does() {
    Vectors vectors = store().vectors().orElseThrow();
    Random random = new Random(9);
    for (int dimensions : new int[] {2000, 2001, 4000, 4001}) {
      String embedder = "e" + dimensions;
      List<float[]> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(random(random, dimensions));
        vectors.upsert(embedder, "v" + i, all.get(i), Map.of());
      }
      List<Neighbour> neighbours = vectors.nearest(embedder, all.get(7), 3);
      assertThat(neighbours.get(0).id()).isEqualTo("v7");
      assertThat(neighbours.get(0).similarity()).isGreaterThan(0.99999);
    }
  }

  private static float[] random(Random random, int dimensions) {
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
