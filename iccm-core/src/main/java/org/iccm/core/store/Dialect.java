package org.iccm.core.store;

/** Where the two databases differ in what they are told. */
enum Dialect {
  SQLITE(
      "", "SELECT :now", "UPDATE lease_token SET value = value + 1 WHERE id = 1 RETURNING value") {
    @Override
    String json(String parameter) {
      return ":" + parameter;
    }
  },
  POSTGRES(
      " FOR UPDATE",
      "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
      "SELECT nextval('lease_token')") {
    @Override
    String json(String parameter) {
      return "CAST(:" + parameter + " AS JSON)";
    }
  };

  /** Locks the rows of a SELECT until the transaction ends. SQLite has one writer anyway. */
  final String forUpdate;

  /**
   * The time by which leases end, in milliseconds: of the server where several machines share it,
   * because their clocks differ.
   */
  final String leaseTime;

  final String nextToken;

  Dialect(String forUpdate, String leaseTime, String nextToken) {
    this.forUpdate = forUpdate;
    this.leaseTime = leaseTime;
    this.nextToken = nextToken;
  }

  /** A parameter that goes into a JSON column. */
  abstract String json(String parameter);
}
