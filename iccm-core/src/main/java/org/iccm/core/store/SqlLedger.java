package org.iccm.core.store;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.iccm.api.rollout.Budget;
import org.iccm.api.rollout.Spending;
import org.iccm.api.store.BudgetAccount;
import org.iccm.api.store.Ledger;
import org.jdbi.v3.core.Handle;

/** Accounts and reservations as rows; a run's row is locked while it changes. */
final class SqlLedger implements Ledger {
  /** A session that nobody saw for so long is dead. Wrong guesses are put right by settling. */
  static final Duration SESSION_TIMEOUT = Duration.ofMinutes(5);

  private final Transactions transactions;
  private final Connections connections;
  private final Clock clock;
  private final Supplier<String> session;

  SqlLedger(
      Transactions transactions, Connections connections, Clock clock, Supplier<String> session) {
    this.transactions = transactions;
    this.connections = connections;
    this.clock = clock;
    this.session = session;
  }

  @Override
  public BudgetAccount open(String runId, Budget budget) {
    if (runId.isBlank()) {
      throw new IllegalArgumentException("runId is blank");
    }
    transactions.write(
        handle -> {
          handle
              .createUpdate(
                  "INSERT INTO ledger_account (run_id, calls, tokens, money, reserved_calls,"
                      + " reserved_tokens, reserved_money) VALUES (:run, 0, 0, '0', 0, 0, '0')"
                      + " ON CONFLICT (run_id) DO NOTHING")
              .bind("run", runId)
              .execute();
          recover(handle, lock(handle, runId));
          return true;
        });
    return new SqlBudgetAccount(this, transactions, clock, session, runId, budget);
  }

  @Override
  public Optional<Spending> spent(String runId) {
    return transactions.read(
        handle -> find(handle, runId, "").map(row -> withTime(handle, row.spent(), runId)));
  }

  /** A run's sums. */
  record Row(String runId, Spending spent, Spending reserved) {}

  Row lock(Handle handle, String runId) {
    return find(handle, runId, connections.dialect().forUpdate).orElseThrow();
  }

  void save(Handle handle, Row row) {
    handle
        .createUpdate(
            "UPDATE ledger_account SET calls = :calls, tokens = :tokens, money = :money,"
                + " reserved_calls = :reservedCalls, reserved_tokens = :reservedTokens,"
                + " reserved_money = :reservedMoney WHERE run_id = :run")
        .bind("calls", row.spent().calls())
        .bind("tokens", row.spent().tokens())
        .bind("money", row.spent().money().toPlainString())
        .bind("reservedCalls", row.reserved().calls())
        .bind("reservedTokens", row.reserved().tokens())
        .bind("reservedMoney", row.reserved().money().toPlainString())
        .bind("run", row.runId())
        .execute();
  }

  static long wallMillis(Handle handle, String runId) {
    return handle
        .createQuery(
            "SELECT CAST(COALESCE(SUM(wall_millis), 0) AS BIGINT) FROM ledger_invocation"
                + " WHERE run_id = :run")
        .bind("run", runId)
        .mapTo(Long.class)
        .one();
  }

  Spending withTime(Handle handle, Spending spent, String runId) {
    return spent.toBuilder().wallClock(Duration.ofMillis(wallMillis(handle, runId))).build();
  }

  static Spending minus(Spending a, Spending b) {
    return Spending.builder()
        .calls(a.calls() - b.calls())
        .tokens(a.tokens() - b.tokens())
        .money(a.money().subtract(b.money()))
        .build();
  }

  static Spending spending(long calls, long tokens, String money) {
    return Spending.builder().calls(calls).tokens(tokens).money(new BigDecimal(money)).build();
  }

  /** Settles what dead processes had reserved. */
  private void recover(Handle handle, Row row) {
    List<String> dead =
        handle
            .createQuery(
                "SELECT DISTINCT r.session FROM ledger_reservation r"
                    + " LEFT JOIN session s ON s.id = r.session"
                    + " WHERE r.run_id = :run AND r.state = 'RESERVED' AND r.session <> :own"
                    + " AND (s.id IS NULL OR s.seen_at < :alive OR :exclusive = 1)")
            .bind("run", row.runId())
            .bind("own", session.get())
            .bind("alive", clock.millis() - SESSION_TIMEOUT.toMillis())
            .bind("exclusive", connections.exclusive() ? 1 : 0)
            .mapTo(String.class)
            .list();
    Spending lost = Spending.NOTHING;
    for (String session : dead) {
      List<Spending> amounts =
          handle
              .createQuery(
                  "UPDATE ledger_reservation SET state = 'RECOVERED' WHERE run_id = :run"
                      + " AND session = :session AND state = 'RESERVED'"
                      + " RETURNING calls, tokens, money")
              .bind("run", row.runId())
              .bind("session", session)
              .map((r, statement) -> amount(r))
              .list();
      for (Spending amount : amounts) {
        lost = lost.plus(amount);
      }
    }
    save(handle, new Row(row.runId(), row.spent().plus(lost), minus(row.reserved(), lost)));
  }

  static Spending amount(ResultSet row) throws SQLException {
    return spending(row.getLong("calls"), row.getLong("tokens"), row.getString("money"));
  }

  private static Optional<Row> find(Handle handle, String runId, String forUpdate) {
    return handle
        .createQuery("SELECT * FROM ledger_account WHERE run_id = :run" + forUpdate)
        .bind("run", runId)
        .map(
            (row, statement) ->
                new Row(
                    runId,
                    amount(row),
                    spending(
                        row.getLong("reserved_calls"),
                        row.getLong("reserved_tokens"),
                        row.getString("reserved_money"))))
        .findFirst();
  }
}
