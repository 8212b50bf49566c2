-- Who has the store open, what runs have spent, and who works on what. None of it knows generations.

CREATE TABLE session (
  id         TEXT NOT NULL PRIMARY KEY,
  host       TEXT NOT NULL,
  pid        BIGINT NOT NULL,
  opened_at  BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL
);

CREATE TABLE ledger_account (
  run_id           TEXT NOT NULL PRIMARY KEY,
  calls            BIGINT NOT NULL,
  tokens           BIGINT NOT NULL,
  money            TEXT NOT NULL,
  reserved_calls   BIGINT NOT NULL,
  reserved_tokens  BIGINT NOT NULL,
  reserved_money   TEXT NOT NULL
);

-- wall-clock time of each invocation, written as its own total: writing twice adds nothing
CREATE TABLE ledger_invocation (
  id           TEXT NOT NULL PRIMARY KEY,
  run_id       TEXT NOT NULL REFERENCES ledger_account (run_id),
  wall_millis  BIGINT NOT NULL
);
CREATE INDEX ledger_invocation_by_run ON ledger_invocation (run_id);

-- state: RESERVED, SETTLED, RELEASED, or RECOVERED (settled at its reserved cost because its process is gone)
CREATE TABLE ledger_reservation (
  id       TEXT NOT NULL PRIMARY KEY,
  run_id   TEXT NOT NULL REFERENCES ledger_account (run_id),
  session  TEXT NOT NULL,
  state    TEXT NOT NULL,
  calls    BIGINT NOT NULL,
  tokens   BIGINT NOT NULL,
  money    TEXT NOT NULL
);
CREATE INDEX ledger_reservation_by_state ON ledger_reservation (run_id, state);

CREATE TABLE lease (
  key         TEXT NOT NULL PRIMARY KEY,
  token       BIGINT NOT NULL,
  holder      TEXT NOT NULL,
  expires_at  BIGINT NOT NULL
);

-- fencing tokens only grow
CREATE TABLE lease_token (
  id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  value  BIGINT NOT NULL
);
INSERT INTO lease_token (id, value) VALUES (1, 0);
