-- The same as SQLite's step of this number.

-- A response that waits for others of its session, packed: see survey/store/pack.go.
CREATE TABLE waiting_response (
    session_id BIGINT  NOT NULL REFERENCES session (id),
    key_hash   BYTEA   NOT NULL, -- the first 16 bytes
    content    BYTEA   NOT NULL,
    PRIMARY KEY (session_id, key_hash)
);

-- At least k responses of a session, mixed and packed together, until sealing.
CREATE TABLE response_group (
    session_id BIGINT  NOT NULL REFERENCES session (id),
    id         BIGINT  NOT NULL, -- random
    keys       BYTEA   NOT NULL, -- 16 bytes of each response's key's hash, in their order
    content    BYTEA   NOT NULL,
    PRIMARY KEY (session_id, id)
);

-- Of a mark, too, 16 bytes are kept. It has nothing to wait for any more.
ALTER TABLE mark DROP COLUMN waiting;
ALTER TABLE mark ALTER COLUMN hash TYPE BYTEA USING substring(hash FROM 1 FOR 16);

-- How many responses have been withdrawn. Where none has, a mark of the open link
-- tells that its response is there.
ALTER TABLE register ADD COLUMN withdrawn BIGINT NOT NULL DEFAULT 0;

-- Sealing has begun to unpack: the session can be opened no more.
ALTER TABLE register ADD COLUMN sealing BOOLEAN NOT NULL DEFAULT false;

-- From here on the tables response, answer and comment hold what is sealed. Their
-- columns key_hash, response_id and waiting stay empty, and nothing looks for them.

-- What is moved next is found by its keys, also where nothing has counted the rows yet.
ANALYZE response, answer, comment, question;
