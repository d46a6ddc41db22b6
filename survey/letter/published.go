package letter

import (
	"html"
	"slices"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// A Published letter is what its speaker shows everybody of it: some of its
// figures, and some of the comments whose writers let them be quoted. What was
// chosen says so, and of how much.
type Published struct {
	Letter  Letter
	Figures []Figure
	Groups  []Quotes
	// Asked is how many questions have figures, Comments how many comments the
	// letter has.
	Asked, Comments int
	// Quoted is how many comments are shown.
	Quoted int
}

// A Choosable is a figure or a comment that a speaker may show everybody.
type Choosable struct {
	// At is its place; see [survey.Shown].
	At int
	// Lead is a figure's name, or the question that a comment answers; Text says
	// what it got, or what was written.
	Lead, Text string
}

// PublicFigures are the figures that may be shown to everybody: all that are not
// suppressed.
func (l Letter) PublicFigures() []Choosable {
	c := i18n.For(l.Language)
	var list []Choosable
	for i, f := range l.Figures.Items {
		if !f.Summary.Suppressed {
			list = append(list, Choosable{At: i, Lead: f.Name, Text: c.T("speaker.choose.figure", "mean", f.Summary.Mean, "n", f.Summary.N)})
		}
	}
	return list
}

// PublicComments are the comments that may be shown to everybody: those in the
// letter whose writers let them be quoted. There are none without figures.
func (l Letter) PublicComments() []Choosable {
	var list []Choosable
	if l.Suppressed {
		return nil
	}
	at := 0
	for _, g := range l.Comments.Groups {
		for i, text := range g.Texts {
			if slices.Contains(g.Public, i) {
				list = append(list, Choosable{At: at + i, Lead: g.Question, Text: text})
			}
		}
		at += len(g.Texts)
	}
	return list
}

// Publish returns what is shown of the letter: of what was chosen, that which may
// be shown.
func (l Letter) Publish(shows survey.Shown) Published {
	p := Published{Letter: l}
	for _, f := range l.PublicFigures() {
		p.Asked++
		if slices.Contains(shows.Figures, f.At) {
			p.Figures = append(p.Figures, l.Figures.Items[f.At])
		}
	}
	for _, g := range l.Comments.Groups {
		p.Comments += len(g.Texts)
	}
	for _, q := range l.PublicComments() {
		if !slices.Contains(shows.Comments, q.At) {
			continue
		}
		p.Quoted++
		if n := len(p.Groups); n == 0 || p.Groups[n-1].Question != q.Lead {
			p.Groups = append(p.Groups, Quotes{Question: q.Lead})
		}
		g := &p.Groups[len(p.Groups)-1]
		g.Texts = append(g.Texts, q.Text)
	}
	return p
}

// MayShow returns what was chosen without what may not be shown to everybody.
func (l Letter) MayShow(shows survey.Shown) survey.Shown {
	only := func(list []Choosable, chosen []int) []int {
		kept := []int{}
		for _, c := range list {
			if slices.Contains(chosen, c.At) {
				kept = append(kept, c.At)
			}
		}
		return kept
	}
	return survey.Shown{Figures: only(l.PublicFigures(), shows.Figures), Comments: only(l.PublicComments(), shows.Comments)}
}

// Standard returns which of the standard questions the figure of a letter in this
// language is; empty for an organizer's own.
func (f Figure) Standard(l survey.Language) string {
	c := i18n.For(l)
	for _, key := range []string{survey.QuestionOverall, survey.QuestionContent, survey.QuestionDelivery} {
		if f.Name == c.T("letter.measure."+key) {
			return key
		}
	}
	return ""
}

// A Quotation is a short text on what is published, for the speaker's own pages.
type Quotation struct {
	// Sentences say what the figures are; Quotes are the comments, with their
	// marks; Source leads to where it can be read and verified.
	Sentences []string
	Quotes    []string
	Source    string
}

// Quotation writes the letter's figures and comments that are shown in a few
// sentences, in the letter's language: "Workshopen … fick som helhet betyget 5,5".
// It has no word of praise of its own. session is the record's name of the session,
// event that of the event, date its day in words, empty when unknown.
func (p Published) Quotation(kind survey.Kind, session, event, date string) Quotation {
	c := i18n.For(p.Letter.Language)
	what := c.T(kind.QuoteKey(), "title", session)
	if event != "" && event != session {
		what = c.T("speaker.quote.at", "what", what, "event", event)
	}
	if date != "" {
		what = c.T("speaker.quote.on", "what", what, "date", date)
	}
	return p.quotation(c, what)
}

// SeriesQuotation is [Published.Quotation] of a letter that sums so many sessions.
func (p Published) SeriesQuotation(kind survey.Kind, session string, n int) Quotation {
	c := i18n.For(p.Letter.Language)
	what := c.T(kind.QuoteKey(), "title", session)
	return p.quotation(c, c.T("letter.series.what", "what", what, "count", c.Spelled(n)))
}

func (p Published) quotation(c *i18n.Catalog, what string) Quotation {
	q := Quotation{Source: c.T("speaker.quote.source")}
	var others []string
	overall := false
	for _, f := range p.Figures {
		key := f.Standard(p.Letter.Language)
		if key == survey.QuestionOverall {
			overall = true
			q.Sentences = append(q.Sentences, c.T("speaker.quote.overall", "what", what, "mean", f.Summary.Mean, "n", f.Summary.N))
			continue
		}
		name := c.T("speaker.quote.own", "name", f.Name)
		if key != "" {
			name = c.T("letter.inside." + key)
		}
		others = append(others, c.T("speaker.quote.one", "name", name, "mean", f.Summary.Mean, "n", f.Summary.N))
	}
	switch {
	case overall && len(others) > 0:
		q.Sentences = append(q.Sentences, c.T("speaker.quote.others", "list", c.List(others)))
	case len(others) > 0:
		q.Sentences = append(q.Sentences, c.T("speaker.quote.alone", "what", what, "list", c.List(others)))
	case !overall:
		q.Sentences = append(q.Sentences, c.T("speaker.quote.comments", "what", what))
	}
	if len(p.Figures) > 0 {
		q.Sentences = append(q.Sentences, c.T("speaker.quote.scale"))
	}
	for _, g := range p.Groups {
		for _, text := range g.Texts {
			q.Quotes = append(q.Quotes, c.Quoted(strings.Join(strings.Fields(text), " ")))
		}
	}
	return q
}

// Plain writes the quotation as plain text with its source's address.
func (q Quotation) Plain(address string) string {
	lines := []string{strings.Join(q.Sentences, " ")}
	lines = append(lines, q.Quotes...)
	return strings.Join(append(lines, q.Source+" "+address), "\n\n")
}

// HTML writes it as HTML for another site: paragraphs and a link, no style, and
// nothing that loads from here.
func (q Quotation) HTML(address string) string {
	var b strings.Builder
	b.WriteString("<p>" + html.EscapeString(strings.Join(q.Sentences, " ")) + "</p>\n")
	for _, text := range q.Quotes {
		b.WriteString("<blockquote><p>" + html.EscapeString(text) + "</p></blockquote>\n")
	}
	b.WriteString(`<p><a href="` + html.EscapeString(address) + `">` + html.EscapeString(strings.TrimRight(q.Source, ":")) + "</a></p>")
	return b.String()
}
