package org.iccm.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.iccm.api.application.UnitId;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.llm.TokenUsage;
import org.iccm.api.rollout.CompletionKey;
import org.iccm.api.rollout.ContextKey;
import org.iccm.api.store.StoredCompletion;
import org.jspecify.annotations.Nullable;

final class CompletionRows extends Rows<StoredCompletion> {
  CompletionRows(Json json) {
    super("completion", json);
  }

  @Override
  String key(StoredCompletion c) {
    return c.key().hex();
  }

  @Override
  Map<String, @Nullable Object> columns(StoredCompletion c) {
    TokenUsage usage = c.completion().usage();
    return Columns.of("application_id", c.applicationId())
        .and("context_key", c.contextKey().map(ContextKey::hex).orElse(null))
        .and("scope", c.scope().name())
        .and("unit", c.unit().map(UnitId::toString).orElse(null))
        .and("model_id", c.modelId())
        .and("model_revision", c.modelRevision())
        .and("sample_index", c.sampleIndex())
        .and("messages_digest", c.messagesDigest())
        .and("finish_reason", c.completion().finishReason().name())
        .and("prompt_tokens", orNull(usage.prompt()))
        .and("completion_tokens", orNull(usage.completion()))
        .map();
  }

  @Override
  Object body(StoredCompletion stored) {
    Completion c = stored.completion();
    return new Body(
        Json.Versioned.V1,
        c.text(),
        c.modelId(),
        c.rawFinishReason(),
        c.responseId().orElse(null),
        c.latency().toNanos(),
        c.tries());
  }

  @Override
  StoredCompletion read(ResultSet row) throws SQLException {
    Body b = json.read(body(row), Body.class);
    Completion.Builder c =
        Completion.builder(
                b.text, b.answeredBy, FinishReason.valueOf(row.getString("finish_reason")))
            .rawFinishReason(b.rawFinishReason)
            .usage(new TokenUsage(tokens(row, "prompt_tokens"), tokens(row, "completion_tokens")))
            .latency(Duration.ofNanos(b.latencyNanos))
            .tries(b.tries);
    if (b.responseId != null) {
      c.responseId(b.responseId);
    }
    StoredCompletion.Builder s =
        StoredCompletion.builder(
                new CompletionKey(row.getString("key")),
                row.getString("model_id"),
                row.getString("model_revision"),
                row.getInt("sample_index"),
                c.build())
            .messagesDigest(row.getString("messages_digest"))
            .applicationId(row.getString("application_id"));
    String context = row.getString("context_key");
    if (context != null) {
      s.contextKey(new ContextKey(context));
    }
    String unit = row.getString("unit");
    if (unit != null) {
      s.unit(UnitId.parse(unit));
    }
    return s.build();
  }

  private static @Nullable Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static OptionalLong tokens(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  record Body(
      int v,
      String text,
      String answeredBy,
      String rawFinishReason,
      @Nullable String responseId,
      long latencyNanos,
      int tries)
      implements Json.Versioned {}
}
