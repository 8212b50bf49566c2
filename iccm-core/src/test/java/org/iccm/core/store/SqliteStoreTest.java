package org.iccm.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.iccm.api.error.StoreException;
import org.iccm.api.rollout.Budget;
import org.iccm.api.rollout.Spending;
import org.iccm.api.store.Artifacts;
import org.iccm.api.store.PageRequest;
import org.iccm.api.store.Store;
import org.iccm.api.store.StoredBatch;
import org.iccm.api.store.StoredSignal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
  @TempDir Path directory;
  private Path file;
  private final List<Store> opened = new ArrayList<>();

  @BeforeEach
  void name() {
    file = directory.resolve("iccm.db");
  }

  @AfterEach
  void close() {
    opened.forEach(Store::close);
  }

  private Store store(String... pragmas) {
    return open(new SqliteConnections(file, false, List.of(pragmas)));
  }

  private Store reader() {
    return open(new SqliteConnections(file, true, List.of()));
  }

  private Store open(SqliteConnections connections) {
    Store store = new SqlStore("sqlite", connections, Clock.systemUTC());
    opened.add(store);
    return store;
  }

  private static StoredBatch batch(String id) {
    return StoredBatch.builder(id, "run", "tag").build();
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void reads_what_was_stored_before_there_were_scopes_as_whole_applications() throws Exception {
    BeforeScopes.areReadAsWholeApplications(
        this::store,
        () ->
            sql(
                "ALTER TABLE completion DROP COLUMN scope",
                "ALTER TABLE completion DROP COLUMN unit",
                "ALTER TABLE run DROP COLUMN scope",
                "ALTER TABLE run DROP COLUMN unit",
                "DELETE FROM iccm_schema_history WHERE version = '5'"));
  }

  @Test
  void loses_no_acknowledged_row_and_halves_no_transaction_under_kill_9() throws Exception {
    List<Integer> acknowledged = new ArrayList<>();
    int next = 0;
    for (int round = 0; round < 4; round++) {
      try (ChildJvm child =
          ChildJvm.start(
              directory, AcknowledgingWriter.class, file.toString(), Integer.toString(next))) {
        assertThat(child.line()).isEqualTo("ready");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40 + 17 * round; i++) {
          lines.add(child.line());
        }
        lines.addAll(child.kill());
        // the last line may be cut by the kill: half a number is no acknowledgement
        lines.remove(lines.size() - 1);
        lines.forEach(line -> acknowledged.add(Integer.parseInt(line)));
        next = acknowledged.get(acknowledged.size() - 1) + 10;
      }
      Store store = store();
      Artifacts artifacts = store.artifacts();
      for (int i : acknowledged) {
        assertThat(artifacts.findBatch(Integer.toString(i))).isPresent();
        assertThat(artifacts.findSignal(Integer.toString(i))).isPresent();
      }
      for (StoredSignal signal :
          artifacts.signals(Optional.empty(), PageRequest.first(1000)).items()) {
        assertThat(artifacts.findBatch(signal.id())).isPresent();
      }
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = connection.createStatement();
          var rows =
              statement.executeQuery(
                  "SELECT (SELECT COUNT(*) FROM batch) - (SELECT COUNT(*) FROM signal)")) {
        assertThat(rows.getInt(1)).isZero();
      }
      store.close();
    }
    assertThat(acknowledged).hasSizeGreaterThan(200);
  }

  @Test
  void refuses_a_second_writing_process_names_it_and_lets_readers_in() throws Exception {
    try (ChildJvm child =
        ChildJvm.start(directory, AcknowledgingWriter.class, file.toString(), "0")) {
      child.line();
      child.line();
      Store store = store();
      assertThatThrownBy(store::generation)
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.retriable()).isFalse())
          .hasMessageContaining(file.toString())
          .hasMessageContaining("pid " + child.pid())
          .hasMessageContaining("'file'")
          .hasMessageContaining("readOnly");
      Store reader = reader();
      assertThat(reader.artifacts().findBatch("0")).isPresent();
      String later = child.line();
      assertThat(reader.artifacts().findSignal(later)).isPresent();
      child.kill();
      // the lock dies with its holder
      assertThat(store.artifacts().findBatch("0")).isPresent();
      store.artifacts().put(batch("mine"));
      assertThat(reader.artifacts().findBatch("mine")).isPresent();
    }
  }

  @Test
  void names_this_process_when_it_opens_a_store_twice() {
    store().artifacts();
    assertThatThrownBy(store()::artifacts)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("this process");
    // and the refused one has not taken the lock away
    assertThatThrownBy(store()::artifacts).hasMessageContaining("this process");
  }

  @Test
  void reads_but_refuses_writes_when_read_only() {
    Store writer = store();
    writer.artifacts().put(batch("1"));
    writer.vectors().orElseThrow().upsert("e", "v", new float[] {1, 2}, Map.of());
    writer.ledger().open("run", Budget.UNLIMITED).reserve(Spending.builder().calls(1).build());
    Store reader = reader();
    assertThat(reader.card().readOnly()).isTrue();
    assertThat(reader.artifacts().findBatch("1")).isPresent();
    assertThat(reader.vectors().orElseThrow().nearest("e", new float[] {1, 2}, 5)).hasSize(1);
    assertThat(reader.ledger().spent("run")).isPresent();
    assertThatThrownBy(() -> reader.artifacts().put(batch("2")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("readOnly");
    assertThatThrownBy(() -> reader.claim("work", Duration.ofSeconds(1)))
        .isInstanceOf(StoreException.class);
    writer.newGeneration();
    assertThat(reader.generation()).isEqualTo(1);
    assertThat(reader().generation()).isEqualTo(2);
    reader.close();
    writer.artifacts().put(batch("2"));
  }

  @Test
  void says_that_there_is_nothing_to_read() {
    assertThatThrownBy(reader()::artifacts)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("readOnly");
    assertThat(file).doesNotExist();
  }

  @Test
  void commits_to_disk_before_it_acknowledges() {
    SqliteConnections connections = new SqliteConnections(file, false, List.of());
    open(connections).artifacts();
    try (var handle = connections.writer()) {
      assertThat(handle.createQuery("PRAGMA journal_mode").mapTo(String.class).one())
          .isEqualTo("wal");
      assertThat(handle.createQuery("PRAGMA synchronous").mapTo(Integer.class).one()).isEqualTo(2);
    }
  }

  @Test
  void tells_a_store_of_a_newer_release_and_leaves_it_alone() throws Exception {
    Store store = store();
    store.artifacts().put(batch("1"));
    store.close();
    sql(
        "INSERT INTO iccm_schema_history (installed_rank, version, description, type, script,"
            + " checksum, installed_by, execution_time, success) VALUES (99, '99', 'later', 'SQL',"
            + " 'V99__later.sql', 1, 'x', 1, 1)");
    for (Store newer : List.of(store(), reader())) {
      assertThatThrownBy(newer::artifacts)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("99")
          .hasMessageContaining("newer ICCM");
      newer.close();
    }
    sql("DELETE FROM iccm_schema_history WHERE version = '99'");
    assertThat(store().artifacts().findBatch("1")).isPresent();
  }

  @Test
  void tells_a_body_of_a_newer_release() throws Exception {
    Store store = store();
    store.artifacts().put(batch("1"));
    sql("UPDATE batch SET body = '{\"v\":2,\"tag\":\"x\"}'");
    assertThatThrownBy(() -> store.artifacts().findBatch("1"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("version 2");
    sql("UPDATE batch SET body = '{\"v\":'");
    assertThatThrownBy(() -> store.artifacts().findBatch("1"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void tells_a_file_that_is_no_store() throws IOException {
    Files.writeString(file, "These are my holiday notes.\n".repeat(100));
    assertThatThrownBy(store()::artifacts)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("not a store");
    assertThat(Files.readString(file)).startsWith("These are my holiday notes.");
  }

  @Test
  void tells_a_place_where_it_cannot_write() throws IOException {
    Path blocked = directory.resolve("file");
    Files.writeString(blocked, "x");
    file = blocked.resolve("iccm.db");
    assertThatThrownBy(store()::artifacts)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.retriable()).isFalse();
              assertThat(e.store()).isEqualTo(file.toString());
            })
        .hasMessageContaining(file.toString())
        .hasMessageContaining("'file'");
  }

  @Test
  void tells_a_directory_that_cannot_be_written() throws Exception {
    Path closed = Files.createDirectory(directory.resolve("closed"));
    assertThat(closed.toFile().setWritable(false)).isTrue();
    // root writes wherever the mount lets it
    boolean root = Files.isWritable(closed);
    if (root) {
      assertThat(run("mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", closed.toString()))
          .isZero();
    }
    try {
      file = closed.resolve("iccm.db");
      assertThatThrownBy(store()::artifacts)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("writable");
    } finally {
      if (root) {
        assertThat(run("umount", closed.toString())).isZero();
      }
      assertThat(closed.toFile().setWritable(true)).isTrue();
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  @Test
  void survives_a_full_disk_with_everything_acknowledged_and_nothing_half_written()
      throws Exception {
    store().artifacts();
    opened.get(0).close();
    assertFull(store("max_page_count = 120"));
  }

  @Test
  void survives_a_really_full_disk() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString())
            .redirectErrorStream(true)
            .start();
    assumeThat(mount.waitFor()).as("only root mounts").isZero();
    try {
      file = disk.resolve("iccm.db");
      assertFull(store());
      opened.forEach(Store::close);
    } finally {
      new ProcessBuilder("umount", disk.toString()).inheritIO().start().waitFor();
    }
  }

  private void assertFull(Store store) {
    Artifacts artifacts = store.artifacts();
    List<String> acknowledged = new ArrayList<>();
    StoreException full = null;
    for (int i = 0; full == null && i < 10_000; i++) {
      String id = "b" + i;
      try {
        store.inTransaction(
            () -> {
              artifacts.put(StoredBatch.builder(id, "run", "x".repeat(5000)).build());
              return artifacts.put(
                  StoredBatch.builder("pair of " + id, "run", "x".repeat(5000)).build());
            });
        acknowledged.add(id);
      } catch (StoreException e) {
        full = e;
      }
    }
    assertThat(full).isNotNull();
    assertThat(full.retriable()).isFalse();
    assertThat(full).hasMessageContaining(file.toString()).hasMessageContaining("free space");
    assertThat(acknowledged).isNotEmpty();
    for (String id : acknowledged) {
      assertThat(artifacts.findBatch(id)).isPresent();
      assertThat(artifacts.findBatch("pair of " + id)).isPresent();
    }
    assertThat(artifacts.findBatch("b" + acknowledged.size())).isEmpty();
    assertThat(artifacts.findBatch("pair of b" + acknowledged.size())).isEmpty();
  }

  @Test
  void waits_for_another_program_that_holds_the_file_for_a_moment() throws Exception {
    Store store = store();
    store.artifacts();
    CountDownLatch locked = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                  Statement statement = connection.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                locked.countDown();
                // longer than SQLite itself waits: our retries have to bridge it
                Thread.sleep(6_000);
                statement.execute("ROLLBACK");
              } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    other.start();
    locked.await();
    store.artifacts().put(batch("1"));
    other.join();
    assertThat(store.artifacts().findBatch("1")).isPresent();
  }

  @Test
  void frees_leases_of_a_dead_process_at_once() throws Exception {
    store().claim("work", Duration.ofDays(1)).orElseThrow();
    opened.get(0).close();
    assertThat(store().claim("work", Duration.ofDays(1))).isPresent();
  }

  @Test
  void cannot_be_closed_inside_its_own_transaction() {
    Store store = store();
    assertThatThrownBy(
            () ->
                store.inTransaction(
                    () -> {
                      store.close();
                      return true;
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("transaction");
    store.artifacts().put(batch("1"));
  }
}
