-- +goose Up

-- What an organization itself says about accessibility, where it says anything.
CREATE TABLE accessibility (
    organization_id INTEGER NOT NULL REFERENCES organization (id),
    language        TEXT    NOT NULL,
    text            TEXT    NOT NULL,
    PRIMARY KEY (organization_id, language)
) STRICT, WITHOUT ROWID;
