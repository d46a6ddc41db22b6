package web

import (
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// A sheetsView is a print job: a sheet of paper for each door.
type sheetsView struct {
	Back   string
	Sheets []sheetView
	// None says why there is nothing to print.
	None string
}

// A sheetView is one sheet, in the event's own language, with its call in the
// others too.
type sheetView struct {
	wayIn
	Language                     survey.Language
	Event, Title, Speakers, When string
	// Calls ask for answers in each language of the event.
	Calls []callView
}

type callView struct {
	Language   survey.Language
	Call, Hint string
}

// organizerSheet is the sheet of one session's door.
func (s *server) organizerSheet(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	form, err := o.form(r)
	if err != nil {
		return err
	}
	sheet, err := s.sheet(form.Event, survey.SessionState{Session: form.Session, Appearances: form.Appearances})
	if err != nil {
		return err
	}
	return s.showSheets(w, r, o, form.Session.Title, sheetsView{
		Back: o.base + "/s/" + string(form.Session.Code) + "/share", Sheets: []sheetView{sheet},
	})
}

// organizerEventSheet is the sheet of the event's entrance.
func (s *server) organizerEventSheet(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	e, err := o.event(r)
	if err != nil {
		return err
	}
	sheet, err := s.newSheet(e.Event, "/e/"+string(e.Event.Code), e.Event.Code, "sheet.call.event")
	if err != nil {
		return err
	}
	sheet.Event, sheet.Title, sheet.When = e.Organization.Name, e.Event.Name, e.Event.Place
	return s.showSheets(w, r, o, e.Event.Name, sheetsView{
		Back: o.base + "/e/" + string(e.Event.Code) + "/share", Sheets: []sheetView{sheet},
	})
}

// organizerSheets are the sheets of all sessions that can still be answered, in
// the programme's order.
func (s *server) organizerSheets(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	e, err := o.event(r)
	if err != nil {
		return err
	}
	view := sheetsView{Back: o.base + "/e/" + string(e.Event.Code) + "/share"}
	for _, st := range e.Sessions {
		if st.Session.State != survey.StateDraft && st.Session.State != survey.StateOpen {
			continue
		}
		sheet, err := s.sheet(e.Event, st)
		if err != nil {
			return err
		}
		view.Sheets = append(view.Sheets, sheet)
	}
	if len(view.Sheets) == 0 {
		view.None = o.catalog.T("sheet.none")
	}
	return s.showSheets(w, r, o, e.Event.Name, view)
}

func (s *server) showSheets(w http.ResponseWriter, r *http.Request, o office, title string, view sheetsView) error {
	return s.render(w, r, http.StatusOK, "sheets", page{
		Language: o.catalog.Language(), Title: o.catalog.T("sheet.title", "title", title), Bare: "sheet.css", Data: view,
	})
}

// sheet is the sheet of a session's door.
func (s *server) sheet(e survey.Event, st survey.SessionState) (sheetView, error) {
	sheet, err := s.newSheet(e, "/s/"+string(st.Session.Code), st.Session.Code, "sheet.call")
	if err != nil {
		return sheet, err
	}
	c := i18n.For(sheet.Language)
	v := visit{Form: survey.Form{Event: e, Session: st.Session, Appearances: st.Appearances}, catalog: c}
	sheet.Event, sheet.Title, sheet.Speakers = e.Name, st.Session.Title, v.names()
	p := programmePage{catalog: c, zone: e.Location()}
	sheet.When = p.dayAndTime(st.Session)
	return sheet, nil
}

// newSheet has all that a session's sheet and an event's have in common.
func (s *server) newSheet(e survey.Event, path string, code survey.Code, call string) (sheetView, error) {
	languages := offered(e)
	c := i18n.For(languages[0])
	way, err := s.wayTo(path, code, c.T("slide.qr"))
	sheet := sheetView{wayIn: way, Language: languages[0]}
	for _, l := range languages {
		c := i18n.For(l)
		sheet.Calls = append(sheet.Calls, callView{
			Language: l, Call: c.T(call), Hint: c.T("sheet.hint", "host", way.Host),
		})
	}
	return sheet, err
}

// formNamed is the session that the address names.
func (s *server) formNamed(r *http.Request) (survey.Form, error) {
	code, ok := survey.ParseCode(chi.URLParam(r, "code"))
	if !ok {
		return survey.Form{}, fmt.Errorf("session: %w", survey.ErrNotFound)
	}
	form, err := s.store.Form(r.Context(), code)
	return form, s.missedCode(r, err)
}
