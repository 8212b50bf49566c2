package org.iccm.validation.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.iccm.api.application.Application;
import org.iccm.api.application.TestGroup;
import org.iccm.api.llm.Completion;
import org.iccm.api.rollout.Inventory;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.validation.experiment.ComparisonResult;
import org.iccm.validation.experiment.EngineerDifference;
import org.iccm.validation.experiment.EngineerResult;
import org.iccm.validation.experiment.ModelResult;
import org.iccm.validation.statistics.Interval;
import org.iccm.validation.statistics.PairedTTest;
import org.iccm.validation.statistics.Summary;

/** Writes {@code results.json}, as docs/results-schema.md says. */
final class ResultsJson {
  /** Grows with every change that a reader could trip over. */
  static final int SCHEMA_VERSION = 1;

  private final ComparisonResult result;
  private final Instant now;
  private final JsonGenerator out;

  private ResultsJson(ComparisonResult result, Instant now, JsonGenerator out) {
    this.result = result;
    this.now = now;
    this.out = out;
  }

  static void write(ComparisonResult result, Instant now, Writer to) throws IOException {
    try (JsonGenerator out = new JsonFactory().createGenerator(to)) {
      out.setPrettyPrinter(new DefaultPrettyPrinter());
      new ResultsJson(result, now, out).write();
    }
  }

  private void write() throws IOException {
    out.writeStartObject();
    out.writeNumberField("schemaVersion", SCHEMA_VERSION);
    out.writeStringField("run", Texts.visible(result.request().runId()));
    out.writeStringField("writtenAt", now.toString());
    out.writeStringField("testGroup", TestGroup.REPORT.name());
    out.writeStringField("scope", result.request().scope().name());
    out.writeStringField("disclosure", result.request().disclosure().name());
    out.writeNumberField("samples", result.request().samples());
    out.writeNumberField("seed", result.request().seed());
    out.writeNumberField("planned", result.total());
    out.writeBooleanField("complete", result.isComplete());
    if (result.stopped().isPresent()) {
      out.writeStringField("stopped", Texts.visible(result.stopped().get()));
    }
    engineers();
    differences();
    models();
    applications();
    rollouts();
    cost();
    out.writeEndObject();
  }

