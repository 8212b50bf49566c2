package org.iccm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.Scope;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.llm.TokenUsage;
import org.iccm.api.rollout.CompletionKey;
import org.iccm.api.rollout.ContextKey;
import org.iccm.api.rollout.RunKey;
import org.iccm.api.store.Artifacts;
import org.iccm.api.store.Page;
import org.iccm.api.store.PageRequest;
import org.iccm.api.store.Store;
import org.iccm.api.store.StoredCompletion;
import org.iccm.api.store.StoredContext;
import org.iccm.api.store.StoredSignal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of the store's contract that speaks of artifacts and generations. */
abstract class StoreArtifactsContract extends StoreFixture {
  private static <T> List<T> all(int limit, Function<PageRequest, Page<T>> listing) {
    List<T> items = new ArrayList<>();
    PageRequest request = PageRequest.first(limit);
    while (true) {
      Page<T> page = listing.apply(request);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
      items.addAll(page.items());
      if (page.next().isEmpty()) {
        return items;
      }
      request = request.after(page.next().get());
    }
  }

  private static void putOneOfEach(Artifacts artifacts) {
    artifacts.put(application("app"));
    artifacts.put(context("c", "app"));
    artifacts.put(completion("c", "app"));
    artifacts.put(reconstruction("c"));
    artifacts.put(run("c", "app"));
    artifacts.put(inventory("c"));
    artifacts.put(reach("c"));
    artifacts.put(signal("c", "run"));
    artifacts.put(batch("c"));
  }

  private static int countEach(Artifacts artifacts) {
    AtomicInteger count = new AtomicInteger();
    artifacts.findApplication(application("app").digest()).ifPresent(x -> count.incrementAndGet());
    artifacts.findContext(new ContextKey(hex("c"))).ifPresent(x -> count.incrementAndGet());
    artifacts.findCompletion(new CompletionKey(hex("c"))).ifPresent(x -> count.incrementAndGet());
    artifacts
        .findReconstruction(new CompletionKey(hex("c")), "parser-1")
        .ifPresent(x -> count.incrementAndGet());
    artifacts.findRun(new RunKey(hex("c"))).ifPresent(x -> count.incrementAndGet());
    artifacts.findInventory("c").ifPresent(x -> count.incrementAndGet());
    artifacts.findReach("c").ifPresent(x -> count.incrementAndGet());
    artifacts.findSignal("c").ifPresent(x -> count.incrementAndGet());
    artifacts.findBatch("c").ifPresent(x -> count.incrementAndGet());
    return count.get();
  }

  /** Storing and finding. */
  @Nested
  @DisplayName("keeps artifacts")
  class Keeping {
    @Test
    @DisplayName("and gives each kind back exactly as it was, also after it was closed")
    void exactly() {
      Store store = store();
      putOneOfEach(store.artifacts());
      assertOneOfEach(store.artifacts());
      assertOneOfEach(reopened(store).artifacts());
    }

    private void assertOneOfEach(Artifacts artifacts) {
      assertThat(artifacts.findApplication(application("app").digest()))
          .contains(application("app"));
      assertThat(artifacts.findContext(new ContextKey(hex("c")))).contains(context("c", "app"));
      assertThat(artifacts.findCompletion(new CompletionKey(hex("c"))))
          .contains(completion("c", "app"));
      assertThat(artifacts.findReconstruction(new CompletionKey(hex("c")), "parser-1"))
          .contains(reconstruction("c"));
      assertThat(artifacts.findRun(new RunKey(hex("c")))).contains(run("c", "app"));
      assertThat(artifacts.findInventory("c")).contains(inventory("c"));
      assertThat(artifacts.findReach("c")).contains(reach("c"));
      assertThat(artifacts.findSignal("c")).contains(signal("c", "run"));
      assertThat(artifacts.findBatch("c")).contains(batch("c"));
    }

