-- +goose Up

-- What is set for the follow-up page of an event (no session) or of a session.
CREATE TABLE follow_up (
    id         INTEGER NOT NULL PRIMARY KEY,
    event_id   INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    session_id INTEGER REFERENCES session (id) ON DELETE CASCADE,
    audience   TEXT    NOT NULL,
    lead       TEXT    NOT NULL, -- JSON: language to text
    changes    TEXT    NOT NULL, -- JSON: language to text
    figures    INTEGER NOT NULL CHECK (figures IN (0, 1)),
    until      INTEGER,
    revision   INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX follow_up_event ON follow_up (event_id) WHERE session_id IS NULL;
CREATE UNIQUE INDEX follow_up_session ON follow_up (session_id);
