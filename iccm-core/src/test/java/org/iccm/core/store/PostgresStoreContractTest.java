package org.iccm.core.store;

import java.time.Clock;
import java.util.UUID;
import org.iccm.api.store.Store;
import org.iccm.testkit.contract.StoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("postgres")
@ExtendWith(PostgresServer.class)
@DisplayName("The store 'postgres'")
class PostgresStoreContractTest extends StoreContract {
  private final String schema = "t" + UUID.randomUUID().toString().replace("-", "");
  private PostgresServer.Server server;

  @BeforeEach
  void take(PostgresServer.Server running) {
    server = running;
  }

  @AfterEach
  void drop() {
    server.execute("DROP SCHEMA IF EXISTS \"" + schema + "\" CASCADE");
  }

  @Override
  protected Store open(Clock clock) {
    return new SqlStore("postgres", new PostgresConnections(server.settings(schema)), clock);
  }
}
