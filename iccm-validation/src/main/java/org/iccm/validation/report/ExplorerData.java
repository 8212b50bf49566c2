package org.iccm.validation.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.Writer;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.application.Application;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.TestId;
import org.iccm.api.context.GateFinding;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestStatus;
import org.iccm.validation.experiment.ComparisonResult;

/**
 * What the page's script shows of single rollouts, as JSON that cannot leave its script element:
 * every angle bracket and ampersand is escaped. Bounded: each rollout gets its part of the page's
 * size.
 */
final class ExplorerData {
  /** Characters of all rollouts' details together. */
  private static final int PAGE = 24_000_000;

  private static final int MOST_OF_ONE = 120_000;
  private static final int LEAST_OF_ONE = 1_500;
  private static final int MOST_FAILURES = 60;

  private final ComparisonResult result;
  private final int each;

  ExplorerData(ComparisonResult result) {
    this.result = result;
    int n = Math.max(1, result.rollouts().size());
    this.each = Math.max(LEAST_OF_ONE, Math.min(MOST_OF_ONE, PAGE / n));
  }

  void write(Writer to) throws IOException {
    JsonFactory factory = new JsonFactory();
    factory.setCharacterEscapes(new ScriptSafe());
    factory.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    Map<String, Map<String, String>> sources = new LinkedHashMap<>();
    try (JsonGenerator out = factory.createGenerator(to)) {
      out.writeStartObject();
      names(out, "engineers", result.engineers().stream().map(e -> e.name()).toList());
      names(out, "models", result.models());
      out.writeArrayFieldStart("applications");
      for (Application a : result.request().applications()) {
        sources.put(
            a.id(),
            a.view().sources().stream()
                .collect(
                    Collectors.toMap(
                        SourceFile::path, SourceFile::text, (x, y) -> x, LinkedHashMap::new)));
        application(out, a);
      }
      out.writeEndArray();
      contexts(out);
      out.writeArrayFieldStart("rollouts");
      int left = PAGE;
      for (Rollout r : result.rollouts()) {
        left -= rollout(out, r, sources.getOrDefault(r.applicationId(), Map.of()), left > 0);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
  }

  private static void names(JsonGenerator out, String field, List<String> names)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (String name : names) {
      text(out, name);
    }
    out.writeEndArray();
  }

  private void application(JsonGenerator out, Application a) throws IOException {
    out.writeStartObject();
    text(out, "id", a.id());
    text(out, "name", Texts.cut(a.view().name(), 200));
    text(out, "description", Texts.cut(a.view().description(), 2_000));
    out.writeArrayFieldStart("files");
    for (SourceFile f : a.view().sources()) {
      file(out, f.path(), f.text(), each / 2);
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /** Leaves the object open. */
  private static void file(JsonGenerator out, String path, String text, int limit)
      throws IOException {
    out.writeStartObject();
    text(out, "path", path);
    text(out, "text", Texts.cut(text, limit));
    if (text.length() > limit) {
      out.writeBooleanField("cut", true);
    }
  }

  private static String contextId(Rollout r) {
    return Texts.visible(
        r.contextKey()
            .map(Object::toString)
            .orElse(r.applicationId() + "/" + r.engineer() + "/" + r.sample()));
  }

  private void contexts(JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("contexts");
    Map<String, Rollout> byContext = new LinkedHashMap<>();
    result.rollouts().forEach(r -> byContext.putIfAbsent(contextId(r), r));
    for (Map.Entry<String, Rollout> e : byContext.entrySet()) {
      Rollout r = e.getValue();
      out.writeObjectFieldStart(e.getKey());
      text(out, "text", Texts.cut(r.contextText(), each / 2));
      out.writeArrayFieldStart("notes");
      if (r.context().isPresent()) {
        for (Map.Entry<String, String> note : r.context().get().notes().entrySet()) {
          out.writeStartArray();
          text(out, Texts.cut(note.getKey(), 100));
          text(out, Texts.cut(note.getValue(), 2_000));
          out.writeEndArray();
        }
      }
      out.writeEndArray();
      if (r.gate().isPresent()) {
        gate(out, r.gate().get());
      }
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private static void gate(JsonGenerator out, GateVerdict gate) throws IOException {
    out.writeObjectFieldStart("gate");
    out.writeBooleanField("admitted", gate.admitted());
    out.writeNumberField("tokens", gate.tokens());
    out.writeNumberField("budget", gate.budgetTokens());
    out.writeNumberField("tokenOverlap", gate.tokenOverlap());
    out.writeNumberField("syntaxOverlap", gate.syntaxOverlap());
    out.writeArrayFieldStart("findings");
    for (GateFinding f : gate.findings()) {
      text(out, Texts.cut(f.rule() + ": " + f.message(), 600));
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /** Returns about how many characters were written. */
  private int rollout(
      JsonGenerator out, Rollout r, Map<String, String> sources, boolean withDetails)
      throws IOException {
    out.writeStartObject();
    text(out, "a", r.applicationId());
    text(out, "e", r.engineer());
    text(out, "m", r.model());
    out.writeNumberField("s", r.sample());
    text(out, "o", Texts.outcome(r.outcome()));
    out.writeBooleanField("scored", r.outcome().scored());
    out.writeNumberField("passed", r.passed(TestGroup.REPORT));
    out.writeNumberField("total", r.total(TestGroup.REPORT));
    out.writeBooleanField("cached", r.completionCached());
    text(out, "c", contextId(r));
    if (!r.detail().isEmpty()) {
      text(out, "detail", Texts.cut(r.detail(), 1_000));
    }
    if (withDetails) {
      details(out, r, sources);
    } else {
      out.writeBooleanField("leftOut", true);
    }
    out.writeEndObject();
    return withDetails ? Math.min(each, size(r)) : 0;
  }

  private static int size(Rollout r) {
    return r.files().stream().mapToInt(f -> f.text().length()).sum()
        + r.completion().map(c -> c.text().length()).orElse(0)
        + r.report()
            .map(
                t ->
                    t.output().length()
                        + t.results().stream().mapToInt(x -> x.message().length()).sum())
            .orElse(0);
  }

  private void details(JsonGenerator out, Rollout r, Map<String, String> sources)
      throws IOException {
    out.writeArrayFieldStart("files");
    int part = each / 2 / Math.max(1, r.files().size());
    for (SourceFile f : r.files()) {
      file(out, f.path(), f.text(), part);
      String original = sources.get(f.path());
      if (original != null && f.text().length() <= part && original.length() <= each / 2) {
        hunks(out, original, f.text());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
    names(out, "notes", r.parseNotes().stream().limit(20).map(n -> Texts.cut(n, 300)).toList());
    if (r.completion().isPresent() && (r.files().isEmpty() || !r.parseNotes().isEmpty())) {
      text(out, "answer", Texts.cut(r.completion().get().text(), each / 6));
    }
    if (r.report().isPresent()) {
      report(out, r.report().get(), Set.copyOf(r.inventory()));
    }
  }

  private static void hunks(JsonGenerator out, String original, String rebuilt) throws IOException {
    out.writeArrayFieldStart("hunks");
    for (LineDiff.Hunk h : LineDiff.of(Texts.visible(original), Texts.visible(rebuilt))) {
      out.writeArray(
          new int[] {h.originalFrom(), h.originalTo(), h.rebuiltFrom(), h.rebuiltTo()}, 0, 4);
    }
    out.writeEndArray();
  }

  private void report(JsonGenerator out, TestReport report, Set<TestId> inventory)
      throws IOException {
    List<TestResult> failed =
        report.results().stream()
            .filter(t -> t.status() != TestStatus.PASSED && inventory.contains(t.id()))
            .sorted(
                Comparator.<TestResult, Boolean>comparing(
                        t -> TestGroup.of(t.id()) != TestGroup.REPORT)
                    .thenComparing(TestResult::id))
            .toList();
    out.writeNumberField("failed", failed.size());
    out.writeNumberField(
        "failedHidden",
        failed.stream().filter(t -> TestGroup.of(t.id()) == TestGroup.REPORT).count());
    out.writeArrayFieldStart("failures");
    int message = Math.min(4_000, Math.max(200, each / 4 / Math.max(1, failed.size())));
    for (TestResult t : failed.subList(0, Math.min(MOST_FAILURES, failed.size()))) {
      out.writeStartArray();
      text(out, Texts.cut(t.id().value(), 300));
      text(out, t.status().name().toLowerCase(java.util.Locale.ROOT));
      text(out, TestGroup.of(t.id()) == TestGroup.REPORT ? "report" : "reward");
      text(out, Texts.cut(t.message(), message));
      out.writeEndArray();
    }
    out.writeEndArray();
    text(out, "output", Texts.cut(report.output(), Math.min(12_000, each / 6)));
    if (!report.detail().isEmpty()) {
      text(out, "runDetail", Texts.cut(report.detail(), 1_000));
    }
  }

  private static void text(JsonGenerator out, String field, String value) throws IOException {
    out.writeStringField(field, Texts.visible(value));
  }

  private static void text(JsonGenerator out, String value) throws IOException {
    out.writeString(Texts.visible(value));
  }

  /** Escapes what could end the script element or begin another. */
  private static final class ScriptSafe extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      for (char c : new char[] {'<', '>', '&', '\''}) {
        codes[c] = CharacterEscapes.ESCAPE_STANDARD;
      }
      return codes;
    }

    @Override
    public @org.jspecify.annotations.Nullable SerializableString getEscapeSequence(int c) {
      return c == 0x2028 || c == 0x2029
          ? new SerializedString("\\u" + Integer.toHexString(c))
          : null;
    }
  }
}
