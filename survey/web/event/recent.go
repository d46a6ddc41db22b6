package event

import (
	"context"
	"errors"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/recent"
)

const (
	// acceptedBy is how old a form may be that a posted answer is first read by. Where a
	// thousand sessions are answered at once each gets only a few answers a second.
	acceptedBy = 20 * time.Second
)

// RecentForms keep what sessions' forms are made from. They are good for showing a
// form, and for accepting: the store looks at the session's state and version again in
// the transaction that stores, and whatever is to be refused is read again first.
type RecentForms struct {
	read   func(context.Context, survey.Code) (survey.Form, error)
	recent *recent.Values[survey.Code, survey.Form]
}

// Get returns a form that was read a moment ago, or reads it.
func (f *RecentForms) Get(ctx context.Context, code survey.Code) (survey.Form, error) {
	return f.recent.Get(code, func() (survey.Form, error) { return f.read(ctx, code) })
}

// Accepting returns a form that an answer may be read by, which may be older: see
// RecentForms.
func (f *RecentForms) Accepting(ctx context.Context, code survey.Code) (survey.Form, error) {
	form, err := f.recent.Within(acceptedBy, code, func() (survey.Form, error) { return f.read(ctx, code) })
	if errors.Is(err, survey.ErrUnavailable) || errors.Is(err, survey.ErrNewer) {
		// Nothing is stored by an older one, and its writer gets the whole form back.
		if kept, ok := f.recent.Kept(code); ok {
			return kept, nil
		}
	}
	return form, err
}
