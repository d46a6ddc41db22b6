package programme

import (
	"errors"
	"net/http"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/web/page"
)

const (
	// maxTable is how many bytes a pasted programme's form may have: 300 rows of
	// a thousand characters, each written as three.
	maxTable = 1 << 20
	// fieldSeen names what the preview showed.
	fieldSeen = "seen"
	doSave    = "save"
)

// A pastePreview is what saving a pasted programme would do.
type pastePreview struct {
	Summary string
	Rows    []pasteRow
	// Save says that there is something to save.
	Save bool
	Seen string
}

// A pasteRow is a session in the preview.
type pasteRow struct {
	Change, What          string
	When, Title, Kind     string
	Speakers, Room, Place string
}

// Paste is the page to paste a programme on.
func (s *Room) Paste(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	values := map[string]string{form.FieldDate: s.usualDay(e)}
	done := ""
	if r.URL.Query().Get("done") == "event" {
		done = o.Catalog.T("organizer.edit.done.event")
	}
	return s.showPaste(w, r, o, http.StatusOK, e, values, form.Table{}, "", done)
}

func (s *Room) showPaste(w http.ResponseWriter, r *http.Request, o desk, status int, e survey.EventSessions, values map[string]string, table form.Table, summary, done string) error {
	base := o.Base + "/e/" + string(e.Event.Code)
	d := page.FormData{Catalog: o.Catalog, Values: values, Errs: nil}
	text := d.Field(form.FieldTable, "table")
	if len(table.Errs) > 0 {
		text.Error = o.Catalog.T("organizer.paste.wrong")
	}
	v := page.EditView{
		Back: base, BackText: e.Event.Name, Title: o.Catalog.T("organizer.paste"), Action: base + "/paste",
		Lead:   []string{o.Catalog.T("organizer.paste.lead"), o.Catalog.T("organizer.paste.columns")},
		Button: o.Catalog.T("organizer.paste.preview"), Summary: summary, Done: done,
		Groups: []page.EditGroup{{Fields: append([]page.EditField{d.Field(form.FieldDate, "date"), text}, d.WhichOf(table)...)}},
		More:   []page.WayOn{{Address: base + "/rows", Text: o.Catalog.T("organizer.rows.link")}, {Address: base + "/add", Text: o.Catalog.T("organizer.edit.newsession.link")}},
	}
	for _, e := range table.Errs {
		v.Changed = append(v.Changed, o.Catalog.T("organizer.paste.place", "line", e.Args["line"], "column", e.Args["column"], "text", o.Said(e)))
	}
	if len(table.Rows) > 0 && len(table.Errs) == 0 {
		v.Preview = o.preview(e.Event, table)
		v.Button = o.Catalog.T("organizer.paste.again")
	}
	return s.ShowEdit(w, r, o.Desk, status, "office/programme/paste", v)
}

// preview tells what saving the table would do.
func (o desk) preview(e survey.Event, table form.Table) *pastePreview {
	added, changed := table.Count(form.RowNew), table.Count(form.RowChanged)
	p := &pastePreview{
		Save: added+changed > 0, Seen: table.Seen(),
		Summary: strings.Join([]string{
			o.Catalog.T("organizer.paste.new", "n", added), o.Catalog.T("organizer.paste.changed", "n", changed),
			o.Catalog.T("organizer.paste.same", "n", table.Count(form.RowSame)),
		}, " "),
	}
	for _, row := range table.Rows {
		session := row.Session.Session
		line := pasteRow{
			Change: string(row.Change), What: o.Catalog.T(row.Change.Key()),
			When:  o.Moment(e, session.Starts) + "–" + o.Catalog.Clock(session.Ends.In(e.Location())),
			Title: session.Title, Kind: o.Catalog.T(session.Kind.Key()), Room: session.Room,
		}
		var names, fields []string
		for _, a := range row.Session.Appearances {
			name := a.Speaker.Name
			if a.Speaker.Email != "" {
				name += " (" + a.Speaker.Email + ")"
			}
			names = append(names, name)
		}
		for _, f := range row.Fields {
			fields = append(fields, strings.ToLower(o.Catalog.T("organizer.edit."+f)))
		}
		line.Speakers = strings.Join(names, " · ")
		if len(fields) > 0 {
			line.What += ": " + o.Catalog.List(fields)
		}
		p.Rows = append(p.Rows, line)
	}
	return p
}

// SavePaste shows what a pasted programme would do, or does it when
// that has been shown.
func (s *Room) SavePaste(w http.ResponseWriter, r *http.Request, o desk) error {
	if err := s.ParseFormOf(w, r, maxTable); err != nil {
		return err
	}
	e, err := o.Event(r)
	if err != nil {
		return err
	}
	read := func() form.Table {
		return form.ReadTableOf(r.PostForm.Get(form.FieldTable), r.PostForm.Get(form.FieldDate),
			form.Which(r.PostForm.Get(form.FieldWhich(form.FieldTable))), e.Event, e.Sessions)
	}
	table := read()
	if len(table.Errs) > 0 {
		return s.showPaste(w, r, o, http.StatusUnprocessableEntity, e, page.Posted(r), table, "", "")
	}
	if r.PostForm.Get(page.FieldDo) != doSave {
		return s.showPaste(w, r, o, http.StatusOK, e, page.Posted(r), table, "", "")
	}
	saved, err := s.saveTable(w, r, o, e, table)
	if saved || err != nil {
		return err
	}
	if e, err = o.Event(r); err != nil {
		return err
	}
	return s.showPaste(w, r, o, http.StatusConflict, e, page.Posted(r), read(), o.Catalog.T("organizer.paste.overtaken"), "")
}

// saveTable saves the table and leads to the programme. What is saved is what was
// shown: where it has changed meanwhile nothing is saved, and it is shown anew.
func (s *Room) saveTable(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions, table form.Table) (saved bool, err error) {
	add, change := table.Sessions()
	err = survey.ErrConflict
	if table.Seen() == r.PostForm.Get(fieldSeen) {
		_, err = o.store.SaveProgramme(r.Context(), e.Event.Code, add, change)
	}
	_, taken := page.Wrong(err)
	switch {
	case err == nil:
		http.Redirect(w, r, o.Base+"/e/"+string(e.Event.Code)+"?done=paste", http.StatusSeeOther)
		return true, nil
	case errors.Is(err, survey.ErrConflict), errors.Is(err, survey.ErrInUse), taken:
		return false, nil
	}
	return false, err
}

// usualDay is the day that rows without a date are on: the event's first.
func (s *Room) usualDay(e survey.EventSessions) string {
	day := s.Now()
	if len(e.Sessions) > 0 {
		day = e.Sessions[0].Session.Starts
	}
	return day.In(e.Event.Location()).Format("2006-01-02")
}
