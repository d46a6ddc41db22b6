package results

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/web/office"
	"github.com/omdome/omdome/survey/web/page"
)

// confirmed are the actions that cannot be undone, and so are asked about.
var confirmed = []survey.Action{survey.ActionSeal, survey.ActionRelease, survey.ActionCancel}

// An actionView is a button. Confirm says that it leads to a question first.
type actionView struct {
	Action  survey.Action
	Label   string
	Note    string
	Address string
	Confirm bool
	// Main is the step that comes next.
	Main bool
}

// actionViews are the buttons that the session's state allows, the next step
// first.
func (o desk) actionViews(s *Room, result survey.Result, base string) []actionView {
	now := s.Now()
	var views []actionView
	for _, a := range survey.Actions {
		after, err := result.Session.After(a, now)
		if err != nil || a == survey.ActionSeal && !result.Session.Sealed.IsZero() ||
			a == survey.ActionRelease && len(result.Removals) > 0 {
			continue
		}
		v := actionView{
			Action: a, Label: o.Catalog.T(a.Key()), Address: base + "/" + string(a),
			Confirm: slices.Contains(confirmed, a),
			Main:    a == next(result.Session),
		}
		switch a {
		case survey.ActionRehearse, survey.ActionRehearsed:
			v.Note = o.Catalog.T(a.NoteKey())
		case survey.ActionOpen:
			if result.Session.Rehearsal {
				v.Note = o.Catalog.T("organizer.action.open.rehearsal")
			} else if !after.ClosesAt.IsZero() {
				v.Note = o.Catalog.T("organizer.closes", "time", o.Moment(result.Event, after.ClosesAt))
			}
		case survey.ActionReopen:
			v.Note = o.Catalog.T("organizer.reopen.until",
				"time", o.Moment(result.Event, result.Session.Closed.Add(survey.ReopenWindow)))
		}
		views = append(views, v)
	}
	slices.SortStableFunc(views, func(a, b actionView) int {
		switch {
		case a.Main == b.Main:
			return 0
		case a.Main:
			return -1
		}
		return 1
	})
	return views
}

// next is the step that usually comes next: the comments are read before the
// result is shown, because afterwards none can be left out.
func next(s survey.Session) survey.Action {
	switch {
	case s.State == survey.StateDraft:
		return survey.ActionOpen
	case s.State == survey.StateOpen:
		return survey.ActionClose
	case s.Sealed.IsZero():
		return survey.ActionSeal
	}
	return survey.ActionRelease
}

type askView struct {
	Title, Question, What, Do, Action, Back string
	// Missing says what is better done first, and First is where; empty for nothing.
	Missing, First string
	// Look is what is worth a look before.
	Look []string
}

// Ask asks before an action that cannot be undone.
func (s *Room) Ask(w http.ResponseWriter, r *http.Request, o desk) error {
	action := survey.Action(chi.URLParam(r, "action"))
	if !slices.Contains(survey.Actions, action) {
		return fmt.Errorf("action: %w", survey.ErrNotFound)
	}
	result, err := o.Result(r)
	if err != nil {
		return err
	}
	back := o.Base + "/s/" + string(result.Session.Code)
	if !slices.Contains(confirmed, action) {
		http.Redirect(w, r, back, http.StatusSeeOther)
		return nil
	}
	if _, err := result.Session.After(action, s.Now()); err != nil {
		return s.showResult(w, r, o, result, err)
	}
	question := o.Catalog.T(action.AskKey())
	view := askView{
		Title: result.Session.Title, Question: question,
		What: o.Catalog.T(action.AskWhatKey(), "n", result.Tallies.Responses),
		Do:   o.Catalog.T(action.Key()), Action: back + "/" + string(action), Back: back,
	}
	if action == survey.ActionRelease || action == survey.ActionSeal {
		view.Look = o.Look(result)
	}
	if action == survey.ActionRelease && result.Session.Attended == 0 && result.Invited == 0 && result.Session.Kind != survey.KindEvent {
		view.Missing, view.First = o.Catalog.T("organizer.ask.release.attended"), back+"/edit#"+form.FieldAttended
	}
	return s.ShowOffice(w, r, o.Desk, http.StatusOK, "office/results/ask", page.Page{Title: question, Data: view})
}

// Act does what a button says. What the session's state does not allow
// any more is told on its page, which then shows what it does allow.
func (s *Room) Act(w http.ResponseWriter, r *http.Request, o desk) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	action := survey.Action(chi.URLParam(r, "action"))
	code, ok := survey.ParseCode(chi.URLParam(r, "code"))
	if !ok || !slices.Contains(survey.Actions, action) {
		return fmt.Errorf("action: %w", survey.ErrNotFound)
	}
	session, err := o.store.Act(r.Context(), code, action)
	if _, ok := office.Refused(err); ok {
		result, readErr := o.store.Result(r.Context(), code)
		if readErr != nil {
			return readErr
		}
		return s.showResult(w, r, o, result, err)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/s/"+string(session.Code)+"?done="+string(action), http.StatusSeeOther)
	return nil
}
