// Package survey is the domain of Omdöme: what an organization asks, what an
// attendee answers, and which figures may be shown of it. It knows no database,
// no HTTP and no files, and has the standard library and Unicode's normal forms alone.
// Nouns that can stand by themselves have rooms of their own, beside it or below.
//
// The words used here (event, session, appearance, response, answer, tally,
// summary, release, letter) mean the same everywhere in the program.
package survey
