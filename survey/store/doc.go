// Package store keeps everything in a database, SQLite or PostgreSQL, from one
// set of queries. An exported method is a whole transaction; what it returns
// without an error is committed.
//
// Two rules shape it. Responses that arrive together are written together, by
// one writer for each program. And nothing that it writes lets a later reader
// of the database join an invitation to what was answered: see the shuffling
// and sealing of sessions.
//
// # Acknowledging
//
// Only Store.write and Store.read begin and end transactions. Nothing cancels one
// that has begun: PostgreSQL answers a cancelled commit with success and a
// warning, and a failover then loses the row. Deadlines are on the socket instead,
// and a commit with that warning is survey.ErrUnconfirmed. So is one whose
// connection was lost: sending the same again tells, and stores nothing twice. A
// transaction that has found everything there already writes a message of no
// content, so that its commit waits for the standby as the first one did.
//
// # Waiting
//
// Whatever is asked of the store has until its context's deadline, or wholeWait, with all
// its tries; the slow pool goes on for as long as the server says something. On
// PostgreSQL a connection that is silent for too long, twice as long at each try, is
// lost, and all that were made before it are not used again: see line. The server gets
// limits of its own with the beginning of each transaction, so that one whose program is
// gone gives back its locks. What failed so is survey.ErrUnavailable, ErrFull or ErrNewer
// besides what the database said.
//
// # Locks
//
// Whoever changes responses reads the sessions' rows first, in the order of their
// ids, and shares them; whoever opens, closes, seals, archives or deletes
// locks them for itself, the event's row before them where it needs that too.
// Without that, closing loses acknowledged answers, and a trial answer outlives its
// rehearsal. Marks, registers and tallies
// are then taken in the order of their keys; without that, two programs block one
// another. Who has locked a session's register keeps all others from what waits there
// and from its groups. What PostgreSQL rolls back all the same (40P01, 40001) and SQLite finds
// busy is tried again from the start, so a transaction's function keeps nothing
// from one try to the next.
//
// # Groups
//
// Until a session is sealed its responses lie packed, fewer than k in
// waiting_response and the others in rows of response_group of at least k each, in
// random order. The rows of response, answer and comment are what sealing has unpacked.
// A transaction that takes responses out of a group leaves none of fewer than k in an
// open session; one that takes out what waits, or puts something there, keeps
// register.waiting. Tallies count groups and what is sealed, and not what waits.
//
// # Owners
//
// A statement that changes or deletes rows finds them by whose they are, beside
// their ids: the organization, or the event or session that was read as its; for
// attendees and speakers the device, the key or the letter that they have. A test
// reads every statement in these files and holds it to that. A transaction of an
// Office is bound to its organization besides: it refuses a statement that names
// nothing which it has read as the organization's. Nothing ever moves from one
// owner to another.
//
// # The bin
//
// What is deleted stays in its tables for survey.BinWindow, with the time in the
// column binned, of an event's sessions too. So whatever asks for events or
// sessions asks for those that are not there (binned IS NULL). A table that leans on
// a session or an event cascades, or has a line in bin_remove.go.
//
// # Copies
//
// A backup leaves out what waits for its shuffle, with its mark and its part of the
// tallies: two copies with one response between them would join it to its mark. A table
// that holds what waits has a line in leaveOut and in apart.
//
// # Queries
//
// A statement that fails ends PostgreSQL's transaction and not SQLite's, and
// PostgreSQL logs its values: conflicts are met with ON CONFLICT and the number of
// rows, never with an error. Times are microseconds in UTC, booleans parameters,
// statements of at most 500 rows. No row of a response, an answer, a comment or a
// mark has a time or a number that counts. What the two databases do not have in
// common stands in dialect.go.
package store
