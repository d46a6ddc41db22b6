-- +goose Up

-- How many answers at least came to a session within a few seconds, in coarse
-- steps; 0 for none worth telling. It has no time, and nothing of where from.
ALTER TABLE register ADD COLUMN burst INTEGER NOT NULL DEFAULT 0;
