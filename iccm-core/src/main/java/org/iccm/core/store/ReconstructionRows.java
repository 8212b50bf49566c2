package org.iccm.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.iccm.api.application.SourceFile;
import org.iccm.api.rollout.CompletionKey;
import org.iccm.api.store.StoredReconstruction;
import org.jspecify.annotations.Nullable;

final class ReconstructionRows extends Rows<StoredReconstruction> {
  ReconstructionRows(Json json) {
    super("reconstruction", json);
  }

  static String key(CompletionKey completion, String parserVersion) {
    return completion.hex() + "/" + parserVersion;
  }

  @Override
  String key(StoredReconstruction r) {
    return key(r.completionKey(), r.parserVersion());
  }

  @Override
  Map<String, @Nullable Object> columns(StoredReconstruction r) {
    return Columns.of("completion_key", r.completionKey().hex())
        .and("parser_version", r.parserVersion())
        .and("digest", r.digest())
        .map();
  }

  @Override
  Object body(StoredReconstruction r) {
    return new Body(Json.Versioned.V1, r.files(), r.notes());
  }

  @Override
  StoredReconstruction read(ResultSet row) throws SQLException {
    Body b = json.read(body(row), Body.class);
    return StoredReconstruction.builder(
            new CompletionKey(row.getString("completion_key")),
            row.getString("parser_version"),
            b.files)
        .notes(b.notes)
        .build();
  }

  record Body(int v, List<SourceFile> files, List<String> notes) implements Json.Versioned {}
}
