-- +goose Up

-- Times are microseconds since 1970 in UTC; booleans are 0 and 1. Tables that
-- hold responses, answers, comments or marks have no hidden rowid that counts:
-- their rowid is a random id, or they have none.

CREATE TABLE organization (
    id           INTEGER NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL UNIQUE,
    address      TEXT    NOT NULL, -- JSON: lines
    place        TEXT    NOT NULL,
    contact      TEXT    NOT NULL,
    signer       TEXT    NOT NULL,
    signer_title TEXT    NOT NULL
) STRICT;

CREATE TABLE event (
    id              INTEGER NOT NULL PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organization (id),
    code            TEXT    NOT NULL UNIQUE,
    name            TEXT    NOT NULL,
    place           TEXT    NOT NULL,
    zone            TEXT    NOT NULL,
    language        TEXT    NOT NULL,
    languages       TEXT    NOT NULL, -- JSON: tags in order
    k               INTEGER NOT NULL,
    compare         INTEGER NOT NULL CHECK (compare IN (0, 1)),
    access          TEXT    NOT NULL,
    UNIQUE (organization_id, name)
) STRICT;

CREATE TABLE session (
    id          INTEGER NOT NULL PRIMARY KEY,
    event_id    INTEGER NOT NULL REFERENCES event (id),
    position    INTEGER NOT NULL, -- in the programme
    code        TEXT    NOT NULL UNIQUE,
    kind        TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    room        TEXT    NOT NULL,
    starts      INTEGER NOT NULL,
    ends        INTEGER NOT NULL,
    opens_at    INTEGER,
    closes_at   INTEGER,
    state       TEXT    NOT NULL,
    closed      INTEGER,
    sealed      INTEGER,
    released    INTEGER,
    k           INTEGER NOT NULL,
    attended    INTEGER NOT NULL,
    about       INTEGER NOT NULL CHECK (about IN (0, 1)),
    version     INTEGER NOT NULL,
    replaced_by TEXT    NOT NULL,
    UNIQUE (event_id, title, starts)
) STRICT;

CREATE TABLE speaker (
    id              INTEGER NOT NULL PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organization (id),
    name            TEXT    NOT NULL,
    language        TEXT    NOT NULL,
    email           TEXT    NOT NULL,
    UNIQUE (organization_id, name, email)
) STRICT;

CREATE TABLE appearance (
    id         INTEGER NOT NULL PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES session (id),
    number     INTEGER NOT NULL,
    speaker_id INTEGER NOT NULL REFERENCES speaker (id),
    role       TEXT    NOT NULL,
    rated      INTEGER NOT NULL CHECK (rated IN (0, 1)),
    UNIQUE (session_id, number)
) STRICT;

CREATE TABLE question (
    session_id INTEGER NOT NULL REFERENCES session (id),
    number     INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    key        TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    about      TEXT    NOT NULL,
    required   INTEGER NOT NULL CHECK (required IN (0, 1)),
    text       TEXT    NOT NULL, -- JSON: language to text
    PRIMARY KEY (session_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE option (
    session_id INTEGER NOT NULL,
    question   INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    text       TEXT    NOT NULL, -- JSON: language to text
    PRIMARY KEY (session_id, question, number),
    FOREIGN KEY (session_id, question) REFERENCES question (session_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE response (
    id         INTEGER NOT NULL PRIMARY KEY, -- random
    session_id INTEGER NOT NULL REFERENCES session (id),
    key_hash   BLOB,                         -- until sealing
    waiting    INTEGER NOT NULL CHECK (waiting IN (0, 1)), -- for the next shuffle
    UNIQUE (session_id, key_hash)
) STRICT;

CREATE TABLE answer (
    response_id INTEGER NOT NULL REFERENCES response (id),
    question    INTEGER NOT NULL,
    appearance  INTEGER NOT NULL,
    value       INTEGER NOT NULL, -- the rating, or an option's number
    PRIMARY KEY (response_id, question, appearance, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE comment (
    id          INTEGER NOT NULL PRIMARY KEY, -- random
    session_id  INTEGER NOT NULL,
    response_id INTEGER REFERENCES response (id), -- until sealing
    question    INTEGER NOT NULL,
    appearance  INTEGER NOT NULL,
    text        TEXT    NOT NULL,
    public      INTEGER NOT NULL CHECK (public IN (0, 1)),
    state       TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    waiting     INTEGER NOT NULL CHECK (waiting IN (0, 1)),
    FOREIGN KEY (session_id, question) REFERENCES question (session_id, number)
) STRICT;

CREATE INDEX comment_session ON comment (session_id);
CREATE INDEX comment_response ON comment (response_id);

CREATE TABLE mark (
    session_id INTEGER NOT NULL REFERENCES session (id),
    hash       BLOB    NOT NULL,
    waiting    INTEGER NOT NULL CHECK (waiting IN (0, 1)),
    PRIMARY KEY (session_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE tally (
    session_id INTEGER NOT NULL,
    question   INTEGER NOT NULL,
    appearance INTEGER NOT NULL,
    value      INTEGER NOT NULL, -- the rating or option; 0 counts who answered a choice
    count      INTEGER NOT NULL,
    PRIMARY KEY (session_id, question, appearance, value),
    FOREIGN KEY (session_id, question) REFERENCES question (session_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE register (
    session_id INTEGER NOT NULL PRIMARY KEY REFERENCES session (id),
    responses  INTEGER NOT NULL,
    waiting    INTEGER NOT NULL, -- responses that wait for the next shuffle
    swept      INTEGER NOT NULL CHECK (swept IN (0, 1)) -- what sealing left in the files is gone
) STRICT;

CREATE TABLE invitation (
    id         INTEGER NOT NULL PRIMARY KEY, -- random
    event_id   INTEGER NOT NULL REFERENCES event (id),
    session_id INTEGER REFERENCES session (id),
    address    TEXT    NOT NULL
) STRICT;

CREATE INDEX invitation_event ON invitation (event_id);

CREATE TABLE token (
    hash          BLOB    NOT NULL PRIMARY KEY,
    invitation_id INTEGER NOT NULL REFERENCES invitation (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE letter (
    id            INTEGER NOT NULL PRIMARY KEY,
    appearance_id INTEGER NOT NULL UNIQUE REFERENCES appearance (id),
    key           TEXT    NOT NULL UNIQUE,
    number        TEXT    NOT NULL UNIQUE,
    made          INTEGER NOT NULL
) STRICT;
