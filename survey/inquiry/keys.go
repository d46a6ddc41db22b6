package inquiry

// The keys of the values' texts in the catalogs: a text for each value of a type, but for
// those that are named.

// Key is of where an inquiry stands.
func (s State) Key() string { return "organizer.inquiry.state." + string(s) }

// Key is of the button.
func (d Deed) Key() string { return "organizer.inquiry.do." + string(d) }
