package programme

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/web/page"
)

// fieldSeenOf is a session's revision on the board that the form stood on, with
// the session's code after it.
const fieldSeenOf = "seen-"

// A timesView is the form that sets when chosen sessions open and close. The
// zero one has nothing wrong with it.
type timesView struct {
	Opens, Closes page.EditField
	// Zone says where the times are.
	Zone    string
	Summary string
	Errors  []page.FormError
}

// timesForm makes the form from what was typed.
func (o desk) timesForm(e survey.Event, values map[string]string, errs survey.FieldErrors) timesView {
	d := page.FormData{Catalog: o.Catalog, Values: values, Errs: errs}
	v := timesView{
		Opens: d.Field(survey.FieldOpens, "datetime-local"), Closes: d.Field(survey.FieldCloses, "datetime-local"),
		Zone: o.Catalog.T("organizer.edit.zone.told", "zone", e.Zone),
	}
	if len(errs) > 0 {
		v.Summary = o.Catalog.T("organizer.edit.wrong")
	}
	for _, err := range errs {
		line := page.FormError{Target: "sessions", Label: o.Catalog.T("organizer.board.sessions"), Text: o.Said(err)}
		switch err.Field {
		case survey.FieldOpens:
			line.Target, line.Label = v.Opens.Name, v.Opens.Label
		case survey.FieldCloses:
			line.Target, line.Label = v.Closes.Name, v.Closes.Label
		}
		v.Errors = append(v.Errors, line)
	}
	return v
}

// boardTimes sets when the chosen sessions open and close: all of them or none.
func (s *Room) boardTimes(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	change, errs := chosenTimes(r.PostForm, e)
	if len(errs) == 0 {
		done := "none"
		if len(change) > 0 {
			done = "times"
			_, err := o.store.SaveProgramme(r.Context(), e.Event.Code, nil, change)
			if errors.Is(err, survey.ErrConflict) || errors.Is(err, survey.ErrInUse) {
				form := o.timesForm(e.Event, page.Posted(r), nil)
				form.Summary = o.Catalog.T("organizer.board.times.overtaken")
				return s.showBoard(w, r, o, http.StatusConflict, form)
			}
			if errs, _ = page.Wrong(err); err != nil && errs == nil {
				return err
			}
		}
		if len(errs) == 0 {
			http.Redirect(w, r, o.Base+"/e/"+string(e.Event.Code)+"/board?done="+done, http.StatusSeeOther)
			return nil
		}
	}
	return s.showBoard(w, r, o, http.StatusUnprocessableEntity, o.timesForm(e.Event, page.Posted(r), errs))
}

// chosenTimes returns the chosen sessions whose times change, as they become.
func chosenTimes(fields map[string][]string, e survey.EventSessions) (change []survey.ProgrammeSession, errs survey.FieldErrors) {
	chosen := fields[form.FieldChosen]
	opens, closes, errs := form.ReadTimes(fields, e.Event)
	if len(chosen) == 0 {
		errs = append(errs, survey.FieldError{Field: form.FieldChosen, Message: form.MsgTimesNone})
	}
	if len(errs) > 0 {
		return nil, errs
	}
	for _, st := range e.Sessions {
		if !slices.Contains(chosen, string(st.Session.Code)) {
			continue
		}
		after, refused := st.Session.Between(opens, closes)
		if refused != nil {
			errs = append(errs, *refused)
			continue
		}
		if after.OpensAt.Equal(st.Session.OpensAt) && after.ClosesAt.Equal(st.Session.ClosesAt) {
			continue
		}
		after.Revision, _ = strconv.Atoi(strings.Join(fields[fieldSeenOf+string(after.Code)], ""))
		change = append(change, survey.ProgrammeSession{Session: after, Appearances: st.Appearances})
	}
	return change, errs
}
