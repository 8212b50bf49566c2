package org.iccm.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.GateFinding;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.context.Scope;
import org.iccm.api.rollout.ContextKey;
import org.iccm.api.store.StoredContext;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Contexts; their requirements are rows of their own. */
final class ContextRows extends Rows<StoredContext> {
  private final Dialect dialect;

  ContextRows(Json json, Dialect dialect) {
    super("context", json);
    this.dialect = dialect;
  }

  @Override
  String key(StoredContext c) {
    return c.key().hex();
  }

  @Override
  Map<String, @Nullable Object> columns(StoredContext c) {
    return Columns.of("application_id", c.applicationId())
        .and("view_digest", c.viewDigest())
        .and("engineer", c.engineer())
        .and("engineer_fingerprint", c.engineerFingerprint())
        .and("scope", c.scope().name())
        .and("sample", c.sample())
        .and("admitted", c.verdict().map(v -> v.admitted() ? 1 : 0).orElse(null))
        .map();
  }

  @Override
  Object body(StoredContext c) {
    return new Body(
        Json.Versioned.V1,
        c.context().notes(),
        c.verdict()
            .map(
                v ->
                    new Verdict(
                        v.admitted(),
                        v.tokens(),
                        v.budgetTokens(),
                        v.tokenOverlap(),
                        v.syntaxOverlap(),
                        v.findings()))
            .orElse(null));
  }

  @Override
  void inserted(Handle handle, long seq, StoredContext c) {
    List<Requirement> requirements = c.context().requirements();
    if (requirements.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO requirement (context_seq, position, requirement_id, kind, body) VALUES"
                + " (:seq, :position, :id, :kind, "
                + dialect.json("body")
                + ")");
    for (int i = 0; i < requirements.size(); i++) {
      Requirement r = requirements.get(i);
      batch
          .bind("seq", seq)
          .bind("position", i)
          .bind("id", r.id())
          .bind("kind", r.kind().label())
          .bind(
              "body",
              json.write(new RequirementBody(Json.Versioned.V1, r.text(), List.copyOf(r.units()))))
          .add();
    }
    batch.execute();
  }

  @Override
  StoredContext read(ResultSet row) throws SQLException {
    Body b = json.read(body(row), Body.class);
    StoredContext.Builder c =
        StoredContext.builder(
                new ContextKey(row.getString("key")),
                row.getString("application_id"),
                row.getString("engineer"),
                row.getString("engineer_fingerprint"),
                EngineeredContext.builder(List.of()).notes(b.notes).build())
            .viewDigest(row.getString("view_digest"))
            .scope(Scope.valueOf(row.getString("scope")))
            .sample(row.getInt("sample"));
    if (b.verdict != null) {
      c.verdict(
          GateVerdict.builder(b.verdict.admitted, b.verdict.tokens, b.verdict.budgetTokens)
              .tokenOverlap(b.verdict.tokenOverlap)
              .syntaxOverlap(b.verdict.syntaxOverlap)
              .findings(b.verdict.findings)
              .build());
    }
    return c.build();
  }

  @Override
  List<StoredContext> complete(Handle handle, List<Loaded<StoredContext>> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    Map<Long, List<Requirement>> bySeq = new LinkedHashMap<>();
    rows.forEach(r -> bySeq.put(r.seq(), new ArrayList<>()));
    handle
        .createQuery(
            "SELECT context_seq, kind, body FROM requirement WHERE context_seq IN (<seqs>) ORDER BY"
                + " context_seq, position")
        .bindList("seqs", List.copyOf(bySeq.keySet()))
        .map((row, statement) -> new Loaded<>(row.getLong("context_seq"), requirement(row)))
        .forEach(r -> bySeq.getOrDefault(r.seq(), new ArrayList<>()).add(r.value()));
    List<StoredContext> result = new ArrayList<>(rows.size());
    for (Loaded<StoredContext> row : rows) {
      StoredContext c = row.value();
      EngineeredContext whole =
          EngineeredContext.builder(bySeq.getOrDefault(row.seq(), List.of()))
              .notes(c.context().notes())
              .build();
      StoredContext.Builder b =
          StoredContext.builder(
                  c.key(), c.applicationId(), c.engineer(), c.engineerFingerprint(), whole)
              .viewDigest(c.viewDigest())
              .scope(c.scope())
              .sample(c.sample());
      c.verdict().ifPresent(b::verdict);
      result.add(b.build());
    }
    return result;
  }

  private Requirement requirement(ResultSet row) throws SQLException {
    RequirementBody b = json.read(body(row), RequirementBody.class);
    RequirementKind kind = RequirementKind.ofLabel(row.getString("kind")).orElseThrow();
    return Requirement.builder(kind, b.text).units(new LinkedHashSet<>(b.units)).build();
  }

  record Body(int v, Map<String, String> notes, @Nullable Verdict verdict)
      implements Json.Versioned {}

  record Verdict(
      boolean admitted,
      int tokens,
      int budgetTokens,
      double tokenOverlap,
      double syntaxOverlap,
      List<GateFinding> findings) {}

  record RequirementBody(int v, String text, List<UnitId> units) implements Json.Versioned {}
}
