-- +goose Up

-- What the letters of the installation are signed with in the end. The newest one
-- signs; the certificates of all stay, so that what was signed stays good.
CREATE TABLE authority (
    generation   BIGINT  NOT NULL PRIMARY KEY, -- 1, 2, 3: two programs cannot both make the first
    id           TEXT    NOT NULL UNIQUE,      -- the beginning of its certificate's SHA-256
    certificates TEXT    NOT NULL,             -- its own (DER), then those above it
    secret       BYTEA   NOT NULL,             -- PKCS #8; empty where a file keeps it
    made         BIGINT  NOT NULL
);

-- What it has issued to organizations, by the name that they had.
CREATE TABLE certificate (
    organization_id BIGINT  NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
    authority       TEXT    NOT NULL REFERENCES authority (id),
    name            TEXT    NOT NULL,
    der             BYTEA   NOT NULL,
    made            BIGINT  NOT NULL,
    PRIMARY KEY (organization_id, authority, name)
);

-- An approved letter as a signed PDF: these bytes are served ever after. Letters that
-- were approved before get theirs from the program.
CREATE TABLE letter_file (
    letter_id BIGINT  NOT NULL PRIMARY KEY REFERENCES letter (id) ON DELETE CASCADE,
    hash      BYTEA   NOT NULL UNIQUE, -- SHA-256
    content   BYTEA   NOT NULL
);

-- It is packed already.
ALTER TABLE letter_file ALTER COLUMN content SET STORAGE EXTERNAL;

ALTER TABLE frozen_letter DROP COLUMN key_id;
DROP TABLE signing_key;
