package attendee

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
)

// SessionForm is what an attendee sees at /s/CODE: the form, or that this device
// has answered, or why there is no form now.
func (s *Room) SessionForm(w http.ResponseWriter, r *http.Request, v Visit) error {
	if v.Session.Accepts() != nil {
		return s.SessionState(w, r, v.Visit, http.StatusOK)
	}
	key, answered, ok := v.CookieKey(r)
	if ok {
		_, err := s.store.Response(r.Context(), v.Session.ID, key)
		switch {
		case err == nil:
			return s.answered(w, r, v)
		case errors.Is(err, survey.ErrClosed), errors.Is(err, survey.ErrNotOpen): // since the form was read
			if v.Form, err = s.store.Form(r.Context(), v.Session.Code); err != nil {
				return err
			}
			return s.SessionState(w, r, v.Visit, http.StatusOK)
		case !errors.Is(err, survey.ErrNotFound):
			return err
		}
	}
	if v.Invitation.ID != 0 {
		used, err := s.store.Used(r.Context(), v.Session.ID, v.Invitation.ID)
		if err != nil {
			return err
		}
		if used { // on another device, or withdrawn
			return s.used(w, r, v, http.StatusOK)
		}
	}
	if answered { // but not found: withdrawn on another device
		s.Unmark(w, v.Visit)
	}
	if !ok || answered {
		var err error
		if key, err = survey.NewKey(s.Random); err != nil {
			return err
		}
		// The key is remembered before anything is sent, so that two tabs of one
		// device are one answer.
		s.SetKey(w, v.Visit, key, false)
		s.bursts.open(key, s.Now())
	}
	return s.showNew(w, r, v, key)
}

// showNew shows a form that nothing is typed in yet. All of it but the key and whose it
// is are the same for everybody, and drawn once.
func (s *Room) showNew(w http.ResponseWriter, r *http.Request, v Visit, key survey.Key) error {
	if r.URL.RawQuery != "" { // the page's own links keep what stands there
		return s.showForm(w, r, v, http.StatusOK, FormInput{key: key})
	}
	if err := s.countLinks(r.Context(), &v); err != nil {
		return err
	}
	shape, err := s.forms.Get(v.Sort(), func() (*page.Shape, error) {
		anybody := Visit{v.Anybody()}
		view := anybody.FormView(FormInput{})
		if view.Key = page.Gap(2); view.Invited != "" {
			view.Invited = page.Gap(3)
		}
		return s.Shape(r, anybody.Visit, "attendee/session_form", page.Page{Title: v.T("form.title", "title", v.Session.Title), Data: view})
	})
	if err != nil {
		return err
	}
	return s.RenderShape(w, http.StatusOK, shape, v.Own(key.Text(), event.Bound(v.Holder(), key))...)
}

