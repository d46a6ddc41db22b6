-- +goose Up

-- What is set for the follow-up page of an event (no session) or of a session.
CREATE TABLE follow_up (
    id         BIGINT  NOT NULL PRIMARY KEY,
    event_id   BIGINT  NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    session_id BIGINT  REFERENCES session (id) ON DELETE CASCADE,
    audience   TEXT    NOT NULL,
    lead       TEXT    NOT NULL, -- JSON: language to text
    changes    TEXT    NOT NULL, -- JSON: language to text
    figures    BOOLEAN NOT NULL,
    until      BIGINT ,
    revision   BIGINT  NOT NULL
);

CREATE UNIQUE INDEX follow_up_event ON follow_up (event_id) WHERE session_id IS NULL;
CREATE UNIQUE INDEX follow_up_session ON follow_up (session_id);
