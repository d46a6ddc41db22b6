// Package sign makes and checks the signatures of letters: an installation's
// authority, the certificates that it issues, and signatures over whole PDF files
// as their readers know them (PAdES, ETSI EN 319 142-1, baseline B, with a time
// stamp baseline T; ISO 32000-2, 12.8).
//
// A signature is written in one way only, and what is read must be written so: a
// file counts as signed when what stands in it is, byte for byte, what this package
// would have written around the same signature. So nothing in a signed file can be
// changed, not even what a signature usually leaves open.
package sign
