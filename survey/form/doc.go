// Package form reads what is typed: posted forms, pasted tables, lists of addresses.
// It makes the domain's values of them, or says what is wrong with each field; and it
// writes a value as the fields of the form that changes it. The names of fields and
// of messages stand here, but for those that the domain's own rules refuse with.
package form
