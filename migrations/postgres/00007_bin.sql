-- +goose Up

-- An archived event is out of the way; what is in the bin is gone to all but the
-- bin's own page. binned is when it came there, and of an event's sessions the
-- same as the event's where they came with it. binned_as keeps its name or title,
-- in whose place stands one that no other has, so that the name is free again.
ALTER TABLE event ADD COLUMN archived BIGINT;
ALTER TABLE event ADD COLUMN binned BIGINT;
ALTER TABLE event ADD COLUMN binned_as TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN binned BIGINT;
ALTER TABLE session ADD COLUMN binned_as TEXT NOT NULL DEFAULT '';

-- A draft whose form is open for trial answers.
ALTER TABLE session ADD COLUMN rehearsal BOOLEAN NOT NULL DEFAULT FALSE;

-- Sessions that have been removed for good, until what they left in the files is
-- swept.
CREATE TABLE leftover (
    session_id BIGINT NOT NULL PRIMARY KEY
);
