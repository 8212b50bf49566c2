package org.iccm.core.wiring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.embedding.Embedder;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.reward.RewardFunction;
import org.iccm.api.store.Store;
import org.iccm.api.testing.TestRunner;
import org.jspecify.annotations.Nullable;

/** What is to be wired: the sum of file and builder. */
final class Plan {
  final Map<String, Spec<LlmBackend>> llms = new LinkedHashMap<>();
  final Map<String, Spec<ContextEngineer>> engineers = new LinkedHashMap<>();
  final Map<String, Spec<Embedder>> embedders = new LinkedHashMap<>();
  @Nullable Spec<TestRunner> runner;
  @Nullable Spec<Store> store;
  @Nullable Spec<RewardFunction> reward;
  final List<String> orchestra = new ArrayList<>();
  String orchestraPlace = "builder";
  String writer = "";
  String writerPlace = "builder";
  String teacher = "";
  String teacherPlace = "builder";
  OptionalLong seed = OptionalLong.empty();
  String workDirectory = "";
  String cacheDirectory = "";

  /** Takes over what the other plan gives; what it leaves open stays. */
  void overrideWith(Plan other) {
    llms.putAll(other.llms);
    engineers.putAll(other.engineers);
    embedders.putAll(other.embedders);
    runner = other.runner != null ? other.runner : runner;
    store = other.store != null ? other.store : store;
    reward = other.reward != null ? other.reward : reward;
    if (!other.orchestra.isEmpty()) {
      orchestra.clear();
      orchestra.addAll(other.orchestra);
      orchestraPlace = other.orchestraPlace;
    }
    if (!other.writer.isEmpty()) {
      writer = other.writer;
      writerPlace = other.writerPlace;
    }
    if (!other.teacher.isEmpty()) {
      teacher = other.teacher;
      teacherPlace = other.teacherPlace;
    }
    seed = other.seed.isPresent() ? other.seed : seed;
    workDirectory = other.workDirectory.isEmpty() ? workDirectory : other.workDirectory;
    cacheDirectory = other.cacheDirectory.isEmpty() ? cacheDirectory : other.cacheDirectory;
  }
}
