package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/omdome/omdome/survey"
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
	heading
	From    survey.Code
	Carried []carriedField
	// Bound says whose form it is, see bound.
	Bound string
	// Open can be answered; Others say where they stand.
	Open, Others []eventSession
	CanSearch    bool
	Typed, Found string
}

// A carriedField is a hidden field.
type carriedField struct{ Name, Value string }

// sessionSwitch takes a form that was filled in for the wrong session, and asks
// which is the right one. An empty form has nothing to carry along: the event's
// page is the same list.
func (s *server) sessionSwitch(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	if v.foreign(r) {
		return s.sessionOther(w, r, v)
	}
	view := switchView{heading: v.heading(), From: v.Session.Code, Carried: v.typed(r), Bound: v.unkeyed()}
	if len(view.Carried) == 0 {
		http.Redirect(w, r, view.Sessions, http.StatusSeeOther)
		return nil
	}
	e, err := s.store.Event(r.Context(), v.Event.Code)
	if err != nil {
		return err
	}
	if e.Sessions, err = s.admitTo(r, e); err != nil {
		return err
	}
	p := programmePage{EventSessions: e, s: s, catalog: v.catalog, zone: e.Event.Location()}
	view.Typed = searched(r.PostForm, findSession)
	view.CanSearch = len(e.Sessions) >= searchFrom
	view.choose(&p, v.Session.Code)
	return s.show(w, r, v, http.StatusOK, "session_switch", page{Title: v.t("switch.title"), Data: view})
}

// choose fills in the sessions to go to: the open ones whose end is nearest, or
// those that the words find.
func (view *switchView) choose(p *programmePage, not survey.Code) {
	q := newSearch(view.Typed)
	open := 0
	for _, st := range p.nearest() {
		if st.Session.Code == not || !q.finds(st) {
			continue
		}
		line := p.line(st)
		line.When = p.dayAndTime(st.Session)
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
		view.Found = p.catalog.T("switch.none", "typed", view.Typed)
	case open == 0:
		view.Found = p.catalog.T("event.none")
	case open > len(view.Open):
		view.Found = p.catalog.T("switch.many", "shown", len(view.Open))
	}
}

// typed is what was filled in of the form, without what is only its own: key and
// version.
func (v visit) typed(r *http.Request) []carriedField {
	var carried []carriedField
	for _, item := range v.Items() {
		for _, value := range r.PostForm[item.Field()] {
			if survey.FoldComment(shownText(value)) != "" {
				carried = append(carried, carriedField{item.Field(), shownText(value)})
			}
		}
		if public := r.PostForm.Get(item.PublicField()); item.Asked.Kind == survey.KindText && public == "1" {
			carried = append(carried, carriedField{item.PublicField(), public})
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

// sessionSwitched shows the right session's form with what was filled in for the
// wrong one. Nothing is stored by it.
func (s *server) sessionSwitched(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	if v.foreign(r) {
		return s.sessionOther(w, r, v)
	}
	wrong, err := s.switchedFrom(r, v)
	if err != nil {
		return err
	}
	if notNow := v.Session.Accepts(); notNow != nil {
		return s.notSwitched(w, r, v, wrong, s.stateSentence(v), problemOf(notNow).status)
	}
	c := carryOver(wrong, v, r.PostForm)
	if v.invitation.ID != 0 {
		if used, err := s.store.Used(r.Context(), v.Session.ID, v.invitation.ID); err != nil {
			return err
		} else if used {
			r.PostForm = c.fields
			return s.sessionUsed(w, r, v, http.StatusConflict)
		}
	}
	key, answered, ok := v.cookieKey(r)
	if ok {
		switch _, err := s.store.Response(r.Context(), v.Session.ID, key); {
		case err == nil:
			return s.notSwitched(w, r, v, wrong, v.t("switch.answered"), http.StatusConflict)
		case !errors.Is(err, survey.ErrNotFound) && !errors.Is(err, survey.ErrClosed):
			return err
		}
	}
	if !ok || answered {
		if key, err = survey.NewKey(s.random); err != nil {
			return err
		}
		s.setKey(w, v, key, false)
	}
	if wrong.base != v.base {
		c.notes = slices.Insert(c.notes, 0, v.t("switch.carried", "title", wrong.Session.Title))
	}
	return s.showForm(w, r, v, http.StatusOK, formInput{key: key, fields: c.fields, carried: c.notes, from: wrong.base})
}

// switchedFrom is the session that the form was filled in for, of the same event.
func (s *server) switchedFrom(r *http.Request, v visit) (visit, error) {
	code, ok := survey.ParseCode(r.PostForm.Get(fromSession))
	if !ok {
		return visit{}, problem{http.StatusBadRequest, "badform"}
	}
	form, err := s.store.Form(r.Context(), code)
	if err != nil {
		return visit{}, s.missedCode(r, err)
	}
	if form.Event.ID != v.Event.ID {
		return visit{}, problem{http.StatusBadRequest, "badform"}
	}
	return visit{Form: form, catalog: v.catalog, base: "/s/" + string(code), invitation: v.invitation, person: v.person}, nil
}

// notSwitched says why the right session takes no answer, and gives back what
// was written.
func (s *server) notSwitched(w http.ResponseWriter, r *http.Request, v, wrong visit, sentence string, status int) error {
	return s.show(w, r, v, status, "session_state", page{
		Title: v.t("state.title", "title", v.Session.Title), Failed: true,
		Data: stateView{
			heading: v.heading(), Sentence: sentence, Late: v.t("problem.written"),
			Texts: wrong.keptTexts(r), Reload: v.Session.State == survey.StateOpen,
			Carried: wrong.typed(r), Switch: wrong.base + "/switch", Bound: v.unkeyed(),
		},
	})
}
