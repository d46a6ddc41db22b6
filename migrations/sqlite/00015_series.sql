-- +goose Up

-- The sessions that letters sum, each in one series for good: the key holds it.
CREATE TABLE series_session (
    session_id INTEGER NOT NULL PRIMARY KEY REFERENCES session (id),
    series_id  INTEGER NOT NULL
) STRICT;

CREATE INDEX series_session_series ON series_session (series_id);

-- A letter that sums a series belongs to an appearance in the last of its
-- sessions. How many they were is kept, so that the letter is not made of fewer
-- when one has been deleted.
ALTER TABLE letter ADD COLUMN series_id INTEGER; -- NULL for the letter of one session
ALTER TABLE letter ADD COLUMN occasions INTEGER NOT NULL DEFAULT 0;
