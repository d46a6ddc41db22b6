package survey

import (
	"slices"
	"strconv"
	"time"
)

// The fields of a session's form. Those of a speaker have the row's number after
// them: "speaker-1".
const (
	FieldKind         = "kind"
	FieldTitle        = "title"
	FieldRoom         = "room"
	FieldStarts       = "starts"
	FieldEnds         = "ends"
	FieldClock        = "clock" // one of the Clock constants
	FieldOpens        = "opens"
	FieldCloses       = "closes"
	FieldAttended     = "attended"
	FieldEstimate     = "about" // attended is an estimate
	FieldSpeaker      = "speaker"
	FieldSpeakerEmail = "email"
	FieldSpeakerIn    = "speaks" // the language of the speaker's letter
	FieldRole         = "role"
	FieldRated        = "rated"
	FieldNumber       = "number" // hidden: Appearance.Number
)

// When a form opens and closes.
const (
	ClockDefault = "default" // see DefaultWindow
	ClockOwn     = "own"     // at times of the organizer's
	ClockHand    = "hand"    // never by the clock
)

// MaxSpeakers is how many speakers a session may have.
const MaxSpeakers = 30

// Row returns the name of a speaker's field in the row, from 1.
func Row(field string, row int) string { return field + "-" + strconv.Itoa(row) }

// SessionFields returns what the form of a session holds.
func SessionFields(e Event, s Session, appearances []Appearance) map[string]string {
	zone := e.Location()
	clock := ClockOwn
	opens, closes := DefaultWindow(s.Ends, zone)
	switch {
	case s.OpensAt.IsZero() && s.ClosesAt.IsZero():
		clock = ClockHand
	case s.OpensAt.Equal(opens) && s.ClosesAt.Equal(closes):
		clock = ClockDefault
	}
	fields := map[string]string{
		FieldKind: string(s.Kind), FieldTitle: s.Title, FieldRoom: s.Room,
		FieldClock: clock,
		FieldK:     strconv.Itoa(s.K), FieldEstimate: tick(s.About), FieldRevision: strconv.Itoa(s.Revision),
	}
	for field, t := range map[string]time.Time{FieldStarts: s.Starts, FieldEnds: s.Ends, FieldOpens: s.OpensAt, FieldCloses: s.ClosesAt} {
		putTime(fields, field, t, zone)
	}
	if s.Attended > 0 {
		fields[FieldAttended] = strconv.Itoa(s.Attended)
	}
	for i, a := range appearances {
		row := i + 1
		fields[Row(FieldSpeaker, row)], fields[Row(FieldSpeakerEmail, row)] = a.Speaker.Name, a.Speaker.Email
		fields[Row(FieldSpeakerIn, row)], fields[Row(FieldRole, row)] = string(a.Speaker.Language), string(a.Role)
		fields[Row(FieldRated, row)], fields[Row(FieldNumber, row)] = tick(a.Rated), strconv.Itoa(a.Number)
	}
	return fields
}

// ReadSession reads a session's form over the session as it was. A row of
// speakers without a name is no speaker. known says which languages a letter
// can have.
func ReadSession(fields map[string][]string, e Event, s Session, known func(Language) bool) (ProgrammeSession, FieldErrors) {
	in := &input{fields: fields}
	zone := e.Location()
	s.Kind = Kind(in.value(FieldKind))
	if !s.Kind.Valid() {
		in.refuse(FieldKind, MsgPick, nil)
	}
	s.Title, s.Room = in.line(FieldTitle, true), in.line(FieldRoom, false)
	s.Starts, s.Ends = in.time(FieldStarts, zone, true), in.time(FieldEnds, zone, true)
	if in.errs.For(FieldStarts) == nil && in.errs.For(FieldEnds) == nil && !s.Ends.After(s.Starts) {
		in.refuse(FieldEnds, MsgEnds, nil)
	}
	in.window(&s, e)
	s.K = in.number(FieldK, MinK, MaxK, e.K, MsgK)
	s.Attended = in.number(FieldAttended, 0, MaxAttended, 0, MsgAttended)
	s.About = in.on(FieldEstimate)
	s.Revision, _ = strconv.Atoi(in.value(FieldRevision))
	p := ProgrammeSession{Session: s}
	for row := 1; row <= MaxSpeakers; row++ {
		if a, ok := in.appearance(row, s.Kind, e, known); ok {
			p.Appearances = append(p.Appearances, a)
		}
	}
	if s.Kind == KindEvent && len(p.Appearances) > 0 {
		in.refuse(Row(FieldSpeaker, 1), MsgSpeakers, nil)
	}
	return p, in.errs
}

