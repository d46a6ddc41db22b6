package form

import (
	"strconv"
	"time"

	"github.com/omdome/omdome/survey"
)

// The fields of a session's form. Those of a speaker have the row's number after
// them: "speaker-1".
const (
	FieldTitle        = "title"
	FieldRoom         = "room"
	FieldStarts       = "starts"
	FieldEnds         = "ends"
	FieldClock        = "clock" // one of the Clock constants
	FieldAttended     = "attended"
	FieldEstimate     = "about" // attended is an estimate
	FieldSpeakerEmail = "email"
	FieldSpeakerIn    = "speaks"   // the language of the speaker's letter
	FieldGreeting     = "greeting" // what letters call the speaker
	FieldGreeted      = "greeted"  // hidden: somebody has said it before
	FieldRole         = "role"
	FieldRated        = "rated"
	FieldNumber       = "number" // hidden: Appearance.Number
)

// A Clock is when a form opens and closes.
type Clock string

// The clocks.
const (
	ClockDefault Clock = "default" // see DefaultWindow
	ClockOwn     Clock = "own"     // at times of the organizer's
	ClockHand    Clock = "hand"    // never by the clock
)

// Clocks are the clocks, in the order that pages offer them.
var Clocks = []Clock{ClockDefault, ClockOwn, ClockHand}

// SessionFields returns what the form of a session holds.
func SessionFields(e survey.Event, s survey.Session, appearances []survey.Appearance) map[string]string {
	zone := e.Location()
	clock := ClockOwn
	opens, closes := survey.DefaultWindow(s.Ends, zone)
	switch {
	case s.OpensAt.IsZero() && s.ClosesAt.IsZero():
		clock = ClockHand
	case s.OpensAt.Equal(opens) && s.ClosesAt.Equal(closes):
		clock = ClockDefault
	}
	fields := map[string]string{
		survey.FieldKind: string(s.Kind), FieldTitle: s.Title, FieldRoom: s.Room,
		FieldClock:    string(clock),
		survey.FieldK: strconv.Itoa(s.K), FieldEstimate: tick(s.About), FieldRevision: strconv.Itoa(s.Revision),
	}
	for field, t := range map[string]time.Time{FieldStarts: s.Starts, FieldEnds: s.Ends, survey.FieldOpens: s.OpensAt, survey.FieldCloses: s.ClosesAt} {
		putTime(fields, field, t, zone)
	}
	if s.Attended > 0 {
		fields[FieldAttended] = strconv.Itoa(s.Attended)
	}
	for i, a := range appearances {
		row := i + 1
		fields[survey.Row(survey.FieldSpeaker, row)], fields[survey.Row(FieldSpeakerEmail, row)] = a.Speaker.Name, a.Speaker.Email
		fields[survey.Row(FieldSpeakerIn, row)], fields[survey.Row(FieldRole, row)] = string(a.Speaker.Language), string(a.Role)
		fields[survey.Row(FieldGreeting, row)], fields[survey.Row(FieldGreeted, row)] = a.Speaker.Greeting.Name, tick(a.Speaker.Greeting.Told)
		fields[survey.Row(FieldRated, row)], fields[survey.Row(FieldNumber, row)] = tick(a.Rated), strconv.Itoa(a.Number)
	}
	return fields
}

