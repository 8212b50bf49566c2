-- Artifacts of all generations. Ids and what is filtered or counted by are columns; the rest, with every
-- free text, is the JSON body (which holds its own version). Times are milliseconds since 1970.

CREATE TABLE generation (
  id        BIGINT NOT NULL PRIMARY KEY,
  begun_at  BIGINT NOT NULL
);
INSERT INTO generation (id, begun_at) VALUES (1, 0);

CREATE TABLE application (
  seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  generation      BIGINT NOT NULL REFERENCES generation (id),
  key             TEXT NOT NULL,
  application_id  TEXT NOT NULL,
  view_digest     TEXT NOT NULL,
  suite_digest    TEXT NOT NULL,
  language        TEXT NOT NULL,
  split           TEXT NOT NULL,
  stored_at       BIGINT NOT NULL,
  body            JSON NOT NULL,
  UNIQUE (generation, key)
);

CREATE TABLE context (
  seq                   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  generation            BIGINT NOT NULL REFERENCES generation (id),
  key                   TEXT NOT NULL,
  application_id        TEXT NOT NULL,
  view_digest           TEXT NOT NULL,
  engineer              TEXT NOT NULL,
  engineer_fingerprint  TEXT NOT NULL,
  scope                 TEXT NOT NULL,
  sample                INTEGER NOT NULL,
  admitted              INTEGER,
  stored_at             BIGINT NOT NULL,
  body                  JSON NOT NULL,
  UNIQUE (generation, key)
);
CREATE INDEX context_by_application ON context (generation, application_id, seq);

CREATE TABLE requirement (
  context_seq     BIGINT NOT NULL REFERENCES context (seq) ON DELETE CASCADE,
  position        INTEGER NOT NULL,
  requirement_id  TEXT NOT NULL,
  kind            TEXT NOT NULL,
  body            JSON NOT NULL,
  PRIMARY KEY (context_seq, position)
);
CREATE INDEX requirement_by_id ON requirement (requirement_id);

CREATE TABLE completion (
  seq                BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  generation         BIGINT NOT NULL REFERENCES generation (id),
  key                TEXT NOT NULL,
  application_id     TEXT NOT NULL,
  context_key        TEXT,
  model_id           TEXT NOT NULL,
  model_revision     TEXT NOT NULL,
  sample_index       INTEGER NOT NULL,
  messages_digest    TEXT NOT NULL,
  finish_reason      TEXT NOT NULL,
  prompt_tokens      BIGINT,
  completion_tokens  BIGINT,
  stored_at          BIGINT NOT NULL,
  body               JSON NOT NULL,
  UNIQUE (generation, key)
);
CREATE INDEX completion_by_application ON completion (generation, application_id, seq);

CREATE TABLE reconstruction (
  seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  generation      BIGINT NOT NULL REFERENCES generation (id),
  key             TEXT NOT NULL,
  completion_key  TEXT NOT NULL,
  parser_version  TEXT NOT NULL,
  digest          TEXT NOT NULL,
  stored_at       BIGINT NOT NULL,
  body            JSON NOT NULL,
  UNIQUE (generation, key)
);

CREATE TABLE run (
  seq                    BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  generation             BIGINT NOT NULL REFERENCES generation (id),
  key                    TEXT NOT NULL,
  application_id         TEXT NOT NULL,
  reconstruction_digest  TEXT NOT NULL,
  runner                 TEXT NOT NULL,
  outcome                TEXT NOT NULL,
  passed                 INTEGER NOT NULL,
  total                  INTEGER NOT NULL,
  stored_at              BIGINT NOT NULL,
  body                   JSON NOT NULL,
  UNIQUE (generation, key)
);
CREATE INDEX run_by_application ON run (generation, application_id, seq);

CREATE TABLE inventory (
  seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  generation      BIGINT NOT NULL REFERENCES generation (id),
  key             TEXT NOT NULL,
  application_id  TEXT NOT NULL,
  tests           INTEGER NOT NULL,
  stored_at       BIGINT NOT NULL,
  body            JSON NOT NULL,
  UNIQUE (generation, key)
);

CREATE TABLE signal (
  seq          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  generation   BIGINT NOT NULL REFERENCES generation (id),
  key          TEXT NOT NULL,
  run_id       TEXT NOT NULL,
  context_key  TEXT,
  type         TEXT NOT NULL,
  value        DOUBLE PRECISION NOT NULL,
  at           BIGINT NOT NULL,
  stored_at    BIGINT NOT NULL,
  body         JSON NOT NULL,
  UNIQUE (generation, key)
);
CREATE INDEX signal_by_run ON signal (generation, run_id, seq);

CREATE TABLE batch (
  seq         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  generation  BIGINT NOT NULL REFERENCES generation (id),
  key         TEXT NOT NULL,
  run_id      TEXT NOT NULL,
  stored_at   BIGINT NOT NULL,
  body        JSON NOT NULL,
  UNIQUE (generation, key)
);
