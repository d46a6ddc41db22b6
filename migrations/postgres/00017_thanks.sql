-- +goose Up

-- That a device has thanked for a card on a follow-up page: a reflection, or a
-- comment that is quoted there. device is a hash that is another on every card, so
-- that nothing joins what one device has thanked for, or written. No time.
CREATE TABLE thanks (
    device        BYTEA NOT NULL PRIMARY KEY,
    reflection_id BIGINT  REFERENCES reflection (id) ON DELETE CASCADE,
    comment_id    BIGINT ,
    whole         BOOLEAN,
    FOREIGN KEY (comment_id, whole) REFERENCES quote (comment_id, whole) ON DELETE CASCADE,
    CHECK ((reflection_id IS NULL) <> (comment_id IS NULL)),
    CHECK ((comment_id IS NULL) = (whole IS NULL))
);

CREATE INDEX thanks_reflection ON thanks (reflection_id);
CREATE INDEX thanks_quote ON thanks (comment_id, whole);
