// Package exchange reads and writes the files that people bring and take:
// programmes now, spreadsheets later. What is wrong with a file is said with
// its line and column, and then nothing of it is used.
package exchange
