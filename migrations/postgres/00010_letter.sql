-- +goose Up

-- A letter is a draft until an organizer approves it. What is approved never
-- changes: a correction is a letter of its own that replaces it, so an appearance
-- may have several.
ALTER TABLE letter DROP CONSTRAINT letter_appearance_id_key;
ALTER TABLE letter ADD COLUMN state TEXT NOT NULL DEFAULT 'draft';
ALTER TABLE letter ADD COLUMN line TEXT NOT NULL DEFAULT '';        -- the organizer's own words to this speaker
ALTER TABLE letter ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
ALTER TABLE letter ADD COLUMN replaces BIGINT UNIQUE REFERENCES letter (id);
ALTER TABLE letter ADD COLUMN corrected BIGINT;                     -- when the correction was begun
ALTER TABLE letter ADD COLUMN approved BIGINT;
ALTER TABLE letter ADD COLUMN approved_by TEXT NOT NULL DEFAULT ''; -- the organizer's name at that time
ALTER TABLE letter ADD COLUMN revoked BIGINT;
ALTER TABLE letter ADD COLUMN reason TEXT NOT NULL DEFAULT '';      -- why it was revoked, for anyone to read
CREATE INDEX letter_appearance ON letter (appearance_id);

-- A letter as it was approved: the finished letter with what its record's hashes
-- are made with, the record, and the signature of that.
CREATE TABLE frozen_letter (
    letter_id BIGINT NOT NULL PRIMARY KEY REFERENCES letter (id) ON DELETE CASCADE,
    enclosure BYTEA  NOT NULL,
    record    BYTEA  NOT NULL,
    signature BYTEA  NOT NULL,
    key_id    TEXT   NOT NULL
);

-- What the installation signs with. The newest one signs; the public halves of
-- all stay, so that what they have signed stays good.
CREATE TABLE signing_key (
    id     TEXT   NOT NULL PRIMARY KEY,
    public BYTEA  NOT NULL,
    secret BYTEA  NOT NULL,
    made   BIGINT NOT NULL
);
