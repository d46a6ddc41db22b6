-- +goose Up

-- Whether readers may write on a follow-up page.
ALTER TABLE follow_up ADD COLUMN reflections INTEGER NOT NULL DEFAULT 0 CHECK (reflections IN (0, 1));

-- What they have written on the page of an event (no session) or of a session.
-- device is a hash that tells devices apart on this page alone. No time.
CREATE TABLE reflection (
    id         INTEGER NOT NULL PRIMARY KEY, -- random
    event_id   INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    session_id INTEGER REFERENCES session (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    small      INTEGER NOT NULL CHECK (small IN (0, 1)),
    device     BLOB  NOT NULL
) STRICT;

CREATE INDEX reflection_event ON reflection (event_id);
CREATE INDEX reflection_session ON reflection (session_id);

-- The comments that organizers have chosen to quote, on the page of their session
-- or (whole) of the event.
CREATE TABLE quote (
    comment_id INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    whole      INTEGER NOT NULL CHECK (whole IN (0, 1)),
    PRIMARY KEY (comment_id, whole)
) STRICT, WITHOUT ROWID;