  private void engineers() throws IOException {
    out.writeArrayFieldStart("engineers");
    for (EngineerResult e : result.engineers()) {
      out.writeStartObject();
      out.writeStringField("name", e.name());
      optional("meanPassRate", e.meanPassRate());
      optional("stdAcrossModels", e.stdAcrossModels());
      optional(
          "standardError",
          e.acrossApplications().map(Summary::standardError).orElse(OptionalDouble.empty()));
      interval(e.acrossApplications().flatMap(Summary::interval).map(i -> i.within(0, 1)));
      optional("calibrated", e.calibrated());
      out.writeBooleanField("leaking", e.leaking());
      out.writeNumberField("scored", e.scored());
      outcomes(e.outcomes());
      out.writeArrayFieldStart("models");
      for (ModelResult m : e.models()) {
        model(m);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void model(ModelResult m) throws IOException {
    out.writeStartObject();
    out.writeStringField("model", m.model());
    optional(
        "meanPassRate",
        m.passRate().map(s -> OptionalDouble.of(s.mean())).orElse(OptionalDouble.empty()));
    optional("std", m.passRate().map(Summary::std).orElse(OptionalDouble.empty()));
    optional(
        "standardError", m.passRate().map(Summary::standardError).orElse(OptionalDouble.empty()));
    optional("calibrated", m.calibrated());
    out.writeNumberField("scored", m.scored());
    out.writeNumberField("fullyRebuilt", m.complete());
    outcomes(m.outcomes());
    out.writeEndObject();
  }

  private void differences() throws IOException {
    out.writeArrayFieldStart("differences");
    for (EngineerDifference d : result.differences()) {
      PairedTTest t = d.test();
      out.writeStartObject();
      out.writeStringField("first", d.first());
      out.writeStringField("second", d.second());
      out.writeNumberField("applications", t.n());
      out.writeNumberField("meanDifference", t.meanDifference());
      optional("standardError", t.standardError());
      interval(t.interval());
      optional("t", t.t());
      optional("pOneTailed", t.pOneTailed());
      optional("effectSize", t.effectSize());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void models() throws IOException {
    out.writeArrayFieldStart("models");
    for (String id : result.models()) {
      out.writeStartObject();
      out.writeStringField("id", id);
      var any = result.rollouts().stream().filter(r -> r.model().equals(id)).findFirst();
      if (any.isPresent()) {
        out.writeStringField("model", any.get().modelId());
        out.writeStringField("revision", any.get().modelRevision());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void applications() throws IOException {
    out.writeArrayFieldStart("applications");
    for (Application a : result.request().applications()) {
      Inventory inventory = result.inventories().get(a.id());
      out.writeStartObject();
      out.writeStringField("id", a.id());
      out.writeStringField("name", Texts.visible(a.view().name()));
      out.writeStringField("split", a.split().name());
      int report = tests(a.id(), inventory);
      out.writeNumberField("testCount", report);
      if (inventory != null) {
        out.writeNumberField("rewardTestCount", inventory.tests(TestGroup.REWARD).size());
        out.writeNumberField("quarantined", inventory.quarantined().size());
        out.writeNumberField("trivial", inventory.trivial().size());
        out.writeStringField("isolation", inventory.isolation().name());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private int tests(String application, @org.jspecify.annotations.Nullable Inventory inventory) {
    if (inventory != null) {
      return inventory.tests(TestGroup.REPORT).size();
    }
    return result.rollouts().stream()
        .filter(r -> r.applicationId().equals(application))
        .mapToInt(r -> r.total(TestGroup.REPORT))
        .max()
        .orElse(0);
  }

  private void rollouts() throws IOException {
    out.writeArrayFieldStart("rollouts");
    for (Rollout r : result.rollouts()) {
      out.writeStartObject();
      out.writeStringField("engineer", r.engineer());
      out.writeStringField("model", r.model());
      out.writeStringField("application", r.applicationId());
      out.writeStringField("scope", r.scope().name());
      out.writeNumberField("sample", r.sample());
      out.writeStringField("outcome", r.outcome().name());
      out.writeBooleanField("scored", r.outcome().scored());
      out.writeNumberField("passed", r.passed(TestGroup.REPORT));
      out.writeNumberField("total", r.total(TestGroup.REPORT));
      out.writeBooleanField("cached", r.completionCached());
      out.writeBooleanField("runCached", r.runCached());
      key("contextKey", r.contextKey().map(Object::toString));
      key("completionKey", r.completionKey().map(Object::toString));
      key("runKey", r.runKey().map(Object::toString));
      if (r.completion().isPresent()) {
        completion(r.completion().get());
      }
      if (!r.detail().isEmpty()) {
        out.writeStringField("detail", Texts.cut(Texts.visible(r.detail()), 500));
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void completion(Completion c) throws IOException {
    if (c.usage().prompt().isPresent()) {
      out.writeNumberField("promptTokens", c.usage().prompt().getAsLong());
    }
    if (c.usage().completion().isPresent()) {
      out.writeNumberField("completionTokens", c.usage().completion().getAsLong());
    }
    out.writeNumberField("modelSeconds", c.latency().toMillis() / 1000.0);
  }

  private void cost() throws IOException {
    out.writeObjectFieldStart("cost");
    out.writeNumberField("modelCalls", result.cost().modelCalls());
    out.writeNumberField("testRuns", result.cost().testRuns());
    out.writeNumberField("promptTokens", result.cost().promptTokens());
    out.writeNumberField("completionTokens", result.cost().completionTokens());
    out.writeNumberField("wallSeconds", result.cost().wallClock().toMillis() / 1000.0);
    out.writeNumberField("cachedCompletions", result.cost().cachedCompletions());
    out.writeNumberField("cachedRuns", result.cost().cachedRuns());
    out.writeEndObject();
  }

  private void outcomes(Map<RolloutOutcome, Integer> outcomes) throws IOException {
    out.writeObjectFieldStart("outcomes");
    for (Map.Entry<RolloutOutcome, Integer> o : new TreeMap<>(outcomes).entrySet()) {
      out.writeNumberField(o.getKey().name().toUpperCase(Locale.ROOT), o.getValue());
    }
    out.writeEndObject();
  }

  private void interval(java.util.Optional<Interval> interval) throws IOException {
    out.writeFieldName("interval95");
    if (interval.isEmpty()) {
      out.writeNull();
      return;
    }
    out.writeArray(new double[] {interval.get().low(), interval.get().high()}, 0, 2);
  }

  private void key(String name, java.util.Optional<String> key) throws IOException {
    if (key.isPresent()) {
      out.writeStringField(name, key.get());
    }
  }

  private void optional(String name, OptionalDouble value) throws IOException {
    out.writeFieldName(name);
    if (value.isPresent()) {
      out.writeNumber(value.getAsDouble());
    } else {
      out.writeNull();
    }
  }
}
