package org.iccm.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.iccm.api.rollout.ContextKey;
import org.iccm.api.store.StoredSignal;
import org.jspecify.annotations.Nullable;

final class SignalRows extends Rows<StoredSignal> {
  SignalRows(Json json) {
    super("signal", json);
  }

  @Override
  String key(StoredSignal s) {
    return s.id();
  }

  @Override
  Map<String, @Nullable Object> columns(StoredSignal s) {
    return Columns.of("run_id", s.runId())
        .and("context_key", s.contextKey().map(ContextKey::hex).orElse(null))
        .and("type", s.type())
        .and("value", s.value())
        .and("at", s.at().toEpochMilli())
        .map();
  }

  @Override
  Object body(StoredSignal s) {
    return new Body(Json.Versioned.V1, s.details());
  }

  @Override
  StoredSignal read(ResultSet row) throws SQLException {
    Body b = json.read(body(row), Body.class);
    StoredSignal.Builder s =
        StoredSignal.builder(
                row.getString("key"),
                row.getString("run_id"),
                row.getString("type"),
                row.getDouble("value"),
                Instant.ofEpochMilli(row.getLong("at")))
            .details(b.details);
    String context = row.getString("context_key");
    if (context != null) {
      s.contextKey(new ContextKey(context));
    }
    return s.build();
  }

  record Body(int v, Map<String, String> details) implements Json.Versioned {}
}
