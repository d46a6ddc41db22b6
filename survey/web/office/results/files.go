package results

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

// resultFiles are the formats that results are written in.
var resultFiles = map[string]struct {
	kind  string
	write func(io.Writer, []exchange.ResultRow, *i18n.Catalog) error
}{
	"csv":  {"text/csv; charset=utf-8", exchange.WriteResultsCSV},
	"xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", exchange.WriteResultsXLSX},
	"json": {"application/json", func(w io.Writer, rows []exchange.ResultRow, _ *i18n.Catalog) error {
		return exchange.WriteResultsJSON(w, rows)
	}},
}

// ResultsFile writes the released results of an event, or of all where
// the address names none, as a file.
func (s *Room) ResultsFile(w http.ResponseWriter, r *http.Request, o desk) error {
	format, ok := resultFiles[chi.URLParam(r, "format")]
	if !ok {
		return fmt.Errorf("format: %w", survey.ErrNotFound)
	}
	name := "omdome"
	var code survey.Code
	if chi.URLParam(r, "code") != "" {
		e, err := o.Event(r)
		if err != nil {
			return err
		}
		code = e.Event.Code
		name += "-" + string(code)
	}
	results, err := o.store.Results(r.Context(), code)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := format.write(&b, exchange.ResultRows(results, o.Catalog), o.Catalog); err != nil {
		return err
	}
	return page.Send(w, r, format.kind, name+"."+chi.URLParam(r, "format"), b.Bytes())
}

// EventFigure is a picture of what an event's sessions say together:
// "overall.svg", "content.png".
func (s *Room) EventFigure(w http.ResponseWriter, r *http.Request, o desk) error {
	e, err := o.Event(r)
	if err != nil {
		return err
	}
	key, format, _ := strings.Cut(chi.URLParam(r, "figure"), ".")
	results, err := o.store.Results(r.Context(), e.Event.Code)
	if err != nil {
		return err
	}
	for _, known := range comparedQuestions {
		if key == known {
			measure, _ := o.measureOf(results, key)
			return o.sendPicture(w, r, measure, format, string(e.Event.Code)+"-"+key)
		}
	}
	return fmt.Errorf("figure: %w", survey.ErrNotFound)
}

// Figure is a picture of one question of a released session: the
// question's number and, after a dash, the appearance's: "2-1.svg", "1-0.png".
func (s *Room) Figure(w http.ResponseWriter, r *http.Request, o desk) error {
	result, err := o.Result(r)
	if err != nil {
		return err
	}
	name, format, _ := strings.Cut(chi.URLParam(r, "figure"), ".")
	for _, item := range result.Items() {
		if item.Asked.Kind == survey.KindRating && name == figureName(item.Item) &&
			result.Session.State == survey.StateReleased && result.Tallies.Responses >= result.Session.K {
			return o.sendPicture(w, r, o.measures(result)[item.Item], format, string(result.Session.Code)+"-"+name)
		}
	}
	return fmt.Errorf("figure: %w", survey.ErrNotFound)
}

func figureName(i survey.Item) string {
	return strconv.Itoa(i.Question) + "-" + strconv.Itoa(i.Appearance)
}

// sendPicture answers with a distribution as SVG or PNG. Of too few answers
// there is none.
func (o desk) sendPicture(w http.ResponseWriter, r *http.Request, m charts.Measure, format, name string) error {
	scene := charts.Distribution(m, o.Catalog)
	if scene.Empty() {
		return fmt.Errorf("figure: %w", survey.ErrNotFound)
	}
	switch format {
	case "svg":
		return page.Send(w, r, "image/svg+xml", name+".svg", []byte(scene.SVG()))
	case "png":
		var b bytes.Buffer
		if err := scene.PNG(&b); err != nil {
			return err
		}
		return page.Send(w, r, "image/png", name+".png", b.Bytes())
	}
	return fmt.Errorf("figure: %w", survey.ErrNotFound)
}
