package web

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

// organizerResultsFile writes the released results of an event, or of all where
// the address names none, as a file.
func (s *server) organizerResultsFile(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	format, ok := resultFiles[chi.URLParam(r, "format")]
	if !ok {
		return fmt.Errorf("format: %w", survey.ErrNotFound)
	}
	name := "omdome"
	var code survey.Code
	if chi.URLParam(r, "code") != "" {
		e, err := o.event(r)
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
	if err := format.write(&b, exchange.ResultRows(results, o.catalog), o.catalog); err != nil {
		return err
	}
	return send(w, r, format.kind, name+"."+chi.URLParam(r, "format"), b.Bytes())
}

// send answers with a file to keep.
func send(w http.ResponseWriter, r *http.Request, kind, name string, content []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // a client that has gone away is no fault
	}
	return nil
}

// organizerEventFigure is a picture of what an event's sessions say together:
// "overall.svg", "content.png".
func (s *server) organizerEventFigure(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	e, err := o.event(r)
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

// organizerFigure is a picture of one question of a released session: the
// question's number and, after a dash, the appearance's: "2-1.svg", "1-0.png".
func (s *server) organizerFigure(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	result, err := o.result(r)
	if err != nil {
		return err
	}
	name, format, _ := strings.Cut(chi.URLParam(r, "figure"), ".")
	for _, item := range result.Items() {
		if item.Asked.Kind == survey.KindRating && name == figureName(item.Item) &&
			result.Session.State == survey.StateReleased && result.Tallies.Responses >= result.Session.K {
			measure := charts.Measure{Name: o.label(result.Form, item), Summary: result.Summary(item.Item)}
			return o.sendPicture(w, r, measure, format, string(result.Session.Code)+"-"+name)
		}
	}
	return fmt.Errorf("figure: %w", survey.ErrNotFound)
}

func figureName(i survey.Item) string {
	return strconv.Itoa(i.Question) + "-" + strconv.Itoa(i.Appearance)
}

// sendPicture answers with a distribution as SVG or PNG. Of too few answers
// there is none.
func (o office) sendPicture(w http.ResponseWriter, r *http.Request, m charts.Measure, format, name string) error {
	scene := charts.Distribution(m, o.catalog)
	if scene.Empty() {
		return fmt.Errorf("figure: %w", survey.ErrNotFound)
	}
	switch format {
	case "svg":
		return send(w, r, "image/svg+xml", name+".svg", []byte(scene.SVG()))
	case "png":
		var b bytes.Buffer
		if err := scene.PNG(&b); err != nil {
			return err
		}
		return send(w, r, "image/png", name+".png", b.Bytes())
	}
	return fmt.Errorf("figure: %w", survey.ErrNotFound)
}
