package org.iccm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.error.StoreException;
import org.iccm.api.rollout.Budget;
import org.iccm.api.rollout.Spending;
import org.iccm.api.store.BudgetAccount;
import org.iccm.api.store.Lease;
import org.iccm.api.store.Reservation;
import org.iccm.api.store.Store;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of the store's contract that speaks of budgets and claims. */
abstract class StoreWorkContract extends StoreArtifactsContract {
  private static final Duration LEASE = Duration.ofMillis(300);

  private static Spending spending(long calls, long tokens, String money) {
    return Spending.builder().calls(calls).tokens(tokens).money(new BigDecimal(money)).build();
  }

  private static void assertSpent(
      Spending actual, long calls, long tokens, String money, Duration wall) {
    assertThat(actual.calls()).isEqualTo(calls);
    assertThat(actual.tokens()).isEqualTo(tokens);
    assertThat(actual.money()).isEqualByComparingTo(money);
    assertThat(actual.wallClock()).isEqualTo(wall);
  }

  /** Budgets. */
  @Nested
  @DisplayName("keeps the ledger")
  class Ledgers {
    @Test
    @DisplayName("reserving before and settling after a call, exactly to the last cent")
    void settles() {
      Store store = store();
      BudgetAccount account = store.ledger().open("run", Budget.UNLIMITED);
      Reservation a = account.reserve(spending(1, 100, "0.1"));
      Reservation b = account.reserve(spending(1, 100, "0.2"));
      assertSpent(account.reserved(), 2, 200, "0.3", Duration.ZERO);
      assertSpent(account.spent(), 0, 0, "0", Duration.ZERO);
      account.settle(a, spending(1, 42, "0.01"));
      account.settle(b);
      assertSpent(account.reserved(), 0, 0, "0", Duration.ZERO);
      assertSpent(account.spent(), 2, 142, "0.21", Duration.ZERO);
      assertSpent(store.ledger().spent("run").orElseThrow(), 2, 142, "0.21", Duration.ZERO);
      assertThat(store.ledger().spent("another run")).isEmpty();
    }

    @Test
    @DisplayName("giving back what a call that was not made had reserved")
    void releases() {
      BudgetAccount account = store().ledger().open("run", Budget.builder().calls(1).build());
      account.release(account.reserve(spending(1, 0, "0")));
      account.settle(account.reserve(spending(1, 0, "0")));
      assertSpent(account.spent(), 1, 0, "0", Duration.ZERO);
    }

    @Test
    @DisplayName("counting each reservation once, however often it is settled or released")
    void settlesOnce() {
      BudgetAccount account = store().ledger().open("run", Budget.UNLIMITED);
      Reservation a = account.reserve(spending(1, 10, "1"));
      account.settle(a, spending(1, 7, "1"));
      account.settle(a, spending(1, 9, "1"));
      account.release(a);
      assertSpent(account.spent(), 1, 7, "1", Duration.ZERO);
      assertSpent(account.reserved(), 0, 0, "0", Duration.ZERO);
    }

    @Test
    @DisplayName("refusing what would go over a limit of any kind, and reserving nothing then")
    void refuses() {
      Store store = store();
      BudgetAccount account =
          store
              .ledger()
              .open(
                  "run",
                  Budget.builder()
                      .calls(2)
                      .tokens(100)
                      .money(new BigDecimal("1.00"))
                      .wallClock(Duration.ofMinutes(10))
                      .build());
      account.reserve(spending(1, 60, "0.60"));
      assertExceeded(account, spending(2, 0, "0"), "calls");
      assertExceeded(account, spending(1, 41, "0"), "tokens");
      assertExceeded(account, spending(0, Long.MAX_VALUE, "0"), "tokens");
      assertExceeded(account, spending(1, 0, "0.400000001"), "money");
      assertExceeded(
          account, Spending.builder().wallClock(Duration.ofMinutes(11)).build(), "wallClock");
      assertSpent(account.reserved(), 1, 60, "0.60", Duration.ZERO);
      account.reserve(spending(1, 40, "0.4"));
      assertExceeded(account, spending(1, 0, "0"), "calls");
    }

