package org.iccm.core.store;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.rollout.Budget;
import org.iccm.api.rollout.Spending;
import org.iccm.api.store.BudgetAccount;
import org.iccm.api.store.Reservation;
import org.jdbi.v3.core.Handle;

/** One invocation's view of a run's account. Holds no lock while it talks to the database. */
final class SqlBudgetAccount implements BudgetAccount {
  private final SqlLedger ledger;
  private final Transactions transactions;
  private final Clock clock;
  private final Supplier<String> session;
  private final String runId;
  private final Budget budget;
  private final String invocation = UUID.randomUUID().toString();
  private final Object time = new Object();
  private long seenMillis;
  private long elapsedMillis;
  private boolean closed;

  SqlBudgetAccount(
      SqlLedger ledger,
      Transactions transactions,
      Clock clock,
      Supplier<String> session,
      String runId,
      Budget budget) {
    this.ledger = ledger;
    this.transactions = transactions;
    this.clock = clock;
    this.session = session;
    this.runId = runId;
    this.budget = budget;
    this.seenMillis = clock.millis();
  }

  @Override
  public String runId() {
    return runId;
  }

  @Override
  public Budget budget() {
    return budget;
  }

  @Override
  public Reservation reserve(Spending atMost) {
    checkOpen();
    Reservation reservation = new Reservation(UUID.randomUUID().toString(), runId, atMost);
    long elapsed = elapsed();
    return transactions.write(
        handle -> {
          SqlLedger.Row row = ledger.lock(handle, runId);
          writeTime(handle, elapsed);
          int added =
              handle
                  .createUpdate(
                      "INSERT INTO ledger_reservation (id, run_id, session, state, calls, tokens,"
                          + " money) VALUES (:id, :run, :session, 'RESERVED', :calls, :tokens,"
                          + " :money) ON CONFLICT (id) DO NOTHING")
                  .bind("id", reservation.id())
                  .bind("run", runId)
                  .bind("session", session.get())
                  .bind("calls", atMost.calls())
                  .bind("tokens", atMost.tokens())
                  .bind("money", atMost.money().toPlainString())
                  .execute();
          // 0: an earlier try was committed, only its acknowledgement got lost
          if (added == 1) {
            check(row, atMost, SqlLedger.wallMillis(handle, runId));
            ledger.save(handle, new SqlLedger.Row(runId, row.spent(), row.reserved().plus(atMost)));
          }
          return reservation;
        });
  }

  @Override
  public void settle(Reservation reservation, Spending actual) {
    finish(reservation, "SETTLED", actual);
  }

  @Override
  public void release(Reservation reservation) {
    finish(reservation, "RELEASED", Spending.NOTHING);
  }

  @Override
  public void heartbeat() {
    checkOpen();
    long elapsed = elapsed();
    long wall =
        transactions.write(
            handle -> {
              writeTime(handle, elapsed);
              return SqlLedger.wallMillis(handle, runId);
            });
    checkTime(wall, Duration.ZERO);
  }

  @Override
  public Spending spent() {
    long elapsed = elapsed();
    return transactions.write(
        handle -> {
          writeTime(handle, elapsed);
          return ledger.withTime(handle, ledger.lock(handle, runId).spent(), runId);
        });
  }

  @Override
  public Spending reserved() {
    return transactions.write(handle -> ledger.lock(handle, runId).reserved());
  }

  @Override
  public void close() {
    long elapsed;
    synchronized (time) {
      if (closed) {
        return;
      }
      elapsed = elapsed();
      closed = true;
    }
    transactions.write(
        handle -> {
          writeTime(handle, elapsed);
          return true;
        });
  }