// window reads when the form opens and closes.
func (in *input) window(s *Session, e Event) {
	zone := e.Location()
	switch in.value(FieldClock) {
	case ClockDefault, "":
		s.OpensAt, s.ClosesAt = DefaultWindow(s.Ends, zone)
	case ClockHand:
		s.OpensAt, s.ClosesAt = time.Time{}, time.Time{}
	case ClockOwn:
		s.OpensAt, s.ClosesAt = in.time(FieldOpens, zone, false), in.time(FieldCloses, zone, false)
		if !s.OpensAt.IsZero() && !s.ClosesAt.IsZero() && !s.ClosesAt.After(s.OpensAt) {
			in.refuse(FieldCloses, MsgCloses, nil)
		}
	default:
		in.refuse(FieldClock, MsgPick, nil)
	}
}

// appearance reads a row of speakers; ok is false when nobody stands there.
func (in *input) appearance(row int, kind Kind, e Event, known func(Language) bool) (a Appearance, ok bool) {
	name, email := Row(FieldSpeaker, row), Row(FieldSpeakerEmail, row)
	if in.value(name) == "" {
		if in.value(email) != "" {
			in.refuse(name, MsgMissing, nil)
		}
		return a, false
	}
	a.Speaker = Speaker{Name: in.line(name, true), Email: in.email(email), Language: Language(in.value(Row(FieldSpeakerIn, row)))}
	if a.Speaker.Language == "" {
		a.Speaker.Language = e.Language
	} else if !known(a.Speaker.Language) {
		in.refuse(Row(FieldSpeakerIn, row), MsgPick, nil)
	}
	a.Role = Role(in.value(Row(FieldRole, row)))
	if a.Role == "" {
		a.Role = kind.DefaultRole()
	} else if !a.Role.Valid() {
		in.refuse(Row(FieldRole, row), MsgPick, nil)
	}
	a.Rated = in.on(Row(FieldRated, row))
	a.Number, _ = strconv.Atoi(in.value(Row(FieldNumber, row)))
	return a, true
}

// DefaultRole is the role of a speaker of whom nothing else is said.
func (k Kind) DefaultRole() Role {
	switch k {
	case KindWorkshop:
		return RoleLeader
	case KindPanel:
		return RolePanelist
	}
	return RoleSpeaker
}

// Editable returns ErrInUse when nothing of the session can be changed any more:
// its letters are written, or it is cancelled.
func (s Session) Editable() error {
	if s.State == StateReleased || s.State == StateCancelled {
		return ErrInUse
	}
	return nil
}

// MayBecome says what an edit changes that is fixed: k, and whether it is the
// whole event, once the session has opened, because attendees have been told;
// and who a speaker is that attendees have answered about. answered holds the
// numbers of those appearances.
func (s Session) MayBecome(after Session, before, now []Appearance, answered map[int]bool) FieldErrors {
	in := &input{}
	if s.State != StateDraft && s.K != after.K {
		in.refuse(FieldK, MsgKFixed, map[string]any{"n": s.K})
	}
	if s.State != StateDraft && (s.Kind == KindEvent) != (after.Kind == KindEvent) {
		in.refuse(FieldKind, MsgKindFixed, nil)
	}
	for i, b := range before {
		if !answered[b.Number] {
			continue
		}
		at := slices.IndexFunc(now, func(a Appearance) bool { return a.Number == b.Number })
		if at < 0 || now[at].Speaker.Name != b.Speaker.Name || !now[at].Rated {
			in.refuse(Row(FieldSpeaker, i+1), MsgSpoken, map[string]any{"name": b.Speaker.Name})
		}
	}
	return in.errs
}

// SameQuestions says whether two questionnaires ask the same in the same order,
// whatever their numbers.
func SameQuestions(a, b []Question) bool {
	return slices.EqualFunc(a, b, func(x, y Question) bool {
		return x.Key != "" && x.Key == y.Key && x.Kind == y.Kind && x.About == y.About && x.Required == y.Required
	})
}

// Following returns the questionnaire of a session whose speakers or kind have
// changed: the standard one follows them, one that its organizer has changed
// stays. Questions that stay keep their numbers; new ones are numbered from after
// last, the highest that has ever been used.
func Following(before, after Form, last int) []Question {
	after.Questions = before.Questions
	if !before.IsStandard() || after.IsStandard() {
		return before.Questions
	}
	return Numbered(before.Questions, after.Standard(), last)
}

// SameItems says whether two forms ask for the same items, so that an answer to
// one is an answer to the other.
func SameItems(a, b Form) bool {
	return slices.EqualFunc(a.Items(), b.Items(), func(x, y FormItem) bool {
		return x.Item == y.Item && x.Asked.Kind == y.Asked.Kind && x.Asked.Required == y.Asked.Required
	})
}
