package form

// The keys of the values' texts in the catalogs: a text for each value of a type, but for
// those that are named.

// Key is of what a row does.
func (r RowChange) Key() string { return "organizer.paste.row." + string(r) }

// Key is of the column's head.
func (c Column) Key() string { return "organizer.rows.column." + string(c) }

// Key is of which of two times it is.
func (w Which) Key() string { return "organizer.edit.which." + string(w) }

// Key is of the choice.
func (c Clock) Key() string { return "organizer.edit.clock." + string(c) }

// Key is of the unit, in the plural.
func (u Unit) Key() string { return "organizer.edit.unit." + string(u) }
