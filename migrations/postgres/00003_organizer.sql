-- +goose Up

-- Who signs in. One row for each organization that a person works for.
CREATE TABLE organizer (
    id              BIGINT NOT NULL PRIMARY KEY,
    organization_id BIGINT NOT NULL REFERENCES organization (id),
    name            TEXT   NOT NULL,
    email           TEXT   NOT NULL,
    role            TEXT   NOT NULL,
    password        TEXT   NOT NULL, -- argon2id with its parameters; empty opens nothing
    secured         BIGINT NOT NULL, -- when the password was set
    made            BIGINT NOT NULL,
    UNIQUE (organization_id, email)
);

CREATE INDEX organizer_email ON organizer (email);

-- The browsers in which organizers are signed in. No address of a network.
CREATE TABLE sign_in (
    hash         BYTEA  NOT NULL PRIMARY KEY,
    id           BIGINT NOT NULL UNIQUE,
    organizer_id BIGINT NOT NULL REFERENCES organizer (id),
    also         TEXT   NOT NULL, -- JSON: ids of organizers
    device       TEXT   NOT NULL,
    started      BIGINT NOT NULL,
    used         BIGINT NOT NULL
);

CREATE INDEX sign_in_organizer ON sign_in (organizer_id);

-- Links that work once: to set up, to join, to choose a new password.
CREATE TABLE organizer_link (
    hash            BYTEA  NOT NULL PRIMARY KEY,
    id              BIGINT NOT NULL UNIQUE,
    kind            TEXT   NOT NULL,
    organization_id BIGINT REFERENCES organization (id),
    organizer_id    BIGINT REFERENCES organizer (id),
    email           TEXT   NOT NULL,
    role            TEXT   NOT NULL,
    expires         BIGINT NOT NULL
);

-- Who did what, never of attendees. The name stays when the organizer goes.
CREATE TABLE act (
    id              BIGINT NOT NULL PRIMARY KEY, -- random
    organization_id BIGINT NOT NULL REFERENCES organization (id),
    at              BIGINT NOT NULL,
    organizer_id    BIGINT,
    name            TEXT   NOT NULL,
    action          TEXT   NOT NULL,
    subject         TEXT   NOT NULL
);

CREATE INDEX act_organization ON act (organization_id, at);
