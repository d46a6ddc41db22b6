-- +goose Up

-- Whether a session's attendees may ask those who hold it, and the unguessable
-- part of the address where these answer; a row only where somebody has chosen.
CREATE TABLE inquiring (
    session_id BIGINT  NOT NULL PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
    inquiring  TEXT    NOT NULL,
    key        TEXT UNIQUE
);

-- What they have asked. device is a hash that tells devices apart in this session
-- alone. No time.
CREATE TABLE inquiry (
    id          BIGINT  NOT NULL PRIMARY KEY, -- random
    session_id  BIGINT  NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    number      BIGINT  NOT NULL,
    name        TEXT    NOT NULL,
    text        TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    aloud       BOOLEAN NOT NULL,
    answer      TEXT    NOT NULL,
    answered_by TEXT    NOT NULL,
    released    BOOLEAN NOT NULL,
    revision    BIGINT  NOT NULL,
    device      BYTEA NOT NULL,
    UNIQUE (session_id, number)
);

CREATE TABLE inquiry_vote (
    inquiry_id BIGINT  NOT NULL REFERENCES inquiry (id) ON DELETE CASCADE,
    device     BYTEA NOT NULL,
    PRIMARY KEY (inquiry_id, device)
);
