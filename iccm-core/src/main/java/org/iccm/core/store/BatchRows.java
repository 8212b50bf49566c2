package org.iccm.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.iccm.api.store.StoredBatch;
import org.jspecify.annotations.Nullable;

final class BatchRows extends Rows<StoredBatch> {
  BatchRows(Json json) {
    super("batch", json);
  }

  @Override
  String key(StoredBatch b) {
    return b.id();
  }

  @Override
  Map<String, @Nullable Object> columns(StoredBatch b) {
    return Columns.of("run_id", b.runId()).map();
  }

  @Override
  Object body(StoredBatch b) {
    return new Body(Json.Versioned.V1, b.tag());
  }

  @Override
  StoredBatch read(ResultSet row) throws SQLException {
    return StoredBatch.builder(
            row.getString("key"), row.getString("run_id"), json.read(body(row), Body.class).tag)
        .build();
  }

  record Body(int v, String tag) implements Json.Versioned {}
}
