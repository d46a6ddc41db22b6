-- +goose Up

-- revision counts what organizers have changed, so that nobody overwrites what
-- somebody else has changed since. The numbers of appearances and questions are
-- never used again: last_ is the highest of those that have been deleted.
ALTER TABLE event ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
ALTER TABLE session ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
ALTER TABLE session ADD COLUMN last_appearance BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN last_question BIGINT NOT NULL DEFAULT 0;
