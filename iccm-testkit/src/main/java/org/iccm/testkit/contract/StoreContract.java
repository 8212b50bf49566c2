package org.iccm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.error.StoreException;
import org.iccm.api.rollout.Budget;
import org.iccm.api.rollout.Spending;
import org.iccm.api.store.Artifacts;
import org.iccm.api.store.BudgetAccount;
import org.iccm.api.store.PageRequest;
import org.iccm.api.store.Reservation;
import org.iccm.api.store.Store;
import org.iccm.testkit.threads.IccmThreads;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Store} has to do. Extend it and say how a store is opened: {@code open} gives a
 * new store on the database of the running test, which is empty when the test begins.
 *
 * @since 0.1.0
 */
@DisplayName("A store")
public abstract class StoreContract extends StoreVectorsContract {
  /** For subclasses. */
  protected StoreContract() {}

  /** Transactions. */
  @Nested
  @DisplayName("in a transaction")
  class Transactions {
    @Test
    @DisplayName("stores all or nothing, sees its own writes, and passes exceptions on")
    void allOrNothing() {
      Store store = store();
      Artifacts artifacts = store.artifacts();
      IllegalArgumentException thrown = new IllegalArgumentException("mine");
      assertThatThrownBy(
              () ->
                  store.inTransaction(
                      () -> {
                        artifacts.put(batch("1"));
                        artifacts.put(context("1", "app"));
                        assertThat(artifacts.findBatch("1")).isPresent();
                        throw thrown;
                      }))
          .isSameAs(thrown);
      assertThat(artifacts.findBatch("1")).isEmpty();
      assertThat(artifacts.contexts(Optional.empty(), PageRequest.first(5)).items()).isEmpty();
      String result =
          store.inTransaction(
              () -> {
                artifacts.put(batch("1"));
                artifacts.put(context("1", "app"));
                return "done";
              });
      assertThat(result).isEqualTo("done");
      assertThat(artifacts.findBatch("1")).isPresent();
      assertThat(artifacts.contexts(Optional.empty(), PageRequest.first(5)).items()).hasSize(1);
    }

