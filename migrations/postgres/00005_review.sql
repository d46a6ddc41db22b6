-- +goose Up

-- What is decided about a comment, beside where it goes: the words that are cut
-- (JSON: stretches), whose letters it goes into (JSON: numbers of appearances),
-- and whether anybody has decided.
ALTER TABLE comment ADD COLUMN cuts TEXT NOT NULL DEFAULT 'null';
ALTER TABLE comment ADD COLUMN letters TEXT NOT NULL DEFAULT 'null';
ALTER TABLE comment ADD COLUMN reviewed BOOLEAN NOT NULL DEFAULT FALSE;

-- The unguessable part of the address of an event's board for those who have not
-- signed in; a row only where there is such a link.
CREATE TABLE board (
    event_id BIGINT NOT NULL PRIMARY KEY REFERENCES event (id),
    key      TEXT   NOT NULL UNIQUE
);
