package material

// The keys of the values' texts in the catalogs: a text for each value of a type, but for
// those that are named.

// Key is of what the kind is called.
func (k Kind) Key() string { return "followup.material." + string(k) }

// AddKey is of the title of the page that adds one.
func (k Kind) AddKey() string { return "organizer.material.add." + string(k) }

// ButtonKey is of its button.
func (k Kind) ButtonKey() string { return "organizer.material.button." + string(k) }

// Key is of what readers are told; there is none for LicenceNone.
func (l Licence) Key() string { return "followup.material.licence." + string(l) }

// ChoiceKey is of the choice in the form.
func (l Licence) ChoiceKey() string { return "organizer.material.licence." + string(l) }
