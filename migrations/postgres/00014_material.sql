-- +goose Up

-- What a follow-up page offers: files, links, recordings; of an event (no session)
-- or of a session.
CREATE TABLE material (
    id         BIGINT  NOT NULL PRIMARY KEY, -- random
    event_id   BIGINT  NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    session_id BIGINT  REFERENCES session (id) ON DELETE CASCADE,
    position   BIGINT  NOT NULL,
    kind       TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    caption    TEXT    NOT NULL,
    publisher  TEXT    NOT NULL,
    licence    TEXT    NOT NULL,
    terms      TEXT    NOT NULL,
    until      BIGINT,
    address    TEXT    NOT NULL, -- of a link or a recording
    provider   TEXT    NOT NULL,
    minutes    BIGINT  NOT NULL,
    file_id    BIGINT  UNIQUE, -- random: how the file is named where files are kept
    name       TEXT    NOT NULL,
    format     TEXT    NOT NULL,
    size       BIGINT  NOT NULL, -- bytes
    picture    BOOLEAN NOT NULL,
    revision   BIGINT  NOT NULL
);

CREATE INDEX material_event ON material (event_id, session_id);
CREATE INDEX material_session ON material (session_id);
CREATE INDEX material_until ON material (until);

-- The files themselves, a part in each row, where no folder keeps them;
-- picture says that it is not the file but its first page, drawn.
CREATE TABLE material_part (
    file_id BIGINT  NOT NULL REFERENCES material (file_id) ON DELETE CASCADE,
    picture BOOLEAN NOT NULL,
    number  BIGINT  NOT NULL,
    content BYTEA   NOT NULL,
    PRIMARY KEY (file_id, picture, number)
);

-- Files are packed already: packing them again would only take time.
ALTER TABLE material_part ALTER COLUMN content SET STORAGE EXTERNAL;
