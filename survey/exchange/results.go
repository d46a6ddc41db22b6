package exchange

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// A ResultRow is one rating question of one released session, about the session
// or one of its speakers, as files hold it.
type ResultRow struct {
	Event    string `json:"event"`
	Session  string `json:"session"`
	Code     string `json:"code"`
	Starts   string `json:"starts"` // 2026-04-16, in the event's zone
	Question string `json:"question"`
	Speaker  string `json:"speaker,omitempty"`
	// Needed is how many answers figures are shown from. Figures is nil where
	// there were fewer.
	Needed int `json:"needed"`
	// Attended is how many attended the session, 0 where that is not known, and
	// About says that it is an estimate. Exceeded says that more answers came.
	Attended int      `json:"attended,omitempty"`
	About    bool     `json:"about,omitempty"`
	Exceeded bool     `json:"exceeded,omitempty"`
	Figures  *Figures `json:"figures"`
	// Removed is the day on which the answers were removed, 2028-05-03 in the
	// event's zone, with the reference of the decision; empty while they are there.
	Removed string `json:"removed,omitempty"`
}

// Figures are those of a summary that is not suppressed.
type Figures struct {
	Answers int    `json:"answers"`
	Mean    Figure `json:"mean"`
	Median  Figure `json:"median"`
	// Counts are how many gave 1 to 6, in that order.
	Counts survey.Tally `json:"counts"`
}

// A Figure is a figure with one decimal. In files it is a number, written from
// its digits and never by way of a float.
type Figure survey.Tenths

// String writes the figure with a point: "5.5".
func (f Figure) String() string {
	return strconv.Itoa(int(f)/10) + "." + strconv.Itoa(int(f)%10)
}

// MarshalJSON writes the figure as a number.
func (f Figure) MarshalJSON() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalJSON reads what MarshalJSON has written.
func (f *Figure) UnmarshalJSON(b []byte) error {
	var whole, tenth int
	if _, err := fmt.Sscanf(string(b), "%d.%d", &whole, &tenth); err != nil || tenth > 9 || tenth < 0 {
		return fmt.Errorf("%q is no figure with one decimal", b)
	}
	*f = Figure(10*whole + tenth)
	return nil
}

// ResultRows returns what files tell of the sessions: the rating questions of
// those that are released. The questions are named in the catalog's language.
func ResultRows(results []survey.Result, c *i18n.Catalog) []ResultRow {
	rows := []ResultRow{}
	for _, r := range results {
		if r.Session.State != survey.StateReleased {
			continue
		}
		for _, item := range r.Items() {
			if item.Asked.Kind == survey.KindRating {
				rows = append(rows, resultRow(r, item, c))
			}
		}
	}
	return rows
}

func resultRow(r survey.Result, item survey.FormItem, c *i18n.Catalog) ResultRow {
	row := ResultRow{
		Event: r.Event.Name, Session: r.Session.Title, Code: string(r.Session.Code),
		Needed: max(r.Session.K, survey.MinK), Question: item.Asked.Text.In(c.Language(), r.Event.Language),
		Attended: r.Session.Attended, About: r.Session.About,
	}
	row.Exceeded = r.Tallies.Responses >= row.Needed && r.Session.Exceeded(r.Tallies.Responses)
	if row.Question == "" {
		row.Question = c.T(survey.QuestionNameKey(item.Asked.Key))
	}
	if !r.Session.Starts.IsZero() {
		row.Starts = r.Session.Starts.In(r.Event.Location()).Format("2006-01-02")
	}
	if item.Appearance != nil {
		row.Speaker = item.Appearance.Speaker.Name
	}
	if gone, ok := r.Removed(survey.KeptAnswers); ok {
		row.Removed = strings.TrimSpace(gone.At.In(r.Event.Location()).Format("2006-01-02") + " " + gone.Decision)
		return row
	}
	if s := r.Summary(item.Item); !s.Suppressed && r.Tallies.Responses >= row.Needed {
		row.Figures = &Figures{Answers: s.N, Mean: Figure(s.Mean), Median: Figure(s.Median), Counts: s.Counts}
	}
	return row
}

// columns are the keys of the columns' names, in order.
var columns = []string{
	"organizer.results.column.event", "organizer.results.column.session", "organizer.results.column.code", "organizer.results.column.starts",
	"organizer.results.column.question", "organizer.results.column.speaker", "organizer.results.column.answers", "organizer.results.column.mean",
	"organizer.results.column.median", "organizer.results.column.1", "organizer.results.column.2", "organizer.results.column.3",
	"organizer.results.column.4", "organizer.results.column.5", "organizer.results.column.6", "organizer.results.column.note",
	"organizer.results.column.attended",
}

func heads(c *i18n.Catalog) []string {
	names := make([]string, len(columns))
	for i, key := range columns {
		names[i] = c.T(key)
	}
	return names
}

// cells returns a row's cells: strings, ints and Figures, and nil for empty.
func (r ResultRow) cells(c *i18n.Catalog) []any {
	cells := []any{r.Event, r.Session, r.Code, r.Starts, r.Question, r.Speaker}
	if r.Figures == nil {
		for range 3 + survey.MaxRating {
			cells = append(cells, nil)
		}
	} else {
		cells = append(cells, r.Figures.Answers, r.Figures.Mean, r.Figures.Median)
		for _, n := range r.Figures.Counts {
			cells = append(cells, n)
		}
	}
	var attended, note any
	if r.Attended > 0 {
		attended = r.Attended
	}
	if notes := r.notes(c); notes != "" {
		note = notes
	}
	return append(cells, note, attended)
}

// notes say why there are no figures, and what of the number that attended is worth
// knowing.
func (r ResultRow) notes(c *i18n.Catalog) string {
	var notes []string
	switch {
	case r.Removed != "":
		notes = append(notes, c.T("organizer.results.removed.note", "when", r.Removed))
	case r.Figures == nil:
		notes = append(notes, c.T("organizer.results.fewer", "k", r.Needed))
	}
	if r.About && r.Attended > 0 {
		notes = append(notes, c.T("organizer.results.about"))
	}
	if r.Exceeded {
		notes = append(notes, c.T("organizer.results.look.exceeded"))
	}
	return strings.Join(notes, ". ")
}

// WriteResultsJSON writes the rows as a JSON array.
func WriteResultsJSON(w io.Writer, rows []ResultRow) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(rows); err != nil {
		return fmt.Errorf("writing results: %w", err)
	}
	return nil
}
