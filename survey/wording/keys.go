package wording

// The keys of the values' texts in the catalogs: a text for each value of a type, but for
// those that are named.

// Key is of what the part is called.
func (p Part) Key() string { return "organizer.words.part." + string(p) }

// HintKey is of a hint on it; some parts have none.
func (p Part) HintKey() string { return "organizer.words.part." + string(p) + ".hint" }

// LetterKey is of its standard words.
func (p Part) LetterKey() string { return "letter.part." + string(p) }

// Key is of what writers call it.
func (p Placeholder) Key() string { return "letter.named." + string(p) }
