package web

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"

	"github.com/omdome/omdome/survey"
)

// sessionForm is what an attendee sees at /s/CODE: the form, or that this device
// has answered, or why there is no form now.
func (s *server) sessionForm(w http.ResponseWriter, r *http.Request, v visit) error {
	if v.Session.Accepts() != nil {
		return s.sessionState(w, r, v, http.StatusOK)
	}
	key, answered, ok := v.cookieKey(r)
	if ok {
		_, err := s.store.Response(r.Context(), v.Session.ID, key)
		switch {
		case err == nil:
			return s.sessionAnswered(w, r, v)
		case errors.Is(err, survey.ErrClosed), errors.Is(err, survey.ErrNotOpen): // since the form was read
			if v.Form, err = s.store.Form(r.Context(), v.Session.Code); err != nil {
				return err
			}
			return s.sessionState(w, r, v, http.StatusOK)
		case !errors.Is(err, survey.ErrNotFound):
			return err
		}
	}
	if v.invitation.ID != 0 {
		used, err := s.store.Used(r.Context(), v.Session.ID, v.invitation.ID)
		if err != nil {
			return err
		}
		if used { // on another device, or withdrawn
			return s.sessionUsed(w, r, v, http.StatusOK)
		}
	}
	if answered { // but not found: withdrawn on another device
		s.unmark(w, v)
	}
	if !ok || answered {
		var err error
		if key, err = survey.NewKey(s.random); err != nil {
			return err
		}
		// The key is remembered before anything is sent, so that two tabs of one
		// device are one answer.
		s.setKey(w, v, key, false)
		s.bursts.open(key, s.now())
	}
	return s.showForm(w, r, v, http.StatusOK, formInput{key: key})
}

// sessionAnswer takes a posted form. Whatever happens, nothing that was typed is
// lost: it is stored, or it stands on the page that says why not.
func (s *server) sessionAnswer(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.parseAnswer(w, r); err != nil {
		return err
	}
	if v.foreign(r) {
		return s.sessionOther(w, r, v)
	}
	in, ok, err := s.readForm(r, v)
	if err != nil {
		return err
	}
	if wait := s.limits.answer(r, v.mark(in.key), s.now()); wait > 0 {
		return s.tooMany(w, r, v, in, wait)
	}
	if !ok || v.Session.Accepts() != nil {
		// What is to be refused is first read again: see recentForms.
		if v.Form, err = s.store.Form(r.Context(), v.Session.Code); err != nil {
			return err
		}
		if in, ok, err = s.readForm(r, v); err != nil {
			return err
		}
		if v.trialOver(r) {
			return s.sessionTrialOver(w, r, v)
		}
		if notNow := v.Session.Accepts(); notNow != nil && !ok {
			return s.sessionLate(w, r, v, notNow)
		}
		if !ok {
			return s.showForm(w, r, v, in.status, in)
		}
	}
	receipt, err := s.accept(r.Context(), survey.Submission{
		Response: in.response, Key: in.key, Invitation: v.invitation.ID, Version: v.Session.Version,
	})
	if err != nil {
		return s.notAccepted(w, r, v, in, err)
	}
	if !receipt.Already {
		s.noteAnswer(r, v, in.key)
	}
	s.setKey(w, v, in.key, true)
	to := v.base + "/thanks"
	if receipt.Already {
		to += "?was=" + wasAlready
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// A formInput is what a form is shown with: what was typed, and what is wrong
// with it.
type formInput struct {
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
func (s *server) readForm(r *http.Request, v visit) (in formInput, ok bool, err error) {
	in.fields = r.PostForm
	in.response, in.errs = v.Validate(in.fields)
	key, hasKey := postedKey(r)
	if !hasKey {
		if key, err = survey.NewKey(s.random); err != nil {
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
		in.errs = append(survey.FieldErrors{{Field: survey.FieldForm, Message: msgKey}}, in.errs...)
	}
	return in, len(in.errs) == 0, nil
}

// What only this room finds wrong with a form.
const (
	msgKey         = "error.key"         // the hidden key is not there or is none
	msgUnconfirmed = "error.unconfirmed" // survey.ErrUnconfirmed
	msgBusy        = "error.busy"        // survey.ErrBusy
	msgWithdrawn   = "error.withdrawn"   // survey.ErrWithdrawn
	msgInternal    = "error.internal"    // anything else
)

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
func (s *server) notAccepted(w http.ResponseWriter, r *http.Request, v visit, in formInput, err error) error {
	message := ""
	switch {
	case errors.Is(err, survey.ErrClosed), errors.Is(err, survey.ErrNotOpen):
		// The session may have closed since it was read, so it is read again:
		// the page tells when.
		if form, readErr := s.store.Form(r.Context(), v.Session.Code); readErr == nil {
			v.Form = form
		}
		if v.trialOver(r) {
			return s.sessionTrialOver(w, r, v)
		}
		return s.sessionLate(w, r, v, err)
	case errors.Is(err, survey.ErrAnswered):
		return s.sessionUsed(w, r, v, problemOf(err).status)
	case errors.Is(err, survey.ErrNotFound):
		return err
	case errors.Is(err, survey.ErrConflict): // the form changed after it was read here
		if form, readErr := s.store.Form(r.Context(), v.Session.Code); readErr == nil {
			v.Form = form
		}
		if v.trialOver(r) {
			return s.sessionTrialOver(w, r, v)
		}
		in.status, in.errs = http.StatusConflict, changedForm(nil)
		return s.showForm(w, r, v, in.status, in)
	case errors.Is(err, survey.ErrWithdrawn):
		message = msgWithdrawn
		if in.key, err = survey.NewKey(s.random); err != nil {
			return err
		}
		s.setKey(w, v, in.key, false)
		s.unmark(w, v)
		err = survey.ErrWithdrawn
	case errors.Is(err, survey.ErrBusy):
		message = msgBusy
	case errors.Is(err, survey.ErrUnconfirmed):
		message = msgUnconfirmed
	default:
		message = msgInternal
		s.log.LogAttrs(r.Context(), slog.LevelError, "request failed",
			slog.String("route", route(r)), slog.String("error", err.Error()))
	}
	in.status = problemOf(err).status
	if in.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", strconv.Itoa(retrySeconds))
	}
	in.errs = survey.FieldErrors{{
		Field: survey.FieldForm, Message: message, Args: map[string]any{"n": retrySeconds},
	}}
	return s.showForm(w, r, v, in.status, in)
}

// showForm renders the form with what was typed.
func (s *server) showForm(w http.ResponseWriter, r *http.Request, v visit, status int, in formInput) error {
	if err := s.countLinks(r.Context(), &v); err != nil {
		return err
	}
	view := v.formView(in)
	title := v.t("form.title", "title", v.Session.Title)
	if in.change {
		title = v.t("change.title", "title", v.Session.Title)
	}
	return s.show(w, r, v, status, "session_form", page{Title: title, Failed: len(in.errs) > 0, Data: view})
}