// Answer takes a posted form. Whatever happens, nothing that was typed is
// lost: it is stored, or it stands on the page that says why not.
func (s *Room) Answer(w http.ResponseWriter, r *http.Request, v Visit) error {
	if err := s.ParseAnswer(w, r); err != nil {
		return err
	}
	if v.Foreign(r) {
		return s.other(w, r, v)
	}
	in, ok, err := s.readForm(r, v)
	if err != nil {
		return err
	}
	if wait := s.Limits.Answer(r, v.mark(in.key), s.Now()); wait > 0 {
		return s.tooMany(w, r, v, in, wait)
	}
	if !ok || v.Session.Accepts() != nil {
		// What is to be refused is first read again: see RecentForms.
		if v.Form, err = s.store.Form(r.Context(), v.Session.Code); err != nil {
			return err
		}
		if in, ok, err = s.readForm(r, v); err != nil {
			return err
		}
		if v.TrialOver(r) {
			return s.trialOver(w, r, v)
		}
		if notNow := v.Session.Accepts(); notNow != nil && !ok {
			return s.late(w, r, v, notNow)
		}
		if !ok {
			return s.showForm(w, r, v, in.status, in)
		}
	}
	receipt, err := s.accept(r.Context(), survey.Delivery{
		Response: in.response, Key: in.key, Invitation: v.Invitation.ID, Version: v.Session.Version,
	})
	if err != nil {
		return s.notAccepted(w, r, v, in, err)
	}
	if !receipt.Already {
		s.noteAnswer(r, v, in.key)
	}
	s.SetKey(w, v.Visit, in.key, true)
	to := v.Base + "/thanks"
	if receipt.Already {
		to += "?was=" + wasAlready
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// A FormInput is what a form is shown with: what was typed, and what is wrong
// with it.
type FormInput struct {
	key survey.Key
	// fields are the values as they were posted.
	fields url.Values
	errs   survey.FieldErrors
	// status is what the page is sent with when something is wrong.
	status int
	// response is what the fields say when nothing is wrong.
	response survey.Response
	// change says that this form changes a response that is stored.
	change bool
	// from is the address of the session that the form was filled in for first;
	// carried says what became of what was typed there.
	from    string
	carried []string
}

// readForm reads a posted form. ok is false when something is wrong with it; the
// input then says what.
func (s *Room) readForm(r *http.Request, v Visit) (in FormInput, ok bool, err error) {
	in.fields = r.PostForm
	in.response, in.errs = v.Validate(in.fields)
	key, hasKey := event.PostedKey(r)
	if !hasKey {
		if key, err = survey.NewKey(s.Random); err != nil {
			return in, false, err
		}
	}
	in.key = key
	in.status = http.StatusUnprocessableEntity
	switch {
	case in.fields.Get(survey.FieldVersion) != strconv.Itoa(v.Session.Version):
		in.status = http.StatusConflict
		in.errs = changedForm(in.errs)
	case !hasKey:
		in.errs = append(survey.FieldErrors{{Field: survey.FieldForm, Message: page.MsgKey}}, in.errs...)
	}
	return in, len(in.errs) == 0, nil
}

// changedForm says first that the form has changed; that questions are gone and
// that nothing is left of the answers are then no errors of the attendee's.
func changedForm(errs survey.FieldErrors) survey.FieldErrors {
	out := survey.FieldErrors{{Field: survey.FieldForm, Message: survey.MsgChanged}}
	for _, e := range errs {
		if e.Message != survey.MsgUnknown && e.Message != survey.MsgEmpty {
			out = append(out, e)
		}
	}
	return out
}

// notAccepted says why the store did not take a response, with everything kept.
func (s *Room) notAccepted(w http.ResponseWriter, r *http.Request, v Visit, in FormInput, err error) error {
	message := ""
	switch {
	case errors.Is(err, survey.ErrClosed), errors.Is(err, survey.ErrNotOpen):
		// The session may have closed since it was read, so it is read again:
		// the page tells when.
		if form, readErr := s.store.Form(r.Context(), v.Session.Code); readErr == nil {
			v.Form = form
		}
		if v.TrialOver(r) {
			return s.trialOver(w, r, v)
		}
		return s.late(w, r, v, err)
	case errors.Is(err, survey.ErrAnswered):
		return s.used(w, r, v, page.ProblemOf(err).Status)
	case errors.Is(err, survey.ErrNotFound):
		return err
	case errors.Is(err, survey.ErrConflict): // the form changed after it was read here
		if form, readErr := s.store.Form(r.Context(), v.Session.Code); readErr == nil {
			v.Form = form
		}
		if v.TrialOver(r) {
			return s.trialOver(w, r, v)
		}
		in.status, in.errs = http.StatusConflict, changedForm(nil)
		return s.showForm(w, r, v, in.status, in)
	case errors.Is(err, survey.ErrKeyTaken): // of somebody else on this device: it keeps theirs
		message = page.MsgKeyTaken
		if in.key, err = survey.NewKey(s.Random); err != nil {
			return err
		}
		err = survey.ErrKeyTaken
	case errors.Is(err, survey.ErrWithdrawn):
		message = page.MsgWithdrawn
		if in.key, err = survey.NewKey(s.Random); err != nil {
			return err
		}
		s.SetKey(w, v.Visit, in.key, false)
		s.Unmark(w, v.Visit)
		err = survey.ErrWithdrawn
	case errors.Is(err, survey.ErrNewer):
		message = page.MsgNewer
	case errors.Is(err, survey.ErrBusy):
		message = page.MsgBusy
	case errors.Is(err, survey.ErrUnconfirmed):
		message = page.MsgUnconfirmed
	case page.ProblemOf(err).Status == http.StatusServiceUnavailable:
		message = page.MsgUnavailable
	default:
		message = page.MsgInternal
		s.Log.LogAttrs(r.Context(), slog.LevelError, "request failed",
			slog.String("route", page.Route(r)), slog.String("error", err.Error()))
	}
	s.LogTrouble(r, err)
	in.status = page.ProblemOf(err).Status
	if in.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", strconv.Itoa(page.RetrySeconds))
	}
	in.errs = survey.FieldErrors{{
		Field: survey.FieldForm, Message: message, Args: map[string]any{"n": page.RetrySeconds},
	}}
	return s.showForm(w, r, v, in.status, in)
}

// showForm renders the form with what was typed.
func (s *Room) showForm(w http.ResponseWriter, r *http.Request, v Visit, status int, in FormInput) error {
	// A database in trouble is not asked once more: the form matters.
	if status != http.StatusServiceUnavailable {
		if err := s.countLinks(r.Context(), &v); err != nil {
			return err
		}
	}
	view := v.FormView(in)
	title := v.T("form.title", "title", v.Session.Title)
	if in.change {
		title = v.T("change.title", "title", v.Session.Title)
	}
	return s.Show(w, r, v.Visit, status, "attendee/session_form", page.Page{Title: title, Failed: len(in.errs) > 0, Data: view})
}
