package compliance

// The keys of the values' texts in the catalogs: a text for each value of a type, but for
// those that are named.

// Key is of what the statement says.
func (s Status) Key() string { return "accessibility.status." + string(s) }

// ChoiceKey is of the choice in the form.
func (s Status) ChoiceKey() string { return "organizer.statement.status." + string(s) }

// Key is of what the statement says.
func (m Method) Key() string { return "accessibility.method." + string(m) }

// ChoiceKey is of the choice in the form.
func (m Method) ChoiceKey() string { return "organizer.statement.method." + string(m) }

// Key is of what the statement says.
func (w Why) Key() string { return "accessibility.why." + string(w) }

// ChoiceKey is of the choice in the form.
func (w Why) ChoiceKey() string { return "organizer.statement.why." + string(w) }

// Key is of what the topic is called.
func (t Topic) Key() string { return "organizer.procurement." + string(t) }

// AskKey is of what buyers ask on it.
func (t Topic) AskKey() string { return "organizer.procurement." + string(t) + ".ask" }

// ProgramKey is of what the program says on it; on some it has nothing to say.
func (t Topic) ProgramKey() string { return "organizer.procurement." + string(t) + ".program" }
