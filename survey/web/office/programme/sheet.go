package programme

import (
	"net/http"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
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
	page.WayIn
	Language                     survey.Language
	Event, Title, Speakers, When string
	// Long says that title and names need a smaller hand.
	Long bool
	// Calls ask for answers in each language of the event.
	Calls []callView
}

type callView struct {
	Language   survey.Language
	Call, Hint string
}

// Sheet is the sheet of one session's door.
func (s *Room) Sheet(w http.ResponseWriter, r *http.Request, o desk, form survey.Form) error {
	sheet, err := s.sheet(form.Event, survey.SessionState{Session: form.Session, Appearances: form.Appearances})
	if err != nil {
		return err
	}
	return s.showSheets(w, r, o, form.Session.Title, sheetsView{
		Back: o.Base + "/s/" + string(form.Session.Code) + "/share", Sheets: []sheetView{sheet},
	})
}

// EventSheet is the sheet of the event's entrance.
func (s *Room) EventSheet(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	sheet, err := s.newSheet(e.Event, "/e/"+string(e.Event.Code), e.Event.Code, "sheet.call.event")
	if err != nil {
		return err
	}
	sheet.Event, sheet.Title, sheet.When = e.Organization.Name, e.Event.Name, e.Event.Place
	if days := daysOf(e, i18n.For(sheet.Language)); days != "" {
		sheet.When = strings.TrimSuffix(days+", "+e.Event.Place, ", ")
	}
	sheet.Long = page.Long(sheet.Title, "")
	return s.showSheets(w, r, o, e.Event.Name, sheetsView{
		Back: o.Base + "/e/" + string(e.Event.Code) + "/share", Sheets: []sheetView{sheet},
	})
}

// Sheets are the sheets of all sessions that can still be answered, in
// the programme's order.
func (s *Room) Sheets(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	view := sheetsView{Back: o.Base + "/e/" + string(e.Event.Code) + "/share"}
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
		view.None = o.Catalog.T("sheet.none")
	}
	return s.showSheets(w, r, o, e.Event.Name, view)
}

func (s *Room) showSheets(w http.ResponseWriter, r *http.Request, o desk, title string, view sheetsView) error {
	return s.Render(w, r, http.StatusOK, "office/programme/sheets", page.Page{
		Language: o.Catalog.Language(), Title: o.Catalog.T("sheet.title", "title", title), Bare: "sheet.css", Data: view,
	})
}

// sheet is the sheet of a session's door.
func (s *Room) sheet(e survey.Event, st survey.SessionState) (sheetView, error) {
	sheet, err := s.newSheet(e, "/s/"+string(st.Session.Code), st.Session.Code, "sheet.call")
	if err != nil {
		return sheet, err
	}
	c := i18n.For(sheet.Language)
	v := event.Visit{Form: survey.Form{Event: e, Session: st.Session, Appearances: st.Appearances}, Catalog: c}
	sheet.Event, sheet.Title, sheet.Speakers = e.Name, st.Session.Title, v.Names()
	sheet.Long = page.Long(sheet.Title, sheet.Speakers)
	p := event.ProgrammePage{Catalog: c, Zone: e.Location()}
	sheet.When = p.DayAndTime(st.Session)
	return sheet, nil
}

// daysOf are the days that the event's sessions are on; empty where none has a time.
func daysOf(e survey.EventSessions, c *i18n.Catalog) string {
	var first, last time.Time
	for _, st := range e.Sessions {
		starts, ends := st.Session.Starts, st.Session.Ends
		if starts.IsZero() || st.Session.State == survey.StateCancelled {
			continue
		}
		if ends.Before(starts) {
			ends = starts
		}
		if first.IsZero() || starts.Before(first) {
			first = starts
		}
		if ends.After(last) {
			last = ends
		}
	}
	if first.IsZero() {
		return ""
	}
	zone := e.Event.Location()
	return c.Days(first.In(zone), last.In(zone))
}

// newSheet has all that a session's sheet and an event's have in common.
func (s *Room) newSheet(e survey.Event, path string, code survey.Code, call string) (sheetView, error) {
	languages := page.Offered(e)
	c := i18n.For(languages[0])
	way, err := s.WayTo(path, code, c.T("slide.qr"))
	sheet := sheetView{WayIn: way, Language: languages[0]}
	for _, l := range languages {
		c := i18n.For(l)
		sheet.Calls = append(sheet.Calls, callView{
			Language: l, Call: c.T(call), Hint: c.T("sheet.hint", "host", way.Host),
		})
	}
	return sheet, err
}
