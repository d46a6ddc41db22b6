package organizer

// The keys of the values' texts in the catalogs: a text for each value of a type, but for
// those that are named.

// WhoKey is of what is told to who may not do something: which role it takes.
func (r Role) WhoKey() string { return "organizer.signin.role." + string(r) }

// Key is of what the role is called.
func (r Role) Key() string { return "organizer.signin.role." + string(r) + ".name" }

// TitleKey is of the title of that.
func (r Role) TitleKey() string { return "organizer.signin.role." + string(r) + ".title" }

// WhatKey is of what the role lets one do.
func (r Role) WhatKey() string { return "organizer.signin.role." + string(r) + ".what" }

// MayKey is of the same, told to who gets it.
func (r Role) MayKey() string { return "organizer.signin.may." + string(r) }
