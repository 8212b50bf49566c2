package org.iccm.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.rollout.RunKey;
import org.iccm.api.store.StoredRun;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestStatus;
import org.jspecify.annotations.Nullable;

final class RunRows extends Rows<StoredRun> {
  RunRows(Json json) {
    super("run", json);
  }

  @Override
  String key(StoredRun r) {
    return r.key().hex();
  }

  @Override
  Map<String, @Nullable Object> columns(StoredRun r) {
    return Columns.of("application_id", r.applicationId())
        .and("scope", r.scope().name())
        .and("unit", r.unit().map(UnitId::toString).orElse(null))
        .and("reconstruction_digest", r.reconstructionDigest())
        .and("runner", r.runner())
        .and("outcome", r.report().outcome().name())
        .and("passed", r.report().passed().size())
        .and("total", r.report().results().size())
        .map();
  }

  @Override
  Object body(StoredRun r) {
    TestReport t = r.report();
    return new Body(
        Json.Versioned.V1,
        t.results().stream()
            .map(x -> new Result(x.id().value(), x.status(), x.duration().toNanos(), x.message()))
            .toList(),
        t.duration().toNanos(),
        t.output(),
        t.detail(),
        t.isolation());
  }

  @Override
  StoredRun read(ResultSet row) throws SQLException {
    Body b = json.read(body(row), Body.class);
    List<TestResult> results =
        b.results.stream()
            .map(
                x ->
                    new TestResult(
                        new TestId(x.id), x.status, Duration.ofNanos(x.nanos), x.message))
            .toList();
    StoredRun.Builder run =
        StoredRun.builder(
                new RunKey(row.getString("key")),
                row.getString("runner"),
                TestReport.builder(RunOutcome.valueOf(row.getString("outcome")))
                    .results(results)
                    .duration(Duration.ofNanos(b.nanos))
                    .output(b.output)
                    .detail(b.detail)
                    .isolation(b.isolation)
                    .build())
            .applicationId(row.getString("application_id"))
            .reconstructionDigest(row.getString("reconstruction_digest"));
    String unit = row.getString("unit");
    if (unit != null) {
      run.unit(UnitId.parse(unit));
    }
    return run.build();
  }

  record Body(
      int v,
      List<Result> results,
      long nanos,
      String output,
      String detail,
      IsolationMode isolation)
      implements Json.Versioned {}

  record Result(String id, TestStatus status, long nanos, String message) {}
}
