package survey

// MaxTakeaway is how many characters a takeaway may have.
const MaxTakeaway = 2000

// A Reply is what a speaker says back on the page of the letter. It belongs to
// the appearance, so that it stays when the letter is corrected. The zero value is
// that of who has said nothing.
type Reply struct {
	// Takeaway is what the speaker takes with them from what attendees said, in
	// their own words; organizers read it. Empty for none.
	Takeaway string
	// Shared lets attendees read it on the session's follow-up page, where the
	// organizer wants that too.
	Shared bool
	// Figures lets the session's figures be shown there, where the organizer wants
	// that too.
	Figures bool
	// Revision counts the changes; see Event.Revision. 0 says that nothing is
	// stored yet.
	Revision int
}

// A Takeaway is what a speaker takes with them, with whose it is.
type Takeaway struct {
	Appearance Appearance
	Text       string
	// Shared is that of the [Reply].
	Shared bool
}