    @Test
    @DisplayName("hides its writes from others until it ends")
    void hidden() throws InterruptedException {
      Store store = store();
      Artifacts artifacts = store.artifacts();
      store.inTransaction(
          () -> {
            artifacts.put(batch("1"));
            try {
              assertThat(
                      Background.start(() -> artifacts.findBatch("1"))
                          .within(Duration.ofSeconds(20), "a reader beside a transaction")
                          .value())
                  .isEmpty();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            return true;
          });
      assertThat(artifacts.findBatch("1")).isPresent();
    }

    @Test
    @DisplayName("joins an outer one, which decides")
    void joins() {
      Store store = store();
      Artifacts artifacts = store.artifacts();
      assertThatThrownBy(
              () ->
                  store.inTransaction(
                      () -> {
                        store.inTransaction(() -> artifacts.put(batch("inner")));
                        throw new IllegalStateException("outer");
                      }))
          .hasMessage("outer");
      assertThat(artifacts.findBatch("inner")).isEmpty();
    }

    @Test
    @DisplayName("keeps the ledger and the artifacts together")
    void withLedger() {
      Store store = store();
      BudgetAccount account = store.ledger().open("run", Budget.UNLIMITED);
      Reservation reservation = account.reserve(Spending.builder().calls(1).build());
      assertThatThrownBy(
              () ->
                  store.inTransaction(
                      () -> {
                        store.artifacts().put(batch("1"));
                        account.settle(reservation);
                        throw new IllegalStateException("back");
                      }))
          .hasMessage("back");
      assertThat(account.spent().calls()).isZero();
      assertThat(account.reserved().calls()).isEqualTo(1);
      assertThat(store.artifacts().findBatch("1")).isEmpty();
    }

    @Test
    @DisplayName("begins no generation")
    void noGeneration() {
      Store store = store();
      assertThatThrownBy(() -> store.inTransaction(store::newGeneration))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  /** Several stores on one database. */
  @Nested
  @DisplayName("beside another on the same database")
  class Several {
    @Test
    @DisplayName("is refused, with place and remedy, if there is one writer")
    void refused() {
      Store first = store();
      if (first.card().sharedWriters()) {
        return; // asked of stores with one writer; the next two are asked of the others
      }
      first.artifacts().put(batch("1"));
      Store second = store();
      assertThatThrownBy(() -> second.artifacts().put(batch("2")))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> {
                assertThat(e.store()).isEqualTo(first.card().place());
                assertThat(e.retriable()).isFalse();
              })
          .hasMessageContaining(first.card().place());
      first.artifacts().put(batch("3"));
      first.close();
      assertThat(second.artifacts().findBatch("3")).isPresent();
      second.artifacts().put(batch("4"));
    }

    @Test
    @DisplayName("shares artifacts, claims and budgets, if there are many writers")
    void shares() {
      Store first = store();
      if (!first.card().sharedWriters()) {
        return;
      }
      Store second = store();
      assertThat(first.artifacts().put(run("r", "mine"))).isEqualTo(run("r", "mine"));
      assertThat(second.artifacts().put(run("r", "yours"))).isEqualTo(run("r", "mine"));
      assertThat(first.claim("work", Duration.ofMinutes(1))).isPresent();
      assertThat(second.claim("work", Duration.ofMinutes(1))).isEmpty();
      BudgetAccount one = first.ledger().open("run", Budget.builder().calls(2).build());
      BudgetAccount two = second.ledger().open("run", Budget.builder().calls(2).build());
      one.reserve(Spending.builder().calls(1).build());
      two.reserve(Spending.builder().calls(1).build());
      assertThatThrownBy(() -> one.reserve(Spending.builder().calls(1).build()))
          .isInstanceOf(BudgetExceededException.class);
      assertThat(two.spent().calls()).isZero();
      long generation = first.newGeneration();
      assertThat(second.generation()).isLessThan(generation);
      assertThat(second.newGeneration()).isEqualTo(generation + 1);
    }

    @Test
    @DisplayName("takes a silent one for dead, and lets it settle the truth when it speaks again")
    void silent() {
      Store first = store();
      if (!first.card().sharedWriters()) {
        return;
      }
      Store second = store();
      BudgetAccount one = first.ledger().open("run", Budget.UNLIMITED);
      Reservation late = one.reserve(Spending.builder().calls(1).tokens(1000).build());
      BudgetAccount two = second.ledger().open("run", Budget.UNLIMITED);
      assertThat(two.spent().tokens()).isZero();
      clock.advance(Duration.ofHours(2));
      BudgetAccount three = second.ledger().open("run", Budget.UNLIMITED);
      assertThat(three.spent().tokens()).isEqualTo(1000);
      assertThat(three.reserved().tokens()).isZero();
      one.settle(late, Spending.builder().calls(1).tokens(10).build());
      assertThat(three.spent().tokens()).isEqualTo(10);
      assertThat(three.spent().calls()).isEqualTo(1);
    }
  }

  /** Its end. */
  @Nested
  @DisplayName("from beginning to end")
  class Life {
    @Test
    @DisplayName("describes itself without opening anything")
    void card() {
      Store store = store();
      assertThat(store.card().name()).isNotBlank();
      assertThat(store.card().place()).isNotBlank();
      assertThat(store.card().schemaVersion()).isNotBlank();
      assertThat(store.card().readOnly()).isFalse();
      assertThat(store.vectors()).isPresent();
      // two at once, though there may be one writer: neither is open
      assertThat(store().card()).isEqualTo(store.card());
    }

    @Test
    @DisplayName("refuses every call after close, with IllegalStateException")
    void closed() {
      Store store = store();
      Artifacts artifacts = store.artifacts();
      BudgetAccount account = store.ledger().open("run", Budget.UNLIMITED);
      store.close();
      assertThatThrownBy(() -> artifacts.put(batch("1"))).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> artifacts.findBatch("1")).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(store::artifacts).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> store.claim("k", Duration.ofSeconds(1)))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> account.reserve(Spending.NOTHING))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> store.inTransaction(() -> 1))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> store.prune(1, Instant.MAX))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(
              () -> store.vectors().orElseThrow().upsert("e", "i", new float[] {1}, Map.of()))
          .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("may be closed twice, or without ever being used")
    void twice() {
      Store store = store();
      store.artifacts().put(batch("1"));
      store.close();
      store.close();
      Store unused = store();
      unused.close();
      assertThatThrownBy(unused::generation).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("leaves no thread behind")
    void threads() {
      IccmThreads threads = IccmThreads.now();
      Store store = store();
      store.artifacts().put(batch("1"));
      store.vectors().orElseThrow().upsert("e", "i", new float[] {1}, Map.of());
      store.close();
      threads.assertNoneAdded(Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("stores what is finished even when the thread is interrupted, and keeps the flag")
    void interrupted() {
      Store store = store();
      store.artifacts();
      Thread.currentThread().interrupt();
      try {
        store.artifacts().put(batch("finished"));
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(store.artifacts().findBatch("finished")).isPresent();
    }
  }
}