// ReadSession reads a session's form over the session as it was. A row of
// speakers without a name is no speaker. known says which languages a letter
// can have.
func ReadSession(fields map[string][]string, e survey.Event, s survey.Session, known func(survey.Language) bool) (survey.ProgrammeSession, survey.FieldErrors) {
	in := &input{fields: fields}
	zone := e.Location()
	s.Kind = survey.Kind(in.value(survey.FieldKind))
	if !s.Kind.Valid() {
		in.refuse(survey.FieldKind, MsgPick, nil)
	}
	s.Title, s.Room = in.line(FieldTitle, true), in.line(FieldRoom, false)
	s.Starts, s.Ends = in.time(FieldStarts, zone, true), in.time(FieldEnds, zone, true)
	if in.errs.For(FieldStarts) == nil && in.errs.For(FieldEnds) == nil && !s.Ends.After(s.Starts) {
		in.refuse(FieldEnds, MsgEnds, nil)
	}
	in.window(&s, e)
	s.K = in.number(survey.FieldK, survey.MinK, survey.MaxK, e.K, MsgK)
	s.Attended = in.number(FieldAttended, 0, MaxAttended, 0, MsgAttended)
	s.About = in.on(FieldEstimate)
	s.Revision, _ = strconv.Atoi(in.value(FieldRevision))
	p := survey.ProgrammeSession{Session: s}
	for row := 1; row <= survey.MaxSpeakers; row++ {
		if a, ok := in.appearance(row, s.Kind, e, known); ok {
			p.Appearances = append(p.Appearances, a)
		}
	}
	if s.Kind == survey.KindEvent && len(p.Appearances) > 0 {
		in.refuse(survey.Row(survey.FieldSpeaker, 1), MsgSpeakers, nil)
	}
	return p, in.errs
}

// ReadGreeting reads what letters call somebody.
func ReadGreeting(typed string) (string, *survey.FieldError) {
	in := &input{fields: map[string][]string{FieldGreeting: {typed}}}
	name := in.line(FieldGreeting, false)
	return name, in.errs.For(FieldGreeting)
}

// window reads when the form opens and closes.
func (in *input) window(s *survey.Session, e survey.Event) {
	zone := e.Location()
	switch Clock(in.value(FieldClock)) {
	case ClockDefault, "":
		s.OpensAt, s.ClosesAt = survey.DefaultWindow(s.Ends, zone)
	case ClockHand:
		s.OpensAt, s.ClosesAt = time.Time{}, time.Time{}
	case ClockOwn:
		s.OpensAt, s.ClosesAt = in.time(survey.FieldOpens, zone, false), in.time(survey.FieldCloses, zone, false)
		if !s.OpensAt.IsZero() && !s.ClosesAt.IsZero() && !s.ClosesAt.After(s.OpensAt) {
			in.refuse(survey.FieldCloses, MsgCloses, nil)
		}
	default:
		in.refuse(FieldClock, MsgPick, nil)
	}
}

// appearance reads a row of speakers; ok is false when nobody stands there.
func (in *input) appearance(row int, kind survey.Kind, e survey.Event, known func(survey.Language) bool) (a survey.Appearance, ok bool) {
	name, email := survey.Row(survey.FieldSpeaker, row), survey.Row(FieldSpeakerEmail, row)
	if in.value(name) == "" {
		if in.value(email) != "" {
			in.refuse(name, survey.MsgMissing, nil)
		}
		return a, false
	}
	a.Speaker = survey.Speaker{Name: in.line(name, true), Email: in.email(email), Language: survey.Language(in.value(survey.Row(FieldSpeakerIn, row)))}
	if a.Speaker.Language == "" {
		a.Speaker.Language = e.Language
	} else if !known(a.Speaker.Language) {
		in.refuse(survey.Row(FieldSpeakerIn, row), MsgPick, nil)
	}
	greeting := survey.Row(FieldGreeting, row)
	a.Speaker.Greeting.Name = in.line(greeting, false)
	a.Speaker.Greeting.Told = a.Speaker.Greeting.Name != "" || in.on(survey.Row(FieldGreeted, row))
	a.Role = survey.Role(in.value(survey.Row(FieldRole, row)))
	if a.Role == "" {
		a.Role = kind.DefaultRole()
	} else if !a.Role.Valid() {
		in.refuse(survey.Row(FieldRole, row), MsgPick, nil)
	}
	a.Rated = in.on(survey.Row(FieldRated, row))
	a.Number, _ = strconv.Atoi(in.value(survey.Row(FieldNumber, row)))
	return a, true
}