    @Test
    @DisplayName("of both scopes, those of a unit with its name")
    void scopes() {
      Store store = store();
      store.artifacts().put(completion("whole", "app"));
      store.artifacts().put(unitCompletion("unit", "app"));
      store.artifacts().put(run("whole", "app"));
      store.artifacts().put(unitRun("unit", "app"));
      Artifacts artifacts = reopened(store).artifacts();
      assertThat(artifacts.findCompletion(new CompletionKey(hex("unit"))))
          .contains(unitCompletion("unit", "app"));
      assertThat(artifacts.findRun(new RunKey(hex("unit")))).contains(unitRun("unit", "app"));
      assertThat(artifacts.findCompletion(new CompletionKey(hex("whole"))).orElseThrow().scope())
          .isEqualTo(Scope.APPLICATION);
      assertThat(artifacts.findRun(new RunKey(hex("whole"))).orElseThrow().scope())
          .isEqualTo(Scope.APPLICATION);
      assertThat(artifacts.runs(Optional.of("app"), PageRequest.first(10)).items())
          .containsExactly(run("whole", "app"), unitRun("unit", "app"));
    }

    @Test
    @DisplayName("whose optional parts are empty: unknown stays unknown")
    void emptyParts() {
      Artifacts artifacts = store().artifacts();
      StoredContext context =
          StoredContext.builder(
                  new ContextKey(hex("x")),
                  "app",
                  "none",
                  "f",
                  EngineeredContext.builder(List.of()).build())
              .build();
      StoredCompletion completion =
          StoredCompletion.builder(
                  new CompletionKey(hex("x")),
                  "m",
                  "r",
                  0,
                  Completion.builder("", "m", FinishReason.STOP).usage(TokenUsage.UNKNOWN).build())
              .build();
      StoredSignal signal = StoredSignal.builder("x", "run", "t", -1e-300, Instant.EPOCH).build();
      artifacts.put(context);
      artifacts.put(completion);
      artifacts.put(signal);
      assertThat(artifacts.findContext(context.key())).contains(context);
      assertThat(artifacts.findCompletion(completion.key())).contains(completion);
      assertThat(artifacts.findSignal("x")).contains(signal);
    }

    @Test
    @DisplayName("of a megabyte of text")
    void large() {
      Artifacts artifacts = store().artifacts();
      StoredCompletion large =
          StoredCompletion.builder(
                  new CompletionKey(hex("large")),
                  "m",
                  "r",
                  0,
                  Completion.builder("längst \u0000".repeat(120_000), "m", FinishReason.LENGTH)
                      .build())
              .build();
      artifacts.put(large);
      assertThat(artifacts.findCompletion(large.key())).contains(large);
    }

    @Test
    @DisplayName("and finds nothing that was not stored")
    void nothing() {
      Artifacts artifacts = store().artifacts();
      assertThat(countEach(artifacts)).isZero();
      putOneOfEach(artifacts);
      assertThat(countEach(artifacts)).isEqualTo(9);
      assertThat(artifacts.findReconstruction(new CompletionKey(hex("c")), "parser-2")).isEmpty();
      assertThat(artifacts.findContext(new ContextKey(hex("other")))).isEmpty();
    }

    @Test
    @DisplayName("by the first write of a key; a later one gets that one back")
    void firstWins() {
      Artifacts artifacts = store().artifacts();
      StoredContext first = context("c", "app");
      StoredContext second =
          StoredContext.builder(
                  first.key(),
                  "another",
                  "gold",
                  "f2",
                  EngineeredContext.builder(first.context().requirements().subList(0, 1)).build())
              .build();
      assertThat(artifacts.put(first)).isEqualTo(first);
      assertThat(artifacts.put(second)).isEqualTo(first);
      assertThat(artifacts.findContext(first.key())).contains(first);
      assertThat(artifacts.contexts(Optional.empty(), PageRequest.first(10)).items())
          .containsExactly(first);
    }