    private void assertExceeded(BudgetAccount account, Spending wanted, String dimension) {
      assertThatThrownBy(() -> account.reserve(wanted))
          .isInstanceOfSatisfying(
              BudgetExceededException.class,
              e -> {
                assertThat(e.dimension()).isEqualTo(dimension);
                assertThat(e.runId()).isEqualTo("run");
              })
          .hasMessageContaining("run")
          .hasMessageContaining(dimension);
    }

    @Test
    @DisplayName("writing down what a call cost over its reservation, which then counts")
    void overrun() {
      BudgetAccount account = store().ledger().open("run", Budget.builder().tokens(100).build());
      account.settle(account.reserve(spending(1, 10, "0")), spending(1, 99, "0"));
      assertSpent(account.spent(), 1, 99, "0", Duration.ZERO);
      assertExceeded(account, spending(1, 2, "0"), "tokens");
    }

    @Test
    @DisplayName("never over the limit, when eight threads reserve at once")
    void concurrent() throws InterruptedException {
      BudgetAccount account = store().ledger().open("run", Budget.builder().calls(20).build());
      AtomicInteger refused = new AtomicInteger();
      together(
          8,
          () -> {
            for (int i = 0; i < 5; i++) {
              try {
                Reservation reservation = account.reserve(spending(1, 5, "0.001"));
                if (i % 2 == 0) {
                  account.settle(reservation, spending(1, 3, "0.001"));
                }
              } catch (BudgetExceededException e) {
                refused.incrementAndGet();
              }
            }
            return true;
          });
      assertThat(refused).hasValue(20);
      assertThat(account.spent().plus(account.reserved()).calls()).isEqualTo(20);
    }

    @Test
    @DisplayName("through a restart: what a dead process had reserved is settled at that cost")
    void restart() {
      Store store = store();
      Budget budget = Budget.builder().calls(5).build();
      BudgetAccount account = store.ledger().open("run", budget);
      account.settle(account.reserve(spending(1, 10, "0.5")), spending(1, 5, "0.25"));
      account.reserve(spending(2, 100, "0.5"));
      BudgetAccount again = reopened(store).ledger().open("run", budget);
      assertSpent(again.spent(), 3, 105, "0.75", Duration.ZERO);
      assertSpent(again.reserved(), 0, 0, "0", Duration.ZERO);
      assertExceeded(again, spending(3, 0, "0"), "calls");
      again.reserve(spending(2, 0, "0"));
    }

