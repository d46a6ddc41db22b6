package issue

// The keys of the values' texts in the catalogs: a text for each value of a type, but for
// those that are named.

// Key is of what is told first of a file.
func (f Finding) Key() string { return "letter.verify.file." + string(f) }

// WhatKey is of what that means.
func (f Finding) WhatKey() string { return "letter.verify.file." + string(f) + ".what" }
