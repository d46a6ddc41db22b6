-- +goose Up

-- Who signs in. One row for each organization that a person works for.
CREATE TABLE organizer (
    id              INTEGER NOT NULL PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organization (id),
    name            TEXT    NOT NULL,
    email           TEXT    NOT NULL,
    role            TEXT    NOT NULL,
    password        TEXT    NOT NULL, -- argon2id with its parameters; empty opens nothing
    secured         INTEGER NOT NULL, -- when the password was set
    made            INTEGER NOT NULL,
    UNIQUE (organization_id, email)
) STRICT;

CREATE INDEX organizer_email ON organizer (email);

-- The browsers in which organizers are signed in. No address of a network.
CREATE TABLE sign_in (
    hash         BLOB    NOT NULL PRIMARY KEY,
    id           INTEGER NOT NULL UNIQUE,
    organizer_id INTEGER NOT NULL REFERENCES organizer (id),
    also         TEXT    NOT NULL, -- JSON: ids of organizers
    device       TEXT    NOT NULL,
    started      INTEGER NOT NULL,
    used         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_organizer ON sign_in (organizer_id);

-- Links that work once: to set up, to join, to choose a new password.
CREATE TABLE organizer_link (
    hash            BLOB    NOT NULL PRIMARY KEY,
    id              INTEGER NOT NULL UNIQUE,
    kind            TEXT    NOT NULL,
    organization_id INTEGER REFERENCES organization (id),
    organizer_id    INTEGER REFERENCES organizer (id),
    email           TEXT    NOT NULL,
    role            TEXT    NOT NULL,
    expires         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who did what, never of attendees. The name stays when the organizer goes.
CREATE TABLE act (
    id              INTEGER NOT NULL PRIMARY KEY, -- random
    organization_id INTEGER NOT NULL REFERENCES organization (id),
    at              INTEGER NOT NULL,
    organizer_id    INTEGER,
    name            TEXT    NOT NULL,
    action          TEXT    NOT NULL,
    subject         TEXT    NOT NULL
) STRICT;

CREATE INDEX act_organization ON act (organization_id, at);
