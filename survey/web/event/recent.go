package event

import (
	"context"
	"sync"
	"time"

	"github.com/omdome/omdome/survey"
)

const (
	// recently is how old a form may be that a posted answer is first read by. Where a
	// thousand sessions are answered at once each gets only a few answers a second.
	recently = 20 * time.Second
	// KeptForms bounds how many forms are kept.
	KeptForms = 4000
)

// RecentForms keep what sessions' forms are made from, so that thousands of
// answers a second do not each read the same form from the database. They are
// only good for accepting: the store looks at the session's state and version
// again in the transaction that stores, and whatever is to be refused is read
// again first.
type RecentForms struct {
	Read func(context.Context, survey.Code) (survey.Form, error)

	mu    sync.Mutex
	forms map[survey.Code]recentForm
}

type recentForm struct {
	form survey.Form
	read time.Time
}

// Get returns a form that was read a moment ago, or reads it.
func (f *RecentForms) Get(ctx context.Context, code survey.Code) (survey.Form, error) {
	f.mu.Lock()
	kept, ok := f.forms[code]
	if ok && time.Since(kept.read) < recently {
		f.mu.Unlock()
		return kept.form, nil
	}
	if ok && time.Since(kept.read) < 2*recently {
		// One reads it anew; those who come meanwhile need not wait.
		f.forms[code] = recentForm{form: kept.form, read: time.Now()}
	}
	f.mu.Unlock()

	form, err := f.Read(ctx, code)
	if err != nil {
		return survey.Form{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.forms == nil || len(f.forms) >= KeptForms {
		f.forms = map[survey.Code]recentForm{}
	}
	f.forms[code] = recentForm{form: form, read: time.Now()}
	return form, nil
}
