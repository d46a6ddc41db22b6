-- +goose Up

-- Whether an organization is a public authority, whom to ask about personal data,
-- how long it keeps what (JSON: periods), and a count of its own changes.
ALTER TABLE organization ADD COLUMN public INTEGER NOT NULL DEFAULT 0 CHECK (public IN (0, 1));
ALTER TABLE organization ADD COLUMN controller TEXT NOT NULL DEFAULT '';
ALTER TABLE organization ADD COLUMN retention TEXT NOT NULL DEFAULT '{}';
ALTER TABLE organization ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

-- What has been removed of a session, when, and under which decision.
CREATE TABLE removal (
    session_id INTEGER NOT NULL REFERENCES session (id),
    what       TEXT NOT NULL,
    at         INTEGER NOT NULL,
    decision   TEXT NOT NULL,
    PRIMARY KEY (session_id, what)
) STRICT, WITHOUT ROWID;

-- The pages that an organization answers questions on: how accessible it is, and
-- what a procurement asks. Their content is JSON.
CREATE TABLE statement (
    organization_id INTEGER NOT NULL REFERENCES organization (id),
    page            TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    content         TEXT NOT NULL,
    PRIMARY KEY (organization_id, page)
) STRICT, WITHOUT ROWID;
