-- +goose Up

-- What an organization has put in the place of the letters' standard words.
CREATE TABLE wording (
    organization_id INTEGER NOT NULL REFERENCES organization (id),
    language        TEXT    NOT NULL,
    texts           TEXT    NOT NULL, -- JSON: part to text
    revision        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, language)
) STRICT, WITHOUT ROWID;

-- How its letters look. A picture is a PNG that we have written; empty for none.
CREATE TABLE letterhead (
    organization_id INTEGER NOT NULL PRIMARY KEY REFERENCES organization (id),
    accent          TEXT    NOT NULL,
    logo            BLOB    NOT NULL,
    logo_width      INTEGER NOT NULL,
    logo_height     INTEGER NOT NULL,
    hand            BLOB    NOT NULL,
    hand_width      INTEGER NOT NULL,
    hand_height     INTEGER NOT NULL,
    revision        INTEGER NOT NULL
) STRICT;
