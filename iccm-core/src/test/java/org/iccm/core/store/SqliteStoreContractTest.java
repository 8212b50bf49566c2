package org.iccm.core.store;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.iccm.api.store.Store;
import org.iccm.testkit.contract.StoreContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The store 'sqlite'")
class SqliteStoreContractTest extends StoreContract {
  @TempDir Path directory;

  @Override
  protected Store open(Clock clock) {
    return new SqlStore(
        "sqlite",
        new SqliteConnections(directory.resolve("made/iccm.db"), false, List.of()),
        clock);
  }
}
