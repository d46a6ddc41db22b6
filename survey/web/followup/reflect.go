package followup

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/web/page"
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
	Errors        []page.FormError
	// Text, Name, Small and what is wrong with them are what was typed.
	Text, Name           string
	Small                bool
	TextError, NameError string
	Done                 string
	Own                  []ownView
}

// ID is the id of the control that is named so.
func (v reflectView) ID(name string) string { return page.ControlID(name, v.Seal) }

// seal tells whose the form on the page is.
func (v FollowUpVisit) seal(r *http.Request) string {
	return page.Holder(v.invitation, page.PersonOf(r, v.Event.Code))
}

// An ownView is something that this device has written, with where it stands.
type ownView struct {
	ID, Text, Name, State string
	// Thanked says that somebody has thanked for it.
	Thanked bool
}

// Reflect shows the form, and what this device has written.
func (s *Room) Reflect(w http.ResponseWriter, r *http.Request, v FollowUpVisit) error {
	if _, ok := page.DeviceKey(r); !ok && v.FollowUp.Reflections {
		if err := s.GiveDevice(w, r, v.Base); err != nil {
			return err
		}
	}
	view := reflectView{Done: v.Catalog.T(page.DoneKey(r, "reflection.done.sent", "reflection.done.withdrawn", "inquiry.done.cookie"))}
	return s.showReflect(w, r, v, http.StatusOK, view)
}

func (s *Room) showReflect(w http.ResponseWriter, r *http.Request, v FollowUpVisit, status int, view reflectView) error {
	device, _ := page.DeviceKey(r)
	found, err := s.store.Reflections(r.Context(), v.Code(), device)
	if err != nil {
		return err
	}
	view.K = v.Catalog.Spelled(found.K())
	view.Title, view.Up, view.Seal = v.Page.Title(), v.Base, v.seal(r)
	view.Shown = v.FollowUp.Shown(s.Now())
	view.Writes = view.Shown && v.FollowUp.Reflections
	for _, one := range found.List {
		if !one.Own {
			continue
		}
		state := one.State.OwnKey()
		if one.State == followup.Shown && found.SmallGroup() && !one.Small {
			state = "reflection.state.small"
		}
		view.Own = append(view.Own, ownView{page.IDText(one.ID), one.Text, one.Name, v.Catalog.T(state), one.Thanked})
	}
	return s.showFollowUp(w, r, v, status, "followup/reflect", page.Page{
		Title: v.Catalog.T("reflection.title", "title", view.Title), Failed: view.Summary != "", Data: view,
	})
}

// Reflected takes what a reader writes.
func (s *Room) Reflected(w http.ResponseWriter, r *http.Request, v FollowUpVisit) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	reflection, errs := form.ReadReflection(r.PostForm)
	status := http.StatusUnprocessableEntity
	device, ok := page.DeviceKey(r)
	if ok && len(errs) == 0 {
		wait, full := s.Limits.Add(r, v.Base, device, s.Now())
		switch {
		case wait > 0:
			status = http.StatusTooManyRequests
			errs = survey.FieldErrors{{Field: form.FieldReflection, Message: page.MsgBusy, Args: map[string]any{"n": page.RetryIn(w, wait)}}}
		case full:
			status = http.StatusTooManyRequests
			errs = survey.FieldErrors{{Field: form.FieldReflection, Message: form.MsgReflectionMany}}
		default:
			err := s.store.Reflect(r.Context(), v.Code(), device, reflection)
			if err == nil {
				http.Redirect(w, r, v.Base+"/reflect?done=sent", http.StatusSeeOther)
				return nil
			}
			var said bool
			if errs, said = page.Wrong(err); !said && !errors.Is(err, survey.ErrClosed) {
				return err
			}
			if !said {
				errs = survey.FieldErrors{{Field: form.FieldReflection, Message: "reflection.error.closed"}}
			}
		}
	}
	view := reflectView{
		Text: page.ShownText(r.PostForm.Get(form.FieldReflection)), Name: page.ShownText(r.PostForm.Get(form.FieldReflectionName)),
		Small: reflection.Small, Summary: v.Catalog.T("reflection.wrong"),
	}
	for _, e := range errs {
		text := v.Catalog.T(e.Message, "n", e.Args["n"])
		view.Errors = append(view.Errors, page.FormError{Target: page.ControlID(e.Field, v.seal(r)), Text: text})
		if e.Field == form.FieldReflectionName {
			view.NameError = text
		} else {
			view.TextError = text
		}
	}
	if !ok {
		view.Errors = append(view.Errors, page.FormError{Text: v.Catalog.T("inquiry.done.cookie")})
	}
	return s.showReflect(w, r, v, status, view)
}

// Withdrawn takes away what this device has written.
func (s *Room) Withdrawn(w http.ResponseWriter, r *http.Request, v FollowUpVisit) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	id, err := strconv.ParseInt(chi.URLParam(r, "reflection"), 10, 64)
	if err != nil {
		return survey.ErrNotFound
	}
	device, ok := page.DeviceKey(r)
	if !ok {
		http.Redirect(w, r, v.Base+"/reflect?done=cookie", http.StatusSeeOther)
		return nil
	}
	if wait := s.Limits.Act(r, v.Base, device, s.Now()); wait > 0 {
		return page.TooManyGuesses
	}
	if err := s.store.WithdrawReflection(r.Context(), v.Code(), survey.ID(id), device); err != nil {
		return err
	}
	http.Redirect(w, r, v.Base+"/reflect?done=withdrawn", http.StatusSeeOther)
	return nil
}
