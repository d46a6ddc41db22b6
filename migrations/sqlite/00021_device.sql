-- +goose Up

-- What the installation proves with that an organizer has signed in on a device
-- before: one row, made the first time that it is needed.
CREATE TABLE device_secret (
    id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    secret BLOB    NOT NULL
) STRICT;
