-- Each embedder has a table of its own, embedding_<id>, made with its first vector: its length is part of the
-- column's type, its HNSW index holds no other embedder's vectors, and making it locks nobody out.

CREATE TABLE embedder (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  fingerprint  TEXT NOT NULL UNIQUE,
  dimensions   INTEGER NOT NULL
);
