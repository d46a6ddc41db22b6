-- +goose Up

-- What a speaker says on the page of the letter: what they take with them from
-- what attendees said, whether attendees may read it, and whether the figures may
-- be shown on the session's follow-up page. A row only where somebody has said
-- something.
CREATE TABLE reply (
    appearance_id BIGINT  NOT NULL PRIMARY KEY REFERENCES appearance (id) ON DELETE CASCADE,
    takeaway      TEXT    NOT NULL,
    shared        BOOLEAN NOT NULL,
    figures       BOOLEAN NOT NULL,
    revision      BIGINT  NOT NULL
);

-- What a speaker shows everybody of a letter, and where. The address stays, also
-- when it is withdrawn and published again, from that letter or a later one.
CREATE TABLE publication (
    appearance_id BIGINT  NOT NULL PRIMARY KEY REFERENCES appearance (id) ON DELETE CASCADE,
    letter_id     BIGINT  NOT NULL REFERENCES letter (id) ON DELETE CASCADE,
    code          TEXT    NOT NULL UNIQUE,
    shows         TEXT    NOT NULL, -- JSON: which figures and comments, by their place in the letter
    published     BIGINT,           -- NULL when withdrawn
    revision      BIGINT  NOT NULL
);

CREATE INDEX publication_letter ON publication (letter_id);

-- Whether the page shows what the session's speakers take with them.
ALTER TABLE follow_up ADD COLUMN takeaways BOOLEAN NOT NULL DEFAULT FALSE;
