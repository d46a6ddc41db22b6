// Package store keeps everything in a database, SQLite or PostgreSQL, from one
// set of queries. An exported method is a whole transaction; what it returns
// without an error is committed.
//
// Two rules shape it. Responses that arrive together are written together, by
// one writer for each program. And nothing that it writes lets a later reader
// of the database join an invitation to what was answered: see the shuffling
// and sealing of sessions.
package store
