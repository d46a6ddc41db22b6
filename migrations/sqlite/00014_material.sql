-- +goose Up

-- What a follow-up page offers: files, links, recordings; of an event (no session)
-- or of a session.
CREATE TABLE material (
    id         INTEGER NOT NULL PRIMARY KEY, -- random
    event_id   INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    session_id INTEGER REFERENCES session (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    caption    TEXT    NOT NULL,
    publisher  TEXT    NOT NULL,
    licence    TEXT    NOT NULL,
    terms      TEXT    NOT NULL,
    until      INTEGER,
    address    TEXT    NOT NULL, -- of a link or a recording
    provider   TEXT    NOT NULL,
    minutes    INTEGER NOT NULL,
    file_id    INTEGER UNIQUE, -- random: how the file is named where files are kept
    name       TEXT    NOT NULL,
    format     TEXT    NOT NULL,
    size       INTEGER NOT NULL, -- bytes
    picture    INTEGER NOT NULL CHECK (picture IN (0, 1)),
    revision   INTEGER NOT NULL
) STRICT;

CREATE INDEX material_event ON material (event_id, session_id);
CREATE INDEX material_session ON material (session_id);
CREATE INDEX material_until ON material (until);

-- The files themselves, a part in each row, where no folder keeps them;
-- picture says that it is not the file but its first page, drawn.
CREATE TABLE material_part (
    file_id INTEGER NOT NULL REFERENCES material (file_id) ON DELETE CASCADE,
    picture INTEGER NOT NULL CHECK (picture IN (0, 1)),
    number  INTEGER NOT NULL,
    content BLOB    NOT NULL,
    PRIMARY KEY (file_id, picture, number)
) STRICT;
