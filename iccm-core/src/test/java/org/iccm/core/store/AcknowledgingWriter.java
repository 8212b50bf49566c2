package org.iccm.core.store;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.iccm.api.store.StoredBatch;
import org.iccm.api.store.StoredSignal;

/** Stores pairs for ever and prints each number once its pair is acknowledged. */
final class AcknowledgingWriter {
  private AcknowledgingWriter() {}

  public static void main(String[] arguments) {
    SqlStore store =
        new SqlStore(
            "sqlite",
            new SqliteConnections(Path.of(arguments[0]), false, List.of()),
            Clock.systemUTC());
    var artifacts = store.artifacts();
    System.out.println("ready");
    for (int i = Integer.parseInt(arguments[1]); ; i++) {
      String id = Integer.toString(i);
      store.inTransaction(
          () -> {
            artifacts.put(StoredBatch.builder(id, "run", "x".repeat(3000)).build());
            return artifacts.put(StoredSignal.builder(id, "run", "t", 1, Instant.EPOCH).build());
          });
      System.out.println(id);
    }
  }
}
