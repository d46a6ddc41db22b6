package attendee

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/writing"
)

const (
	// fromSession names the session whose form was filled in by mistake.
	fromSession = "from"
	// findSession is what the list of sessions is searched for.
	findSession = "find"
	// switchUpTo is how many open sessions the list shows at most.
	switchUpTo = 30
)

// A switchView lists the event's sessions to whoever filled in the wrong form.
// Each is a button of one form that carries what was typed along in its body, so
// that it stands in no address and is stored nowhere.
type switchView struct {
	event.Heading
	From    survey.Code
	Carried []event.CarriedField
	// Bound says whose form it is, see event.Bound.
	Bound string
	// Open can be answered; Others say where they stand.
	Open, Others []event.EventSession
	CanSearch    bool
	Typed, Found string
}

// Switch takes a form that was filled in for the wrong session, and asks
// which is the right one. An empty form has nothing to carry along: the event's
// page is the same list.
func (s *Room) Switch(w http.ResponseWriter, r *http.Request, v Visit) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	if v.Foreign(r) {
		return s.other(w, r, v)
	}
	view := switchView{Heading: v.Heading(), From: v.Session.Code, Carried: v.typed(r), Bound: v.Unkeyed()}
	if len(view.Carried) == 0 {
		http.Redirect(w, r, view.Sessions, http.StatusSeeOther)
		return nil
	}
	e, err := s.store.Event(r.Context(), v.Event.Code)
	if err != nil {
		return err
	}
	if e.Sessions, err = s.AdmitTo(r, e); err != nil {
		return err
	}
	p := event.ProgrammePage{EventSessions: e, S: s.Room, Catalog: v.Catalog, Zone: e.Event.Location()}
	view.Typed = event.Searched(r.PostForm, findSession)
	view.CanSearch = len(e.Sessions) >= event.SearchFrom
	view.choose(&p, v.Session.Code)
	return s.Show(w, r, v.Visit, http.StatusOK, "attendee/session_switch", page.Page{Title: v.T("switch.title"), Data: view})
}

// choose fills in the sessions to go to: the open ones whose end is nearest, or
// those that the words find.
func (view *switchView) choose(p *event.ProgrammePage, not survey.Code) {
	q := event.NewSearch(view.Typed)
	open := 0
	for _, st := range p.Nearest() {
		if st.Session.Code == not || !q.Finds(st) {
			continue
		}
		line := p.Line(st)
		line.When = p.DayAndTime(st.Session)
		switch {
		case !line.Open:
			view.Others = append(view.Others, line)
		case open < switchUpTo:
			view.Open = append(view.Open, line)
			open++
		default:
			open++
		}
	}
	if view.Typed == "" && view.CanSearch {
		view.Others = nil // the search finds them
	}
	view.Others = view.Others[:min(len(view.Others), switchUpTo)]
	switch {
	case view.Typed != "" && open == 0:
		view.Found = p.Catalog.T("switch.none", "typed", view.Typed)
	case open == 0:
		view.Found = p.Catalog.T("event.none")
	case open > len(view.Open):
		view.Found = p.Catalog.T("switch.many", "shown", len(view.Open))
	}
}

// typed is what was filled in of the form, without what is only its own: key and
// version.
func (v Visit) typed(r *http.Request) []event.CarriedField {
	var carried []event.CarriedField
	for _, item := range v.Items() {
		for _, value := range r.PostForm[item.Field()] {
			if writing.FoldComment(page.ShownText(value)) != "" {
				carried = append(carried, event.CarriedField{Name: item.Field(), Value: page.ShownText(value)})
			}
		}
		if public := r.PostForm.Get(item.PublicField()); item.Asked.Kind == survey.KindText && public == "1" {
			carried = append(carried, event.CarriedField{Name: item.PublicField(), Value: public})
		}
	}
	onlyPublic := true
	for _, c := range carried {
		onlyPublic = onlyPublic && strings.HasPrefix(c.Name, "p")
	}
	if onlyPublic {
		return nil
	}
	return carried
}

// Switched shows the right session's form with what was filled in for the
// wrong one. Nothing is stored by it.
func (s *Room) Switched(w http.ResponseWriter, r *http.Request, v Visit) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	if v.Foreign(r) {
		return s.other(w, r, v)
	}
	wrong, err := s.switchedFrom(r, v)
	if err != nil {
		return err
	}
	if notNow := v.Session.Accepts(); notNow != nil {
		return s.notSwitched(w, r, v, wrong, s.StateSentence(v.Visit), page.ProblemOf(notNow).Status)
	}
	c := carryOver(wrong, v, r.PostForm)
	if v.Invitation.ID != 0 {
		if used, err := s.store.Used(r.Context(), v.Session.ID, v.Invitation.ID); err != nil {
			return err
		} else if used {
			r.PostForm = c.fields
			return s.used(w, r, v, http.StatusConflict)
		}
	}
	key, answered, ok := v.CookieKey(r)
	if ok {
		switch _, err := s.store.Response(r.Context(), v.Session.ID, key); {
		case err == nil:
			return s.notSwitched(w, r, v, wrong, v.T("switch.answered"), http.StatusConflict)
		case !errors.Is(err, survey.ErrNotFound) && !errors.Is(err, survey.ErrClosed):
			return err
		}
	}
	if !ok || answered {
		if key, err = survey.NewKey(s.Random); err != nil {
			return err
		}
		s.SetKey(w, v.Visit, key, false)
	}
	if wrong.Base != v.Base {
		c.notes = slices.Insert(c.notes, 0, v.T("switch.carried", "title", wrong.Session.Title))
	}
	return s.showForm(w, r, v, http.StatusOK, FormInput{key: key, fields: c.fields, carried: c.notes, from: wrong.Base})
}

// switchedFrom is the session that the form was filled in for, of the same event.
func (s *Room) switchedFrom(r *http.Request, v Visit) (Visit, error) {
	code, ok := survey.ParseCode(r.PostForm.Get(fromSession))
	if !ok {
		return Visit{}, page.Problem{Status: http.StatusBadRequest, Key: "problem.badform"}
	}
	form, err := s.store.Form(r.Context(), code)
	if err != nil {
		return Visit{}, s.MissedCode(r, err)
	}
	if form.Event.ID != v.Event.ID {
		return Visit{}, page.Problem{Status: http.StatusBadRequest, Key: "problem.badform"}
	}
	return Visit{event.Visit{Form: form, Catalog: v.Catalog, Base: "/s/" + string(code), Invitation: v.Invitation, Person: v.Person}}, nil
}

// notSwitched says why the right session takes no answer, and gives back what
// was written.
func (s *Room) notSwitched(w http.ResponseWriter, r *http.Request, v, wrong Visit, sentence string, status int) error {
	return s.Show(w, r, v.Visit, status, "event/session_state", page.Page{
		Title: v.T("state.title", "title", v.Session.Title), Failed: true,
		Data: event.StateView{
			Heading: v.Heading(), Sentence: sentence, Late: v.T("problem.written"),
			Texts: wrong.keptTexts(r), Reload: v.Session.State == survey.StateOpen,
			Carried: wrong.typed(r), Switch: wrong.Base + "/switch", Bound: v.Unkeyed(),
		},
	})
}
