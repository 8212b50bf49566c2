package org.iccm.core.store;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.iccm.api.error.StoreException;
import org.iccm.api.store.Lease;
import org.jdbi.v3.core.Handle;

/** Claims as rows; tokens only grow. */
final class SqlLeases {
  private final Transactions transactions;
  private final Dialect dialect;
  private final Clock clock;
  private final String place;

  SqlLeases(Transactions transactions, Dialect dialect, Clock clock, String place) {
    this.transactions = transactions;
    this.dialect = dialect;
    this.clock = clock;
    this.place = place;
  }

  /** Of a store with one writer: whoever held leases is gone. */
  static void forget(Handle handle) {
    handle.execute("DELETE FROM lease");
  }

  Optional<Lease> claim(String key, Duration lease) {
    long millis = millis(lease);
    // the same in every try: a claim whose acknowledgement got lost is found again
    String holder = UUID.randomUUID().toString();
    return transactions.write(
        handle -> {
          long now = now(handle);
          return handle
              .createQuery(
                  "INSERT INTO lease (key, token, holder, expires_at)"
                      + " VALUES (:key, :token, :holder, :expires)"
                      + " ON CONFLICT (key) DO UPDATE SET token = excluded.token,"
                      + " holder = excluded.holder, expires_at = excluded.expires_at"
                      + " WHERE lease.expires_at <= :now OR lease.holder = excluded.holder"
                      + " RETURNING token")
              .bind("key", key)
              .bind("token", handle.createQuery(dialect.nextToken).mapTo(Long.class).one())
              .bind("holder", holder)
              .bind("expires", now + millis)
              .bind("now", now)
              .mapTo(Long.class)
              .findFirst()
              .map(token -> new Held(key, token));
        });
  }

  private long now(Handle handle) {
    var query = handle.createQuery(dialect.leaseTime);
    if (dialect.leaseTime.contains(":now")) {
      query.bind("now", clock.millis());
    }
    return query.mapTo(Long.class).one();
  }

  private static long millis(Duration lease) {
    if (lease.isNegative() || lease.toMillis() == 0) {
      throw new IllegalArgumentException("a lease lasts at least a millisecond, not " + lease);
    }
    return lease.toMillis();
  }

  private final class Held implements Lease {
    private final String key;
    private final long token;

    Held(String key, long token) {
      this.key = key;
      this.token = token;
    }

    @Override
    public String key() {
      return key;
    }

    @Override
    public long token() {
      return token;
    }

    @Override
    public boolean renew(Duration lease) {
      long millis = millis(lease);
      return transactions.write(
          handle ->
              handle
                      .createUpdate(
                          "UPDATE lease SET expires_at = :expires"
                              + " WHERE key = :key AND token = :token")
                      .bind("expires", now(handle) + millis)
                      .bind("key", key)
                      .bind("token", token)
                      .execute()
                  == 1);
    }

    @Override
    public void fence() {
      boolean held =
          transactions.write(
              handle ->
                  handle
                          .createUpdate(
                              "UPDATE lease SET token = token"
                                  + " WHERE key = :key AND token = :token")
                          .bind("key", key)
                          .bind("token", token)
                          .execute()
                      == 1);
      if (!held) {
        throw new StoreException(
            place,
            false,
            "the lease on '"
                + key
                + "' (token "
                + token
                + ") in "
                + place
                + " is lost: another worker has claimed it; drop this result, theirs counts");
      }
    }

    @Override
    public void close() {
      transactions.write(
          handle ->
              handle
                  .createUpdate("DELETE FROM lease WHERE key = :key AND token = :token")
                  .bind("key", key)
                  .bind("token", token)
                  .execute());
    }
  }
}
