-- +goose Up

-- What this database is, wherever it is copied to: the folder of its files bears the
-- same name. One row at most.
CREATE TABLE installation (
    one    BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    name   TEXT   NOT NULL, -- random
    marked BYTEA  NOT NULL  -- tells the secret that marks are keyed with, and nothing of it; empty for none
);

-- What is written to see whether anything can be.
CREATE TABLE probe (
    content BYTEA NOT NULL
);

-- So that it needs new room each time.
ALTER TABLE probe ALTER COLUMN content SET STORAGE EXTERNAL;
