-- What is done to the schema before survey/store moves the responses of sessions
-- that are not sealed (migrate_group.go), in the same transaction.

-- A response that waits for others of its session, packed: see survey/store/pack.go.
CREATE TABLE waiting_response (
    session_id INTEGER NOT NULL REFERENCES session (id),
    key_hash   BLOB    NOT NULL, -- the first 16 bytes
    content    BLOB    NOT NULL,
    PRIMARY KEY (session_id, key_hash)
) STRICT, WITHOUT ROWID;

-- At least k responses of a session, mixed and packed together, until sealing.
CREATE TABLE response_group (
    session_id INTEGER NOT NULL REFERENCES session (id),
    id         INTEGER NOT NULL, -- random
    keys       BLOB    NOT NULL, -- 16 bytes of each response's key's hash, in their order
    content    BLOB    NOT NULL,
    PRIMARY KEY (session_id, id)
) STRICT, WITHOUT ROWID;

-- Of a mark, too, 16 bytes are kept. It has nothing to wait for any more.
CREATE TABLE mark_new (
    session_id INTEGER NOT NULL REFERENCES session (id),
    hash       BLOB    NOT NULL, -- the first 16 bytes
    PRIMARY KEY (session_id, hash)
) STRICT, WITHOUT ROWID;
INSERT INTO mark_new (session_id, hash) SELECT session_id, substr(hash, 1, 16) FROM mark ORDER BY session_id, hash;
DROP TABLE mark;
ALTER TABLE mark_new RENAME TO mark;

-- How many responses have been withdrawn. Where none has, a mark of the open link
-- tells that its response is there.
ALTER TABLE register ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;

-- Sealing has begun to unpack: the session can be opened no more.
ALTER TABLE register ADD COLUMN sealing INTEGER NOT NULL DEFAULT 0 CHECK (sealing IN (0, 1));

-- From here on the tables response, answer and comment hold what is sealed. Their
-- columns key_hash, response_id and waiting stay empty, and nothing looks for them.
