package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/omdome/omdome/survey"
)

const (
	// maxTable is how many bytes a pasted programme's form may have: 300 rows of
	// a thousand signs, each written as three.
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

// organizerPaste is the page to paste a programme on.
func (s *server) organizerPaste(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	e, err := o.event(r)
	if err != nil {
		return err
	}
	values := map[string]string{survey.FieldDate: s.usualDay(e)}
	done := ""
	if r.URL.Query().Get("done") == "event" {
		done = o.catalog.T("organizer.edit.done.event")
	}
	return s.showPaste(w, r, o, http.StatusOK, e, values, survey.Table{}, "", done)
}

func (s *server) showPaste(w http.ResponseWriter, r *http.Request, o office, status int, e survey.EventSessions, values map[string]string, table survey.Table, summary, done string) error {
	base := o.base + "/e/" + string(e.Event.Code)
	d := formData{o, values, nil}
	text := d.field(survey.FieldTable, "table")
	if len(table.Errs) > 0 {
		text.Error = o.catalog.T("organizer.paste.wrong")
	}
	v := editView{
		Back: base, BackText: e.Event.Name, Title: o.catalog.T("organizer.paste"), Action: base + "/paste",
		Lead:   []string{o.catalog.T("organizer.paste.lead"), o.catalog.T("organizer.paste.columns")},
		Button: o.catalog.T("organizer.paste.preview"), Summary: summary, Done: done,
		Groups: []editGroup{{Fields: append([]editField{d.field(survey.FieldDate, "date"), text}, d.whichOf(table)...)}},
		More:   []wayOn{{base + "/rows", o.catalog.T("organizer.rows.link")}, {base + "/add", o.catalog.T("organizer.edit.newsession.link")}},
	}
	for _, e := range table.Errs {
		v.Changed = append(v.Changed, o.catalog.T("organizer.paste.place", "line", e.Args["line"], "column", e.Args["column"], "text", o.said(e)))
	}
	if len(table.Rows) > 0 && len(table.Errs) == 0 {
		v.Preview = o.preview(e.Event, table)
		v.Button = o.catalog.T("organizer.paste.again")
	}
	return s.showEdit(w, r, o, status, "organizer_paste", v)
}

// preview tells what saving the table would do.
func (o office) preview(e survey.Event, table survey.Table) *pastePreview {
	added, changed := table.Count(survey.RowNew), table.Count(survey.RowChanged)
	p := &pastePreview{
		Save: added+changed > 0, Seen: table.Seen(),
		Summary: strings.Join([]string{
			o.catalog.T("organizer.paste.new", "n", added), o.catalog.T("organizer.paste.changed", "n", changed),
			o.catalog.T("organizer.paste.same", "n", table.Count(survey.RowSame)),
		}, " "),
	}
	for _, row := range table.Rows {
		session := row.Session.Session
		line := pasteRow{
			Change: string(row.Change), What: o.catalog.T("organizer.paste.row." + string(row.Change)),
			When:  o.moment(e, session.Starts) + "–" + o.catalog.Clock(session.Ends.In(e.Location())),
			Title: session.Title, Kind: o.catalog.T("kind." + string(session.Kind)), Room: session.Room,
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
			fields = append(fields, strings.ToLower(o.catalog.T("organizer.edit."+f)))
		}
		line.Speakers = strings.Join(names, " · ")
		if len(fields) > 0 {
			line.What += ": " + o.catalog.List(fields)
		}
		p.Rows = append(p.Rows, line)
	}
	return p
}

// organizerSavePaste shows what a pasted programme would do, or does it when
// that has been shown.
func (s *server) organizerSavePaste(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseFormOf(w, r, maxTable); err != nil {
		return err
	}
	e, err := o.event(r)
	if err != nil {
		return err
	}
	read := func() survey.Table {
		return survey.ReadTableOf(r.PostForm.Get(survey.FieldTable), r.PostForm.Get(survey.FieldDate),
			r.PostForm.Get(survey.FieldWhich(survey.FieldTable)), e.Event, e.Sessions)
	}
	table := read()
	if len(table.Errs) > 0 {
		return s.showPaste(w, r, o, http.StatusUnprocessableEntity, e, posted(r), table, "", "")
	}
	if r.PostForm.Get(fieldDo) != doSave {
		return s.showPaste(w, r, o, http.StatusOK, e, posted(r), table, "", "")
	}
	saved, err := s.saveTable(w, r, o, e, table)
	if saved || err != nil {
		return err
	}
	if e, err = o.event(r); err != nil {
		return err
	}
	return s.showPaste(w, r, o, http.StatusConflict, e, posted(r), read(), o.catalog.T("organizer.paste.overtaken"), "")
}

// saveTable saves the table and leads to the programme. What is saved is what was
// shown: where it has changed meanwhile nothing is saved, and it is shown anew.
func (s *server) saveTable(w http.ResponseWriter, r *http.Request, o office, e survey.EventSessions, table survey.Table) (saved bool, err error) {
	add, change := table.Sessions()
	err = survey.ErrConflict
	if table.Seen() == r.PostForm.Get(fieldSeen) {
		_, err = o.store.SaveProgramme(r.Context(), e.Event.Code, add, change)
	}
	_, taken := wrong(err)
	switch {
	case err == nil:
		http.Redirect(w, r, o.base+"/e/"+string(e.Event.Code)+"?done=paste", http.StatusSeeOther)
		return true, nil
	case errors.Is(err, survey.ErrConflict), errors.Is(err, survey.ErrInUse), taken:
		return false, nil
	}
	return false, err
}

// usualDay is the day that rows without a date are on: the event's first.
func (s *server) usualDay(e survey.EventSessions) string {
	day := s.now()
	if len(e.Sessions) > 0 {
		day = e.Sessions[0].Session.Starts
	}
	return day.In(e.Event.Location()).Format("2006-01-02")
}