    @Test
    @DisplayName("with the wall-clock time of all invocations together, a step back left out")
    void wallClock() {
      Store store = store();
      Budget budget = Budget.builder().wallClock(Duration.ofMinutes(10)).build();
      BudgetAccount account = store.ledger().open("run", budget);
      clock.advance(Duration.ofMinutes(4));
      account.heartbeat();
      clock.advance(Duration.ofMinutes(-60));
      account.heartbeat();
      clock.advance(Duration.ofMinutes(1));
      account.close();
      account.close();
      clock.advance(Duration.ofMinutes(90));
      BudgetAccount again = reopened(store).ledger().open("run", budget);
      assertThat(again.spent().wallClock()).isEqualTo(Duration.ofMinutes(5));
      clock.advance(Duration.ofMinutes(5));
      assertThatThrownBy(again::heartbeat).isInstanceOf(BudgetExceededException.class);
      assertExceeded(again, spending(1, 0, "0"), "wallClock");
      assertThat(again.spent().wallClock()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    @DisplayName("apart for each run, through generations")
    void apart() {
      Store store = store();
      BudgetAccount a = store.ledger().open("a", Budget.builder().calls(1).build());
      BudgetAccount b = store.ledger().open("b", Budget.builder().calls(1).build());
      Reservation reservation = a.reserve(spending(1, 0, "0"));
      b.reserve(spending(1, 0, "0"));
      assertThatThrownBy(() -> b.settle(reservation)).isInstanceOf(IllegalArgumentException.class);
      a.settle(reservation);
      store.newGeneration();
      assertSpent(store.ledger().spent("a").orElseThrow(), 1, 0, "0", Duration.ZERO);
    }

    @Test
    @DisplayName("and refuses a closed account, but settles what was in flight")
    void closedAccount() {
      Store store = store();
      BudgetAccount account = store.ledger().open("run", Budget.UNLIMITED);
      Reservation inFlight = account.reserve(spending(1, 10, "0"));
      account.close();
      assertThatThrownBy(() -> account.reserve(Spending.NOTHING))
          .isInstanceOf(IllegalStateException.class);
      account.settle(inFlight, spending(1, 4, "0"));
      assertSpent(store.ledger().spent("run").orElseThrow(), 1, 4, "0", Duration.ZERO);
    }
  }

  /** Claims. */
  @Nested
  @DisplayName("leases work")
  class Leases {
    @Test
    @DisplayName("to one at a time")
    void one() {
      Store store = store();
      Lease lease = store.claim("work", Duration.ofMinutes(1)).orElseThrow();
      assertThat(lease.key()).isEqualTo("work");
      assertThat(store.claim("work", Duration.ofMinutes(1))).isEmpty();
      assertThat(store.claim("other work", Duration.ofMinutes(1))).isPresent();
      lease.close();
      lease.close();
      assertThat(store.claim("work", Duration.ofMinutes(1))).isPresent();
    }

    @Test
    @DisplayName("to one of eight that ask at once")
    void oneOfEight() throws InterruptedException {
      Store store = store();
      for (int round = 0; round < 3; round++) {
        String key = "work " + round;
        List<Optional<Lease>> claims = together(8, () -> store.claim(key, Duration.ofMinutes(1)));
        assertThat(claims).filteredOn(Optional::isPresent).hasSize(1);
      }
    }

    @Test
    @DisplayName("to the next when the time is over, with a higher token")
    void expires() {
      Store store = store();
      Lease late = store.claim("work", LEASE).orElseThrow();
      pass(LEASE.plusMillis(100));
      Lease next = store.claim("work", Duration.ofMinutes(1)).orElseThrow();
      assertThat(next.token()).isGreaterThan(late.token());
      assertThat(late.renew(LEASE)).isFalse();
      late.close();
      assertThat(store.claim("work", LEASE)).isEmpty();
      next.fence();
    }

    @Test
    @DisplayName("longer, when they are renewed")
    void renewed() {
      Store store = store();
      Lease lease = store.claim("work", LEASE).orElseThrow();
      assertThat(lease.renew(Duration.ofMinutes(1))).isTrue();
      pass(LEASE.plusMillis(100));
      assertThat(store.claim("work", LEASE)).isEmpty();
    }

    @Test
    @DisplayName("so that a worker who lost his lease cannot store his late result")
    void fences() {
      Store store = store();
      Lease late = store.claim("work", LEASE).orElseThrow();
      pass(LEASE.plusMillis(100));
      // over, but nobody else's yet
      late.fence();
      Lease next = store.claim("work", Duration.ofMinutes(1)).orElseThrow();
      assertThatThrownBy(
              () ->
                  store.inTransaction(
                      () -> {
                        store.artifacts().put(batch("late"));
                        late.fence();
                        return true;
                      }))
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.retriable()).isFalse())
          .hasMessageContaining("work");
      assertThat(store.artifacts().findBatch("late")).isEmpty();
      store.inTransaction(
          () -> {
            store.artifacts().put(batch("in time"));
            next.fence();
            return true;
          });
      assertThat(store.artifacts().findBatch("in time")).isPresent();
    }

    @Test
    @DisplayName("with tokens that grow through a restart")
    void tokens() {
      Store store = store();
      long token = store.claim("work", LEASE).orElseThrow().token();
      Store again = reopened(store);
      pass(LEASE.plusMillis(100));
      assertThat(again.claim("work", LEASE).orElseThrow().token()).isGreaterThan(token);
    }

    @Test
    @DisplayName("for a time above zero")
    void badTime() {
      Store store = store();
      assertThatThrownBy(() -> store.claim("work", Duration.ZERO))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
