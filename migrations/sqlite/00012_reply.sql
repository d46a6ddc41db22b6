-- +goose Up

-- What a speaker says on the page of the letter: what they take with them from
-- what attendees said, whether attendees may read it, and whether the figures may
-- be shown on the session's follow-up page. A row only where somebody has said
-- something.
CREATE TABLE reply (
    appearance_id INTEGER NOT NULL PRIMARY KEY REFERENCES appearance (id) ON DELETE CASCADE,
    takeaway      TEXT    NOT NULL,
    shared        INTEGER NOT NULL CHECK (shared IN (0, 1)),
    figures       INTEGER NOT NULL CHECK (figures IN (0, 1)),
    revision      INTEGER NOT NULL
) STRICT;

-- What a speaker shows everybody of a letter, and where. The address stays, also
-- when it is withdrawn and published again, from that letter or a later one.
CREATE TABLE publication (
    appearance_id INTEGER NOT NULL PRIMARY KEY REFERENCES appearance (id) ON DELETE CASCADE,
    letter_id     INTEGER NOT NULL REFERENCES letter (id) ON DELETE CASCADE,
    code          TEXT    NOT NULL UNIQUE,
    shows         TEXT    NOT NULL, -- JSON: which figures and comments, by their place in the letter
    published     INTEGER,          -- NULL when withdrawn
    revision      INTEGER NOT NULL
) STRICT;

CREATE INDEX publication_letter ON publication (letter_id);

-- Whether the page shows what the session's speakers take with them.
ALTER TABLE follow_up ADD COLUMN takeaways INTEGER NOT NULL DEFAULT 0 CHECK (takeaways IN (0, 1));
