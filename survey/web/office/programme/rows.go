package programme

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/web/page"
)

const (
	// fieldRows is how many rows the table has, and doMore asks for some more.
	fieldRows = "rows"
	doMore    = "more"
	// someRows is how many rows the table begins with, and how many more come at
	// a time.
	someRows = 10
)

// A rowsView is the programme typed row by row.
type rowsView struct {
	page.EditView
	Date page.EditField
	// Which asks for which of two times is meant; none, where no time is two.
	Which []page.EditField
	Count int
	Heads []string
	Rows  []typedRow
	// Kinds are what a session can be.
	Kinds []page.EditOption
}

// A typedRow is a row of the table.
type typedRow struct {
	Name  string
	Cells []rowCell
}

type rowCell struct {
	Name, Label, Value string
	Column             form.Column
	Wrong              bool
	// Options are what to choose from, where the cell is no field to write in.
	Options []page.EditOption
}

// Rows is the table to type a programme in.
func (s *Room) Rows(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	return s.showRows(w, r, o, http.StatusOK, e, someRows, map[string]string{form.FieldDate: s.usualDay(e)}, form.Table{}, nil, "")
}

// SaveRows gives more rows, shows what those that are filled in would do,
// or does it when that has been shown.
func (s *Room) SaveRows(w http.ResponseWriter, r *http.Request, o desk) error {
	if err := s.ParseFormOf(w, r, maxTable); err != nil {
		return err
	}
	e, err := o.Event(r)
	if err != nil {
		return err
	}
	count, _ := strconv.Atoi(r.PostForm.Get(fieldRows))
	count = min(max(count, someRows), form.MaxRows)
	do := r.PostForm.Get(page.FieldDo)
	if do == doMore {
		return s.showRows(w, r, o, http.StatusOK, e, min(count+someRows, form.MaxRows), page.Posted(r), form.Table{}, nil, "")
	}
	text, rows := form.WriteRows(r.PostForm, count)
	read := func() form.Table {
		return form.ReadTableOf(text, r.PostForm.Get(form.FieldDate), form.Which(r.PostForm.Get(form.FieldWhich(form.FieldTable))), e.Event, e.Sessions)
	}
	table := read()
	if len(table.Errs) > 0 {
		return s.showRows(w, r, o, http.StatusUnprocessableEntity, e, count, page.Posted(r), table, rows, "")
	}
	if do != doSave {
		return s.showRows(w, r, o, http.StatusOK, e, count, page.Posted(r), table, rows, "")
	}
	saved, err := s.saveTable(w, r, o, e, table)
	if saved || err != nil {
		return err
	}
	if e, err = o.Event(r); err != nil {
		return err
	}
	return s.showRows(w, r, o, http.StatusConflict, e, count, page.Posted(r), read(), rows, o.Catalog.T("organizer.paste.overtaken"))
}

// showRows shows the table; rows say which row of the form each line of the table
// that was read is.
func (s *Room) showRows(w http.ResponseWriter, r *http.Request, o desk, status int, e survey.EventSessions, count int, values map[string]string, table form.Table, rows []int, summary string) error {
	base := o.Base + "/e/" + string(e.Event.Code)
	d := page.FormData{Catalog: o.Catalog, Values: values, Errs: nil}
	v := rowsView{
		EditView: page.EditView{
			Back: base, BackText: e.Event.Name, Title: o.Catalog.T("organizer.rows"), Action: base + "/rows", Summary: summary,
			Lead: []string{o.Catalog.T("organizer.rows.lead")}, Button: o.Catalog.T("organizer.paste.preview"),
			More: []page.WayOn{{Address: base + "/paste", Text: o.Catalog.T("organizer.edit.paste.link")}},
		},
		Date: d.Field(form.FieldDate, "date"), Which: d.WhichOf(table), Count: count,
	}
	if len(table.Rows) > 0 && len(table.Errs) == 0 {
		v.Preview, v.Button = o.preview(e.Event, table), o.Catalog.T("organizer.paste.again")
	}
	for _, k := range survey.Kinds {
		v.Kinds = append(v.Kinds, page.EditOption{Value: string(k), Text: o.Catalog.T(k.Key())})
	}
	for _, c := range form.RowColumns {
		v.Heads = append(v.Heads, o.Catalog.T(c.Key()))
	}
	var wrong []string
	for _, e := range table.Errs {
		target := rowTarget(e, rows)
		wrong = append(wrong, target)
		v.Errors = append(v.Errors, page.FormError{Target: target, Label: o.Catalog.T("organizer.rows.row", "n", rowOf(e, rows)), Text: o.Said(e)})
	}
	for row := 1; row <= count; row++ {
		v.Rows = append(v.Rows, v.typedRow(o, row, values, wrong))
	}
	if v.Summary == "" && len(v.Errors) > 0 {
		v.Summary = o.Catalog.T("organizer.edit.wrong")
	}
	return s.ShowOffice(w, r, o.Desk, status, "office/programme/rows", page.Page{Title: v.Title, Failed: v.Summary != "", Data: v})
}

// rowOf is the form's row that an error is about: the first, where it is about
// none.
func rowOf(e survey.FieldError, rows []int) int {
	line, _ := strconv.Atoi(e.Args["line"].(string))
	if at := line - 2; at >= 0 && at < len(rows) {
		return rows[at]
	}
	return 1
}

// rowTarget is the field that an error is about.
func rowTarget(e survey.FieldError, rows []int) string {
	column, _ := strconv.Atoi(e.Args["column"].(string))
	if e.Message == form.MsgTableEmpty {
		column = 1 + slices.Index(form.RowColumns, form.ColumnTitle)
	}
	return form.FieldRow(rowOf(e, rows), form.RowColumns[min(max(column-1, 0), len(form.RowColumns)-1)])
}

func (v rowsView) typedRow(o desk, row int, values map[string]string, wrong []string) typedRow {
	line := typedRow{Name: o.Catalog.T("organizer.rows.row", "n", row)}
	for i, c := range form.RowColumns {
		name := form.FieldRow(row, c)
		// Times are plain text: "9.00" is quicker to type than to pick.
		cell := rowCell{Name: name, Column: c, Label: v.Heads[i], Value: values[name], Wrong: slices.Contains(wrong, name)}
		if c == form.ColumnKind {
			for _, k := range v.Kinds {
				k.Chosen = k.Value == cell.Value
				cell.Options = append(cell.Options, k)
			}
		}
		line.Cells = append(line.Cells, cell)
	}
	return line
}
