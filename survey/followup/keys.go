package followup

// The keys of the values' texts in the catalogs: a text for each value of a type, but for
// those that are named.

// Key is of the heading above reflections of the state.
func (s State) Key() string { return "organizer.reflections." + string(s) }

// OwnKey is of what the writer is told of it.
func (s State) OwnKey() string { return "reflection.state." + string(s) }

// Key is of the button.
func (d Deed) Key() string { return "organizer.reflections.do." + string(d) }