    @Test
    @DisplayName("once, when eight threads write one key, and all eight see the same")
    void onceForEight() throws InterruptedException {
      Artifacts artifacts = store().artifacts();
      AtomicInteger number = new AtomicInteger();
      for (int round = 0; round < 5; round++) {
        CompletionKey key = new CompletionKey(hex("round " + round));
        List<StoredCompletion> seen =
            together(
                8,
                () ->
                    artifacts.put(
                        StoredCompletion.builder(
                                key,
                                "m",
                                "r",
                                0,
                                Completion.builder(
                                        "answer " + number.incrementAndGet(),
                                        "m",
                                        FinishReason.STOP)
                                    .build())
                            .build()));
        assertThat(seen).containsOnly(seen.get(0));
        assertThat(artifacts.findCompletion(key)).contains(seen.get(0));
      }
      assertThat(artifacts.completions(Optional.empty(), PageRequest.first(100)).items())
          .hasSize(5);
    }
  }

  /** Listings. */
  @Nested
  @DisplayName("lists artifacts")
  class Listing {
    @Test
    @DisplayName("page by page, each once, in the order of storing, with their requirements")
    void pages() {
      Artifacts artifacts = store().artifacts();
      List<StoredContext> contexts = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        contexts.add(artifacts.put(context("c" + i, i % 2 == 0 ? "even" : "odd")));
      }
      for (int limit : List.of(1, 3, 7, 100)) {
        assertThat(all(limit, p -> artifacts.contexts(Optional.empty(), p))).isEqualTo(contexts);
      }
      assertThat(all(2, p -> artifacts.contexts(Optional.of("odd"), p)))
          .isEqualTo(List.of(contexts.get(1), contexts.get(3), contexts.get(5)));
      assertThat(all(2, p -> artifacts.contexts(Optional.of("none"), p))).isEmpty();
    }

    @Test
    @DisplayName("of every kind that has a listing, by application or run")
    void kinds() {
      Artifacts artifacts = store().artifacts();
      for (String app : List.of("a", "b", "a2")) {
        artifacts.put(application(app));
        artifacts.put(completion("of " + app, app));
        artifacts.put(run("of " + app, app));
        artifacts.put(signal("of " + app, app));
      }
      Optional<String> b = Optional.of("b");
      assertThat(all(2, artifacts::applications)).hasSize(3);
      assertThat(all(2, p -> artifacts.completions(Optional.empty(), p))).hasSize(3);
      assertThat(all(2, p -> artifacts.completions(b, p))).containsExactly(completion("of b", "b"));
      assertThat(all(2, p -> artifacts.runs(Optional.empty(), p))).hasSize(3);
      assertThat(all(2, p -> artifacts.runs(b, p))).containsExactly(run("of b", "b"));
      assertThat(all(2, p -> artifacts.signals(Optional.empty(), p))).hasSize(3);
      assertThat(all(2, p -> artifacts.signals(b, p))).containsExactly(signal("of b", "b"));
    }

    @Test
    @DisplayName("the latest of a model first, of every generation, and no other model's")
    void latest() {
      Store store = store();
      Artifacts artifacts = store.artifacts();
      artifacts.put(completion("1", "a"));
      artifacts.put(completion("2", "b"));
      store.newGeneration();
      store.artifacts().put(completion("3", "a"));
      store
          .artifacts()
          .put(
              StoredCompletion.builder(
                      new CompletionKey(hex("of another")),
                      "model-b",
                      "revision-1",
                      0,
                      Completion.builder("x", "model-b", FinishReason.STOP).build())
                  .build());
      assertThat(store.artifacts().latestCompletions("model-a", "revision-1", 2))
          .containsExactly(completion("3", "a"), completion("2", "b"));
      assertThat(store.artifacts().latestCompletions("model-a", "revision-1", 100)).hasSize(3);
      assertThat(store.artifacts().latestCompletions("model-a", "revision-2", 1)).isEmpty();
    }

