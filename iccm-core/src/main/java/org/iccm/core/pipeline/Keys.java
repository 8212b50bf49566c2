package org.iccm.core.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.Digests;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.Scope;
import org.iccm.api.llm.Message;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.llm.Sampling;
import org.iccm.api.rollout.CompletionKey;
import org.iccm.api.rollout.ContextKey;
import org.iccm.api.rollout.RunKey;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;

/** Content keys. They never hold what changes with load: times, secrets, ports. */
final class Keys {
  private Keys() {}

  static ContextKey context(ContextRequest request, String engineerFingerprint, String policy) {
    return new ContextKey(
        Digests.of(
            "context/1",
            request.application().digest(),
            engineerFingerprint,
            Integer.toString(request.budgetTokens()),
            request.disclosure().name(),
            request.scope().name(),
            request.units().stream().map(UnitId::toString).sorted().toList().toString(),
            Long.toString(request.seed()),
            Integer.toString(request.sample()),
            policy));
  }

  static CompletionKey completion(
      List<Message> messages,
      ModelCard card,
      Sampling resolved,
      int sampleIndex,
      Optional<UnitId> unit) {
    List<String> parts = new ArrayList<>();
    parts.add("completion/1");
    for (Message m : messages) {
      parts.add(m.role().name());
      parts.add(m.content());
    }
    parts.add(card.id());
    parts.add(card.revision());
    parts.add(resolved.canonical());
    parts.add(resolved.seed().isPresent() ? Long.toString(resolved.seed().getAsLong()) : "");
    parts.add(Integer.toString(sampleIndex));
    addScope(parts, unit);
    return new CompletionKey(Digests.of(parts));
  }

  static RunKey run(
      List<SourceFile> files,
      PreparedSuite suite,
      List<TestId> tests,
      String limitPolicy,
      IsolationMode isolation,
      Optional<UnitId> unit) {
    List<String> parts = new ArrayList<>();
    parts.add("run/1");
    parts.add(Digests.ofFiles(files));
    parts.add(suite.suite().digest());
    parts.add(Digests.of(tests.stream().map(TestId::value).sorted().toList()));
    parts.add(suite.environmentDigest());
    parts.add(limitPolicy);
    parts.add(isolation.name());
    addScope(parts, unit);
    return new RunKey(Digests.of(parts));
  }

  /** Scope APPLICATION adds nothing: keys from before there were scopes stay what they are. */
  private static void addScope(List<String> parts, Optional<UnitId> unit) {
    unit.ifPresent(
        u -> {
          parts.add(Scope.UNIT.name());
          parts.add(u.toString());
        });
  }

  static String inventory(
      List<SourceFile> original,
      PreparedSuite suite,
      String limitPolicy,
      Set<IsolationMode> modes,
      int repetitions) {
    return Digests.of(
        "inventory/2",
        Digests.ofFiles(original),
        suite.suite().digest(),
        suite.environmentDigest(),
        limitPolicy,
        modes.stream().map(Enum::name).sorted().collect(Collectors.joining(",")),
        Integer.toString(repetitions));
  }

  static String reach(
      List<SourceFile> original,
      PreparedSuite suite,
      String limitPolicy,
      List<TestId> tests,
      List<CodeUnit> units) {
    return Digests.of(
        "reach/1",
        Digests.ofFiles(original),
        suite.suite().digest(),
        suite.environmentDigest(),
        limitPolicy,
        Digests.of(tests.stream().map(TestId::value).sorted().toList()),
        Digests.of(
            units.stream().map(u -> u.id() + " " + u.startLine() + "-" + u.endLine()).toList()));
  }

  /** A seed by name, never by order. */
  static long seed(long root, String... path) {
    return Long.parseUnsignedLong(
            Digests.of(Long.toString(root), Digests.of(path)).substring(0, 16), 16)
        & 0x7fffffffL;
  }
}
