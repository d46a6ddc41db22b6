-- +goose Up

-- What an organization has put in the place of the letters' standard words.
CREATE TABLE wording (
    organization_id BIGINT  NOT NULL REFERENCES organization (id),
    language        TEXT    NOT NULL,
    texts           TEXT    NOT NULL, -- JSON: part to text
    revision        BIGINT  NOT NULL,
    PRIMARY KEY (organization_id, language)
);

-- How its letters look. A picture is a PNG that we have written; empty for none.
CREATE TABLE letterhead (
    organization_id BIGINT  NOT NULL PRIMARY KEY REFERENCES organization (id),
    accent          TEXT    NOT NULL,
    logo            BYTEA   NOT NULL,
    logo_width      BIGINT  NOT NULL,
    logo_height     BIGINT  NOT NULL,
    hand            BYTEA   NOT NULL,
    hand_width      BIGINT  NOT NULL,
    hand_height     BIGINT  NOT NULL,
    revision        BIGINT  NOT NULL
);