  private void finish(Reservation reservation, String state, Spending actual) {
    if (!reservation.runId().equals(runId)) {
      throw new IllegalArgumentException(
          "reservation of run '" + reservation.runId() + "' in the account of '" + runId + "'");
    }
    long elapsed = elapsed();
    transactions.write(
        handle -> {
          SqlLedger.Row row = ledger.lock(handle, runId);
          writeTime(handle, elapsed);
          Optional<Entry> entry =
              handle
                  .createQuery("SELECT * FROM ledger_reservation WHERE id = :id AND run_id = :run")
                  .bind("id", reservation.id())
                  .bind("run", runId)
                  .map((r, statement) -> entry(r))
                  .findFirst();
          if (entry.isEmpty()) {
            throw new IllegalArgumentException(
                "run '" + runId + "' has no reservation " + reservation.id());
          }
          Spending amount = entry.get().amount();
          SqlLedger.Row changed;
          switch (entry.get().state()) {
            case "RESERVED" ->
                changed =
                    new SqlLedger.Row(
                        runId, row.spent().plus(actual), SqlLedger.minus(row.reserved(), amount));
            // taken for dead and settled at its reserved cost: now the real one is known
            case "RECOVERED" ->
                changed =
                    new SqlLedger.Row(
                        runId, SqlLedger.minus(row.spent(), amount).plus(actual), row.reserved());
            default -> {
              return true;
            }
          }
          handle
              .createUpdate("UPDATE ledger_reservation SET state = :state WHERE id = :id")
              .bind("state", state)
              .bind("id", reservation.id())
              .execute();
          ledger.save(handle, changed);
          return true;
        });
  }

  private record Entry(String state, Spending amount) {}

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(row.getString("state"), SqlLedger.amount(row));
  }

  private void check(SqlLedger.Row row, Spending wanted, long wallMillis) {
    Spending sum = row.spent().plus(row.reserved());
    budget.calls().ifPresent(limit -> checkCount("calls", limit, sum.calls(), wanted.calls()));
    budget.tokens().ifPresent(limit -> checkCount("tokens", limit, sum.tokens(), wanted.tokens()));
    budget
        .money()
        .ifPresent(
            limit -> {
              BigDecimal after = sum.money().add(wanted.money());
              if (after.compareTo(limit) > 0) {
                throw exceeded(
                    "money",
                    limit.toPlainString(),
                    sum.money().toPlainString(),
                    wanted.money().toPlainString());
              }
            });
    checkTime(wallMillis, wanted.wallClock());
  }

  private void checkCount(String dimension, long limit, long sum, long wanted) {
    // without adding: the sum could overflow
    if (wanted > limit - sum) {
      throw exceeded(dimension, Long.toString(limit), Long.toString(sum), Long.toString(wanted));
    }
  }

  private void checkTime(long wallMillis, Duration wanted) {
    budget
        .wallClock()
        .ifPresent(
            limit -> {
              Duration wall = Duration.ofMillis(wallMillis);
              if (wall.compareTo(limit) >= 0 || wall.plus(wanted).compareTo(limit) > 0) {
                throw exceeded("wallClock", limit.toString(), wall.toString(), wanted.toString());
              }
            });
  }

  private BudgetExceededException exceeded(
      String dimension, String limit, String spent, String wanted) {
    return new BudgetExceededException(
        runId,
        dimension,
        limit,
        spent,
        "run '"
            + runId
            + "' has no budget left: "
            + dimension
            + " limit "
            + limit
            + ", spent and reserved "
            + spent
            + ", wanted "
            + wanted
            + "; raise the limit and resume the run, what is finished is kept");
  }

  private void checkOpen() {
    synchronized (time) {
      if (closed) {
        throw new IllegalStateException("the account of run '" + runId + "' is closed");
      }
    }
  }

  /** This invocation's time until now. A clock that steps back adds nothing. */
  private long elapsed() {
    synchronized (time) {
      long now = clock.millis();
      if (!closed) {
        elapsedMillis += Math.max(0, now - seenMillis);
        seenMillis = now;
      }
      return elapsedMillis;
    }
  }

  private void writeTime(Handle handle, long elapsed) {
    handle
        .createUpdate(
            "INSERT INTO ledger_invocation (id, run_id, wall_millis) VALUES (:id, :run, :wall)"
                + " ON CONFLICT (id) DO UPDATE SET wall_millis = excluded.wall_millis"
                + " WHERE excluded.wall_millis > ledger_invocation.wall_millis")
        .bind("id", invocation)
        .bind("run", runId)
        .bind("wall", elapsed)
        .execute();
    handle
        .createUpdate("UPDATE session SET seen_at = :now WHERE id = :id")
        .bind("now", clock.millis())
        .bind("id", session.get())
        .execute();
  }
}
