-- +goose Up

-- What letters call the speaker: NULL where nobody has said, and it is guessed from
-- the name; empty for a greeting without a name.
ALTER TABLE speaker ADD COLUMN greeting TEXT;
