-- Which tests reach which units of an original, measured once for a prepared environment.

CREATE TABLE reach (
  seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  generation      BIGINT NOT NULL REFERENCES generation (id),
  key             TEXT NOT NULL,
  application_id  TEXT NOT NULL,
  units           INTEGER NOT NULL,
  tests           INTEGER NOT NULL,
  unknown         INTEGER NOT NULL,
  stored_at       BIGINT NOT NULL,
  body            JSON NOT NULL,
  UNIQUE (generation, key)
);
