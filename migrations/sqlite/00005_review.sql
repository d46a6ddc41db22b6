-- +goose Up

-- What is decided about a comment, beside where it goes: the words that are cut
-- (JSON: stretches), whose letters it goes into (JSON: numbers of appearances),
-- and whether anybody has decided.
ALTER TABLE comment ADD COLUMN cuts TEXT NOT NULL DEFAULT 'null';
ALTER TABLE comment ADD COLUMN letters TEXT NOT NULL DEFAULT 'null';
ALTER TABLE comment ADD COLUMN reviewed INTEGER NOT NULL DEFAULT 0 CHECK (reviewed IN (0, 1));

-- The unguessable part of the address of an event's board for those who have not
-- signed in; a row only where there is such a link.
CREATE TABLE board (
    event_id INTEGER NOT NULL PRIMARY KEY REFERENCES event (id),
    key      TEXT    NOT NULL UNIQUE
) STRICT;
