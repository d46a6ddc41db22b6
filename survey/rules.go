package survey

// TimeField is how a form's field writes a time of the event's zone.
const TimeField = "2006-01-02T15:04"

// The fields and messages of what the rules refuse, in whatever form it was typed.
const (
	// MaxTitle is how many characters a title, a name or a room may have.
	MaxTitle       = 500
	MsgMissing     = "organizer.edit.error.missing"
	MsgTooLong     = "organizer.edit.error.long" // {n} characters too many
	MsgCharacters  = "organizer.edit.error.characters"
	MsgKFixed      = "organizer.edit.error.kfixed"  // attendees have been told another
	MsgScripts     = "organizer.edit.error.scripts" // {text} mixes alphabets
	MsgKindFixed   = "organizer.edit.error.kindfixed"
	MsgSpoken      = "organizer.edit.error.spoken" // attendees have answered about this speaker
	FieldKind      = "kind"
	FieldOpens     = "opens"
	FieldCloses    = "closes"
	FieldSpeaker   = "speaker"
	MsgTimesCloses = "organizer.board.times.closes" // {session} would close before it opens
	FieldK         = "k"
	MsgClockGone   = "organizer.edit.error.clockgone"      // {session} would begin or end at no time, or at one of two
	MsgColour      = "organizer.letterhead.error.colour"   // {text} is no colour
	MsgContrast    = "organizer.letterhead.error.contrast" // {text} has {ratio}; {darker} would do
)
