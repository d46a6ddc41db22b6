-- +goose Up

-- Times are microseconds since 1970 in UTC. The same tables, columns and keys as
-- SQLite's step of the same number.

CREATE TABLE organization (
    id           BIGINT  NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL UNIQUE,
    address      TEXT    NOT NULL, -- JSON: lines
    place        TEXT    NOT NULL,
    contact      TEXT    NOT NULL,
    signer       TEXT    NOT NULL,
    signer_title TEXT    NOT NULL
);

CREATE TABLE event (
    id              BIGINT  NOT NULL PRIMARY KEY,
    organization_id BIGINT  NOT NULL REFERENCES organization (id),
    code            TEXT    NOT NULL UNIQUE,
    name            TEXT    NOT NULL,
    place           TEXT    NOT NULL,
    zone            TEXT    NOT NULL,
    language        TEXT    NOT NULL,
    languages       TEXT    NOT NULL, -- JSON: tags in order
    k               BIGINT  NOT NULL,
    compare         BOOLEAN NOT NULL,
    access          TEXT    NOT NULL,
    UNIQUE (organization_id, name)
);

CREATE TABLE session (
    id          BIGINT  NOT NULL PRIMARY KEY,
    event_id    BIGINT  NOT NULL REFERENCES event (id),
    position    BIGINT  NOT NULL, -- in the programme
    code        TEXT    NOT NULL UNIQUE,
    kind        TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    room        TEXT    NOT NULL,
    starts      BIGINT  NOT NULL,
    ends        BIGINT  NOT NULL,
    opens_at    BIGINT,
    closes_at   BIGINT,
    state       TEXT    NOT NULL,
    closed      BIGINT,
    sealed      BIGINT,
    released    BIGINT,
    k           BIGINT  NOT NULL,
    attended    BIGINT  NOT NULL,
    about       BOOLEAN NOT NULL,
    version     BIGINT  NOT NULL,
    replaced_by TEXT    NOT NULL,
    UNIQUE (event_id, title, starts)
);

CREATE TABLE speaker (
    id              BIGINT  NOT NULL PRIMARY KEY,
    organization_id BIGINT  NOT NULL REFERENCES organization (id),
    name            TEXT    NOT NULL,
    language        TEXT    NOT NULL,
    email           TEXT    NOT NULL,
    UNIQUE (organization_id, name, email)
);

CREATE TABLE appearance (
    id         BIGINT  NOT NULL PRIMARY KEY,
    session_id BIGINT  NOT NULL REFERENCES session (id),
    number     BIGINT  NOT NULL,
    speaker_id BIGINT  NOT NULL REFERENCES speaker (id),
    role       TEXT    NOT NULL,
    rated      BOOLEAN NOT NULL,
    UNIQUE (session_id, number)
);

CREATE TABLE question (
    session_id BIGINT  NOT NULL REFERENCES session (id),
    number     BIGINT  NOT NULL,
    position   BIGINT  NOT NULL,
    key        TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    about      TEXT    NOT NULL,
    required   BOOLEAN NOT NULL,
    text       TEXT    NOT NULL, -- JSON: language to text
    PRIMARY KEY (session_id, number)
);

CREATE TABLE option (
    session_id BIGINT  NOT NULL,
    question   BIGINT  NOT NULL,
    number     BIGINT  NOT NULL,
    position   BIGINT  NOT NULL,
    text       TEXT    NOT NULL, -- JSON: language to text
    PRIMARY KEY (session_id, question, number),
    FOREIGN KEY (session_id, question) REFERENCES question (session_id, number)
);

CREATE TABLE response (
    id         BIGINT  NOT NULL PRIMARY KEY, -- random
    session_id BIGINT  NOT NULL REFERENCES session (id),
    key_hash   BYTEA,                         -- until sealing
    waiting    BOOLEAN NOT NULL, -- for the next shuffle
    UNIQUE (session_id, key_hash)
);

CREATE TABLE answer (
    response_id BIGINT  NOT NULL REFERENCES response (id),
    question    BIGINT  NOT NULL,
    appearance  BIGINT  NOT NULL,
    value       BIGINT  NOT NULL, -- the rating, or an option's number
    PRIMARY KEY (response_id, question, appearance, value)
);

CREATE TABLE comment (
    id          BIGINT  NOT NULL PRIMARY KEY, -- random
    session_id  BIGINT  NOT NULL,
    response_id BIGINT  REFERENCES response (id), -- until sealing
    question    BIGINT  NOT NULL,
    appearance  BIGINT  NOT NULL,
    text        TEXT    NOT NULL,
    public      BOOLEAN NOT NULL,
    state       TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    waiting     BOOLEAN NOT NULL,
    FOREIGN KEY (session_id, question) REFERENCES question (session_id, number)
);

CREATE INDEX comment_session ON comment (session_id);
CREATE INDEX comment_response ON comment (response_id);

CREATE TABLE mark (
    session_id BIGINT  NOT NULL REFERENCES session (id),
    hash       BYTEA    NOT NULL,
    waiting    BOOLEAN NOT NULL,
    PRIMARY KEY (session_id, hash)
);

CREATE TABLE tally (
    session_id BIGINT  NOT NULL,
    question   BIGINT  NOT NULL,
    appearance BIGINT  NOT NULL,
    value      BIGINT  NOT NULL, -- the rating or option; 0 counts who answered a choice
    count      BIGINT  NOT NULL,
    PRIMARY KEY (session_id, question, appearance, value),
    FOREIGN KEY (session_id, question) REFERENCES question (session_id, number)
);

CREATE TABLE register (
    session_id BIGINT  NOT NULL PRIMARY KEY REFERENCES session (id),
    responses  BIGINT  NOT NULL,
    waiting    BIGINT  NOT NULL, -- responses that wait for the next shuffle
    swept      BOOLEAN NOT NULL -- what sealing left in the files is gone
);

CREATE TABLE invitation (
    id         BIGINT  NOT NULL PRIMARY KEY, -- random
    event_id   BIGINT  NOT NULL REFERENCES event (id),
    session_id BIGINT  REFERENCES session (id),
    address    TEXT    NOT NULL
);

CREATE INDEX invitation_event ON invitation (event_id);

CREATE TABLE token (
    hash          BYTEA    NOT NULL PRIMARY KEY,
    invitation_id BIGINT  NOT NULL REFERENCES invitation (id)
);

CREATE TABLE letter (
    id            BIGINT  NOT NULL PRIMARY KEY,
    appearance_id BIGINT  NOT NULL UNIQUE REFERENCES appearance (id),
    key           TEXT    NOT NULL UNIQUE,
    number        TEXT    NOT NULL UNIQUE,
    made          BIGINT  NOT NULL
);
