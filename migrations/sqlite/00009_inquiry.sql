-- +goose Up

-- Whether a session's attendees may ask those who hold it, and the unguessable
-- part of the address where these answer; a row only where somebody has chosen.
CREATE TABLE inquiring (
    session_id INTEGER NOT NULL PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
    inquiring  TEXT    NOT NULL,
    key        TEXT UNIQUE
) STRICT;

-- What they have asked. device is a hash that tells devices apart in this session
-- alone. No time.
CREATE TABLE inquiry (
    id          INTEGER NOT NULL PRIMARY KEY, -- random
    session_id  INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    name        TEXT    NOT NULL,
    text        TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    aloud       INTEGER NOT NULL CHECK (aloud IN (0, 1)),
    answer      TEXT    NOT NULL,
    answered_by TEXT    NOT NULL,
    released    INTEGER NOT NULL CHECK (released IN (0, 1)),
    revision    INTEGER NOT NULL,
    device      BLOB  NOT NULL,
    UNIQUE (session_id, number)
) STRICT;

CREATE TABLE inquiry_vote (
    inquiry_id INTEGER NOT NULL REFERENCES inquiry (id) ON DELETE CASCADE,
    device     BLOB  NOT NULL,
    PRIMARY KEY (inquiry_id, device)
) STRICT, WITHOUT ROWID;
