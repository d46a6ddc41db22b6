package speaker

import (
	"bytes"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

// LetterFigures are the letter's figures as a file for spreadsheets, in the
// letter's language. What is suppressed has a line without figures.
func (s *Room) LetterFigures(w http.ResponseWriter, r *http.Request, v speakerVisit) error {
	if v.Letter.State == survey.LetterRevoked {
		return letterRevoked
	}
	blank := exchange.ResultRow{
		Event: v.record.Event, Session: v.record.Session, Code: string(v.Session.Code), Starts: v.record.Date,
		Speaker: v.record.Speaker, Needed: v.record.K,
		Attended: v.record.Attended, About: v.record.About,
	}
	blank.Exceeded = survey.Session{Attended: v.record.Attended}.Exceeded(v.record.Responses)
	var rows []exchange.ResultRow
	for _, m := range v.record.Measures {
		row := blank
		row.Question = m.Name
		if m.Counts != nil {
			row.Figures = &exchange.Figures{
				Answers: m.N, Mean: exchange.Figure(m.Mean), Median: exchange.Figure(m.Median), Counts: *m.Counts,
			}
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		rows = append(rows, blank)
	}
	language := v.letter.Language
	if !i18n.KnownTo(i18n.Organizers, language) {
		language = survey.English // the columns' names are the organizers'
	}
	var b bytes.Buffer
	if err := exchange.WriteResultsCSV(&b, rows, i18n.For(language)); err != nil {
		return err
	}
	return page.Send(w, r, "text/csv; charset=utf-8", "omdome-"+v.Letter.Number+".csv", b.Bytes())
}
