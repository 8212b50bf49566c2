-- Vectors are blobs of little-endian floats, searched exactly in memory. "changes" counts writes and "resets"
-- counts deletions, so that a copy in memory knows what it misses.

CREATE TABLE embedder (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  fingerprint  TEXT NOT NULL UNIQUE,
  dimensions   INTEGER NOT NULL,
  changes      BIGINT NOT NULL,
  resets       BIGINT NOT NULL
);

CREATE TABLE embedding (
  embedder_id  INTEGER NOT NULL REFERENCES embedder (id),
  id           TEXT NOT NULL,
  change       BIGINT NOT NULL,
  vector       BLOB NOT NULL,
  payload      TEXT NOT NULL,
  PRIMARY KEY (embedder_id, id)
);
CREATE INDEX embedding_by_change ON embedding (embedder_id, change);
