package org.iccm.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.Split;
import org.iccm.api.store.StoredApplication;
import org.jspecify.annotations.Nullable;

final class ApplicationRows extends Rows<StoredApplication> {
  ApplicationRows(Json json) {
    super("application", json);
  }

  @Override
  String key(StoredApplication a) {
    return a.digest();
  }

  @Override
  Map<String, @Nullable Object> columns(StoredApplication a) {
    return Columns.of("application_id", a.view().id())
        .and("view_digest", a.view().digest())
        .and("suite_digest", a.suiteDigest())
        .and("language", a.view().language())
        .and("split", a.split().name())
        .map();
  }

  @Override
  Object body(StoredApplication a) {
    ApplicationView v = a.view();
    return new Body(Json.Versioned.V1, v.name(), v.description(), v.sources(), v.metadata());
  }

  @Override
  StoredApplication read(ResultSet row) throws SQLException {
    Body b = json.read(body(row), Body.class);
    return StoredApplication.builder(
            ApplicationView.builder(
                    row.getString("application_id"),
                    b.name,
                    b.description,
                    row.getString("language"))
                .sources(b.sources)
                .metadata(b.metadata)
                .build(),
            Split.valueOf(row.getString("split")),
            row.getString("suite_digest"))
        .build();
  }

  record Body(
      int v,
      String name,
      String description,
      List<SourceFile> sources,
      Map<String, String> metadata)
      implements Json.Versioned {}
}
