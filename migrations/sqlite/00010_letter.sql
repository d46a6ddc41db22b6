-- +goose Up

-- A letter is a draft until an organizer approves it. What is approved never
-- changes: a correction is a letter of its own that replaces it, so an appearance
-- may have several.
CREATE TABLE letter_next (
    id            INTEGER NOT NULL PRIMARY KEY,
    appearance_id INTEGER NOT NULL REFERENCES appearance (id),
    key           TEXT    NOT NULL UNIQUE,
    number        TEXT    NOT NULL UNIQUE,
    made          INTEGER NOT NULL,
    state         TEXT    NOT NULL DEFAULT 'draft',
    line          TEXT    NOT NULL DEFAULT '',   -- the organizer's own words to this speaker
    revision      INTEGER NOT NULL DEFAULT 1,
    replaces      INTEGER UNIQUE REFERENCES letter (id),
    corrected     INTEGER,                       -- when the correction was begun
    approved      INTEGER,
    approved_by   TEXT    NOT NULL DEFAULT '',   -- the organizer's name at that time
    revoked       INTEGER,
    reason        TEXT    NOT NULL DEFAULT ''    -- why it was revoked, for anyone to read
) STRICT;

INSERT INTO letter_next (id, appearance_id, key, number, made) SELECT id, appearance_id, key, number, made FROM letter;
DROP TABLE letter;
ALTER TABLE letter_next RENAME TO letter;
CREATE INDEX letter_appearance ON letter (appearance_id);

-- A letter as it was approved: the finished letter with what its record's hashes
-- are made with, the record, and the signature of that.
CREATE TABLE frozen_letter (
    letter_id INTEGER NOT NULL PRIMARY KEY REFERENCES letter (id) ON DELETE CASCADE,
    enclosure BLOB    NOT NULL,
    record    BLOB    NOT NULL,
    signature BLOB    NOT NULL,
    key_id    TEXT    NOT NULL
) STRICT;

-- What the installation signs with. The newest one signs; the public halves of
-- all stay, so that what they have signed stays good.
CREATE TABLE signing_key (
    id     TEXT    NOT NULL PRIMARY KEY,
    public BLOB    NOT NULL,
    secret BLOB    NOT NULL,
    made   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
