-- +goose Up

-- Which sessions an approved letter is compared with: their ids as JSON, or null
-- where that was not kept. A session may have been deleted since.
ALTER TABLE frozen_letter ADD COLUMN compared TEXT NOT NULL DEFAULT 'null';
