package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
)

// A reflectView is where readers of a follow-up page write what they took with
// them, and take away what they have written.
type reflectView struct {
	// Title is what the page is about, Up the page.
	Title, Up string
	// Seal tells whose browser the form may be filled in for, see session_seal.go.
	Seal string
	// K is how many are enough for a card to be shown without its writer's consent.
	K string
	// Shown says that the page is there to lead to, Writes that one can write.
	Shown, Writes bool
	Summary       string
	Errors        []formError
	// Text, Name, Small and what is wrong with them are what was typed.
	Text, Name           string
	Small                bool
	TextError, NameError string
	Done                 string
	Own                  []ownView
}

// ID is the id of the control that is named so.
func (v reflectView) ID(name string) string { return controlID(name, v.Seal) }

// seal tells whose the form on the page is.
func (v followUpVisit) seal(r *http.Request) string {
	return holder(v.invitation, personOf(r, v.Event.Code))
}

// An ownView is something that this device has written, with where it stands.
type ownView struct {
	ID, Text, Name, State string
	// Thanked says that somebody has thanked for it.
	Thanked bool
}

// followUpReflect shows the form, and what this device has written.
func (s *server) followUpReflect(w http.ResponseWriter, r *http.Request, v followUpVisit) error {
	if _, ok := deviceKey(r); !ok && v.FollowUp.Reflections {
		if err := s.giveDevice(w, r, v.base); err != nil {
			return err
		}
	}
	view := reflectView{}
	switch done := r.URL.Query().Get("done"); done {
	case "sent", "withdrawn":
		view.Done = v.catalog.T("reflection.done." + done)
	case "cookie":
		view.Done = v.catalog.T("inquiry.done.cookie")
	}
	return s.showReflect(w, r, v, http.StatusOK, view)
}

func (s *server) showReflect(w http.ResponseWriter, r *http.Request, v followUpVisit, status int, view reflectView) error {
	device, _ := deviceKey(r)
	found, err := s.store.Reflections(r.Context(), v.Code(), device)
	if err != nil {
		return err
	}
	view.K = v.catalog.Spelled(found.K())
	view.Title, view.Up, view.Seal = v.FollowUpPage.Title(), v.base, v.seal(r)
	view.Shown = v.FollowUp.Shown(s.now())
	view.Writes = view.Shown && v.FollowUp.Reflections
	for _, one := range found.List {
		if !one.Own {
			continue
		}
		state := "reflection.state." + string(one.State)
		if one.State == survey.ReflectionShown && found.SmallGroup() && !one.Small {
			state = "reflection.state.small"
		}
		view.Own = append(view.Own, ownView{idText(one.ID), one.Text, one.Name, v.catalog.T(state), one.Thanked})
	}
	return s.showFollowUp(w, r, v, status, "followup_reflect", page{
		Title: v.catalog.T("reflection.title", "title", view.Title), Failed: view.Summary != "", Data: view,
	})
}

// followUpReflected takes what a reader writes.
func (s *server) followUpReflected(w http.ResponseWriter, r *http.Request, v followUpVisit) error {
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	reflection, errs := survey.ReadReflection(r.PostForm)
	status := http.StatusUnprocessableEntity
	device, ok := deviceKey(r)
	if ok && len(errs) == 0 {
		wait, full := s.limits.add(r, v.base, device, s.now())
		switch {
		case wait > 0:
			status = http.StatusTooManyRequests
			errs = survey.FieldErrors{{Field: survey.FieldReflection, Message: msgBusy, Args: map[string]any{"n": retryIn(w, wait)}}}
		case full:
			status = http.StatusTooManyRequests
			errs = survey.FieldErrors{{Field: survey.FieldReflection, Message: survey.MsgReflectionMany}}
		default:
			err := s.store.Reflect(r.Context(), v.Code(), device, reflection)
			if err == nil {
				http.Redirect(w, r, v.base+"/reflect?done=sent", http.StatusSeeOther)
				return nil
			}
			var said bool
			if errs, said = wrong(err); !said && !errors.Is(err, survey.ErrClosed) {
				return err
			}
			if !said {
				errs = survey.FieldErrors{{Field: survey.FieldReflection, Message: "reflection.error.closed"}}
			}
		}
	}
	view := reflectView{
		Text: shownText(r.PostForm.Get(survey.FieldReflection)), Name: shownText(r.PostForm.Get(survey.FieldReflectionName)),
		Small: reflection.Small, Summary: v.catalog.T("reflection.wrong"),
	}
	for _, e := range errs {
		text := v.catalog.T(e.Message, "n", e.Args["n"])
		view.Errors = append(view.Errors, formError{Target: controlID(e.Field, v.seal(r)), Text: text})
		if e.Field == survey.FieldReflectionName {
			view.NameError = text
		} else {
			view.TextError = text
		}
	}
	if !ok {
		view.Errors = append(view.Errors, formError{Text: v.catalog.T("inquiry.done.cookie")})
	}
	return s.showReflect(w, r, v, status, view)
}

// followUpWithdrawn takes away what this device has written.
func (s *server) followUpWithdrawn(w http.ResponseWriter, r *http.Request, v followUpVisit) error {
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	id, err := strconv.ParseInt(chi.URLParam(r, "reflection"), 10, 64)
	if err != nil {
		return survey.ErrNotFound
	}
	device, ok := deviceKey(r)
	if !ok {
		http.Redirect(w, r, v.base+"/reflect?done=cookie", http.StatusSeeOther)
		return nil
	}
	if wait := s.limits.act(r, v.base, device, s.now()); wait > 0 {
		return tooManyGuesses
	}
	if err := s.store.WithdrawReflection(r.Context(), v.Code(), survey.ID(id), device); err != nil {
		return err
	}
	http.Redirect(w, r, v.base+"/reflect?done=withdrawn", http.StatusSeeOther)
	return nil
}
