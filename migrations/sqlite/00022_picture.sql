-- +goose Up

-- The pictures of approved letters, each once for its organization. Letters that were
-- approved before have theirs in the enclosure, which is signed, and keep them there.
CREATE TABLE picture (
    organization_id INTEGER NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
    hash            BLOB    NOT NULL, -- SHA-256
    content         BLOB    NOT NULL, -- a PNG that we have written
    PRIMARY KEY (organization_id, hash)
) STRICT;

-- Which approved letter has which pictures.
CREATE TABLE frozen_picture (
    letter_id       INTEGER NOT NULL REFERENCES letter (id) ON DELETE CASCADE,
    organization_id INTEGER NOT NULL,
    hash            BLOB    NOT NULL,
    PRIMARY KEY (letter_id, hash),
    FOREIGN KEY (organization_id, hash) REFERENCES picture (organization_id, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX frozen_picture_picture ON frozen_picture (organization_id, hash);
