package page

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// A Shape is a page that was drawn once for all who see the same, with gaps for what
// each has of their own: a key, a seal. Drawing costs ten times as much as filling in.
type Shape struct {
	language survey.Language
	texts    []string // around the gaps: one more than there are gaps
	gaps     []int    // which of the visitor's own stands there
}

// gapMark begins what stands for a gap while a page is drawn. Nobody knows it, so that
// no text on a page, whoever wrote it, is taken for a gap.
var gapMark = "gap" + rand.Text() + "x"

// Gap stands for the i-th of what each visitor has of their own, from 0 to 9, in the
// data of a page that becomes a Shape.
func Gap(i int) string { return gapMark + strconv.Itoa(i) }

// Shape draws the page, whose data hold gaps.
func (s *Site) Shape(r *http.Request, name string, p Page) (*Shape, error) {
	drawn, err := s.draw(r, name, p)
	if err != nil {
		return nil, err
	}
	shape := &Shape{language: p.Language}
	texts := strings.Split(drawn.String(), gapMark)
	shape.texts = texts[:1]
	for _, text := range texts[1:] {
		if text == "" || text[0] < '0' || text[0] > '9' {
			return nil, fmt.Errorf("page %s: a gap has no number", name)
		}
		shape.gaps = append(shape.gaps, int(text[0]-'0'))
		shape.texts = append(shape.texts, text[1:])
	}
	return shape, nil
}

// RenderShape writes the page with the visitor's own in its gaps.
func (s *Site) RenderShape(w http.ResponseWriter, status int, shape *Shape, own ...string) error {
	var b bytes.Buffer
	for i, text := range shape.texts {
		if b.WriteString(text); i == len(shape.gaps) {
			break
		}
		gap := shape.gaps[i]
		if gap >= len(own) {
			return fmt.Errorf("nothing is there for gap %d", gap)
		}
		template.HTMLEscape(&b, []byte(own[gap]))
	}
	writePage(w, status, shape.language, b.Bytes())
	return nil
}

// draw executes the page's template.
func (s *Site) draw(r *http.Request, name string, p Page) (*bytes.Buffer, error) {
	t, err := s.Pages.Page(p.Language, name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	// A tab and a bookmark take no mark-up: nothing of direction gets into them.
	p.Title = writing.FoldLine(p.Title)
	if err := t.ExecuteTemplate(&b, "layout", frame{Page: p, Links: languageLinks(r, p)}); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return &b, nil
}

func writePage(w http.ResponseWriter, status int, language survey.Language, text []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", string(language))
	w.WriteHeader(status)
	_, _ = w.Write(text) // a client that has gone away is no fault
}
