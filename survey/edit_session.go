package survey

import (
	"slices"
	"strconv"
)

// MaxSpeakers is how many speakers a session may have.
const MaxSpeakers = 30

// Row returns the name of a speaker's field in the row, from 1.
func Row(field string, row int) string { return field + "-" + strconv.Itoa(row) }

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
	var errs FieldErrors
	refuse := func(field, message string, args map[string]any) {
		errs = append(errs, FieldError{Field: field, Message: message, Args: args})
	}
	if s.State != StateDraft && s.K != after.K {
		refuse(FieldK, MsgKFixed, map[string]any{"n": s.K})
	}
	if s.State != StateDraft && (s.Kind == KindEvent) != (after.Kind == KindEvent) {
		refuse(FieldKind, MsgKindFixed, nil)
	}
	for i, b := range before {
		if !answered[b.Number] {
			continue
		}
		at := slices.IndexFunc(now, func(a Appearance) bool { return a.Number == b.Number })
		if at < 0 || now[at].Speaker.Name != b.Speaker.Name || !now[at].Rated {
			refuse(Row(FieldSpeaker, i+1), MsgSpoken, map[string]any{"name": b.Speaker.Name})
		}
	}
	return errs
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
