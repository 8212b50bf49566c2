package org.iccm.core.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.iccm.api.application.TestId;
import org.iccm.api.rollout.Inventory;
import org.iccm.api.store.StoredInventory;
import org.iccm.api.testing.IsolationMode;
import org.jspecify.annotations.Nullable;

final class InventoryRows extends Rows<StoredInventory> {
  InventoryRows(Json json) {
    super("inventory", json);
  }

  @Override
  String key(StoredInventory i) {
    return i.key();
  }

  @Override
  Map<String, @Nullable Object> columns(StoredInventory i) {
    return Columns.of("application_id", i.applicationId())
        .and("tests", i.inventory().tests().size())
        .map();
  }

  @Override
  Object body(StoredInventory stored) {
    Inventory i = stored.inventory();
    return new Body(
        Json.Versioned.V1,
        i.tests(),
        i.quarantined(),
        i.failing(),
        i.originalTime().toNanos(),
        i.repetitions(),
        i.trivial().isEmpty() ? null : i.trivial(),
        i.isolation() == IsolationMode.IN_PROCESS ? null : i.isolation(),
        i.isolationNote().isEmpty() ? null : i.isolationNote());
  }

  @Override
  StoredInventory read(ResultSet row) throws SQLException {
    Body b = json.read(body(row), Body.class);
    return StoredInventory.builder(
            row.getString("key"),
            row.getString("application_id"),
            Inventory.builder(b.tests)
                .quarantined(b.quarantined)
                .failing(b.failing)
                .trivial(b.trivial == null ? List.of() : b.trivial)
                .isolation(
                    b.isolation == null ? IsolationMode.IN_PROCESS : b.isolation,
                    b.note == null ? "" : b.note)
                .originalTime(Duration.ofNanos(b.originalNanos))
                .repetitions(b.repetitions)
                .build())
        .build();
  }

  record Body(
      int v,
      List<TestId> tests,
      List<TestId> quarantined,
      List<TestId> failing,
      long originalNanos,
      int repetitions,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<TestId> trivial,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable IsolationMode isolation,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String note)
      implements Json.Versioned {}
}