    @Test
    @DisplayName("and shows what is stored while somebody pages, without repeating anything")
    void growing() {
      Artifacts artifacts = store().artifacts();
      artifacts.put(run("1", "app"));
      artifacts.put(run("2", "app"));
      Page<?> first = artifacts.runs(Optional.empty(), PageRequest.first(1));
      artifacts.put(run("3", "app"));
      assertThat(
              artifacts
                  .runs(Optional.empty(), PageRequest.first(10).after(first.next().orElseThrow()))
                  .items())
          .containsExactly(run("2", "app"), run("3", "app"));
    }

    @Test
    @DisplayName("and refuses a cursor that is none")
    void badCursor() {
      Artifacts artifacts = store().artifacts();
      assertThatThrownBy(
              () -> artifacts.runs(Optional.empty(), PageRequest.first(1).after("x' OR 1=1")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("x' OR 1=1");
    }
  }

  /** Fresh runs. */
  @Nested
  @DisplayName("has generations")
  class Generations {
    @Test
    @DisplayName("of which a new one sees nothing of those before, and deletes nothing")
    void hide() {
      Store store = store();
      Artifacts old = store.artifacts();
      putOneOfEach(old);
      long begun = store.newGeneration();
      assertThat(begun).isEqualTo(old.generation() + 1).isEqualTo(store.generation());
      Artifacts fresh = store.artifacts();
      assertThat(fresh.generation()).isEqualTo(begun);
      assertThat(countEach(fresh)).isZero();
      assertThat(fresh.contexts(Optional.empty(), PageRequest.first(10)).items()).isEmpty();
      assertThat(countEach(old)).isEqualTo(9);
    }

    @Test
    @DisplayName("in each of which a key is free again")
    void sameKey() {
      Store store = store();
      Artifacts old = store.artifacts();
      old.put(batch("b"));
      store.newGeneration();
      Artifacts fresh = store.artifacts();
      assertThat(fresh.put(batch("b"))).isEqualTo(batch("b"));
      fresh.put(context("c", "new"));
      old.put(context("c", "old"));
      assertThat(fresh.findContext(new ContextKey(hex("c")))).contains(context("c", "new"));
      assertThat(old.findContext(new ContextKey(hex("c")))).contains(context("c", "old"));
    }

    @Test
    @DisplayName("of which the newest is there when it is opened again")
    void newest() {
      Store store = store();
      store.newGeneration();
      long newest = store.newGeneration();
      store.artifacts().put(batch("b"));
      Store again = reopened(store);
      assertThat(again.generation()).isEqualTo(newest);
      assertThat(again.artifacts().findBatch("b")).isPresent();
    }

    @Test
    @DisplayName("of which prune deletes old ones, counts what it deleted, and leaves the rest")
    void prune() {
      Store store = store();
      Artifacts first = store.artifacts();
      putOneOfEach(first);
      clock.advance(Duration.ofHours(1));
      store.newGeneration();
      Artifacts second = store.artifacts();
      putOneOfEach(second);
      Instant between = clock.instant().plusSeconds(1);
      clock.advance(Duration.ofHours(1));
      store.newGeneration();
      Artifacts third = store.artifacts();
      putOneOfEach(third);

      assertThat(store.prune(3, Instant.MAX)).isZero();
      assertThat(store.prune(1, clock.instant().minus(Duration.ofDays(1)))).isZero();
      assertThat(store.prune(1, between)).isEqualTo(9);
      assertThat(countEach(first)).isZero();
      assertThat(countEach(second)).isEqualTo(9);
      assertThat(store.prune(1, Instant.MAX)).isEqualTo(9);
      assertThat(countEach(second)).isZero();
      assertThat(store.prune(1, Instant.MAX)).isZero();
      assertThat(countEach(third)).isEqualTo(9);
      assertThat(third.findContext(new ContextKey(hex("c")))).contains(context("c", "app"));
      assertThat(store.newGeneration()).isEqualTo(third.generation() + 1);
    }

    @Test
    @DisplayName("and never prunes all of them")
    void keepsOne() {
      Store store = store();
      assertThatThrownBy(() -> store.prune(0, Instant.MAX))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
