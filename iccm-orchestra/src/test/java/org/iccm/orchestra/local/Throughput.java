package org.iccm.orchestra.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.Message;
import org.iccm.api.llm.Sampling;

/**
 * Prints the generated tokens a second of a local backend with all slots full; arguments: model,
 * slots, requests, tokens of an answer.
 */
final class Throughput {
  private Throughput() {}

  public static void main(String[] args) {
    int slots = Integer.parseInt(args[1]);
    int requests = Integer.parseInt(args[2]);
    int tokens = Integer.parseInt(args[3]);
    StringBuilder prompt =
        new StringBuilder(
            "You are given requirements of a Python module. Write the module. Requirement: ");
    for (int i = 0; i < 12; i++) {
      prompt.append(
          String.format(
              "The function number %d takes a list of integers and returns the sum of those above"
                  + " %d, in a new list, sorted downwards. ",
              i, i * 3));
    }
    ExecutorService callers = Executors.newFixedThreadPool(slots);
    try (LocalBackend backend =
        LocalFixture.backend(
            Map.of("model", args[0], "slots", (long) slots, "contextPerSlot", 2048L))) {
      backend.complete(LocalFixture.request("hi", 4));
      long start = System.nanoTime();
      List<CompletableFuture<Completion>> calls = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        CompletionRequest request =
            CompletionRequest.builder(List.of(Message.user(prompt + "Variant " + i + ".")))
                .sampling(Sampling.builder().temperature(0.2).maxTokens(tokens).seed(i).build())
                .build();
        calls.add(CompletableFuture.supplyAsync(() -> backend.complete(request), callers));
      }
      long sum = calls.stream().mapToLong(c -> c.join().usage().completion().orElse(0)).sum();
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf("%.1f tokens/s (%d tokens in %.1f s)%n", sum / seconds, sum, seconds);
    } finally {
      callers.shutdown();
    }
  }
}
