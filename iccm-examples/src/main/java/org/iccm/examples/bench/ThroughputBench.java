package org.iccm.examples.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.llm.Sampling;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutRequest;

/**
 * Generated tokens per second of a whole run (contexts, gate, store, tests included) against the
 * same requests put straight to the same server with all slots full. Arguments: model (default
 * 0.5B), samples (default 4).
 */
final class ThroughputBench implements Bench.Measurement {
  /** Passes requests on and keeps them, for the straight run. */
  private record Recording(LlmBackend inner, Queue<CompletionRequest> requests, AtomicLong tokens)
      implements LlmBackend {
    @Override
    public ModelCard model() {
      return inner.model();
    }

    @Override
    public Completion complete(CompletionRequest request) {
      requests.add(request);
      Completion c = inner.complete(request);
      tokens.addAndGet(c.usage().completion().orElse(0));
      return c;
    }
  }

  @Override
  public BenchResult run(List<String> args, Path root) throws Exception {
    String model = args.isEmpty() ? "qwen2.5-coder-0.5b" : args.get(0);
    int samples = args.size() < 2 ? 4 : Integer.parseInt(args.get(1));
    Path work = Files.createTempDirectory("iccm-bench");
    List<Application> apps = Bench.applications(root).subList(0, 6);
    try (Iccm servers =
        Iccm.builder()
            // no prompt cache: the second of the two would find the first one's prompts
            .llm("m", "local", Map.of("model", model, "promptCache", false, "slots", 16))
            .workDirectory(work.resolve("server"))
            .build()) {
      LlmBackend server = servers.llm("m");
      Queue<CompletionRequest> requests = new ConcurrentLinkedQueue<>();
      AtomicLong tokens = new AtomicLong();
      // the server's start is no part of either
      server.complete(
          CompletionRequest.builder(List.of(org.iccm.api.llm.Message.user("Say yes.")))
              .sampling(Sampling.builder().maxTokens(4).build())
              .build());
      long start = System.nanoTime();
      try (Iccm iccm =
              Iccm.builder()
                  .llm("m", new Recording(server, requests, tokens))
                  .workDirectory(work.resolve("run"))
                  .build();
          RolloutBatch batch =
              iccm.rollouts()
                  .submit(
                      RolloutRequest.builder("bench", apps, List.of("gold", "none"))
                          .samples(samples)
                          .build())) {
        while (!batch.isDone()) {
          batch.next(Duration.ofSeconds(5));
        }
      }
      double whole = tokens.get() / seconds(start);
      long wholeTokens = tokens.get();
      List<CompletionRequest> again = new ArrayList<>(requests);
      tokens.set(0);
      start = System.nanoTime();
      straight(new Recording(server, new ConcurrentLinkedQueue<>(), tokens), again);
      double straight = tokens.get() / seconds(start);
      return new BenchResult()
          .row("whole run", Map.of("tokensPerSecond", whole, "tokens", wholeTokens))
          .row(
              "server alone, slots full",
              Map.of("tokensPerSecond", straight, "tokens", tokens.get()))
          .ratio("whole_run_vs_server", whole / straight);
    }
  }

  private static void straight(LlmBackend server, List<CompletionRequest> requests)
      throws InterruptedException {
    Queue<CompletionRequest> open = new ConcurrentLinkedQueue<>();
    for (CompletionRequest r : requests) {
      // another sample: the handle would answer the same one from its store
      open.add(r.toBuilder().sampleIndex(r.sampleIndex() + 1000).build());
    }
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < server.model().concurrency(); i++) {
      Thread t =
          new Thread(
              () -> {
                for (CompletionRequest r = open.poll(); r != null; r = open.poll()) {
                  server.complete(r);
                }
              },
              "iccm-bench-" + i);
      t.setDaemon(true);
      t.start();
      threads.add(t);
    }
    for (Thread t : threads) {
      t.join();
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
