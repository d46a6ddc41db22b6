package letter

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"sync"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/templates"
)

var page = sync.OnceValues(func() (*template.Template, error) {
	return template.New("letter.html").Funcs(template.FuncMap{
		"lines":    func(s string) []string { return strings.Split(s, "\n") },
		"together": func(l survey.Language, s string) string { return i18n.For(l).Together(s) },
		"quote":    func(l survey.Language, s string) string { return i18n.For(l).Quoted(s) },
	}).ParseFS(templates.Files, "letter/letter.html")
})

// Tabled says whether any figure has a table.
func (f Figures) Tabled() bool {
	return slices.ContainsFunc(f.Items, func(i Figure) bool { return len(i.Rows) > 0 })
}

// WithoutTables is the letter for a page that shows the tables elsewhere.
func (l Letter) WithoutTables() Letter {
	l.Figures.Items = slices.Clone(l.Figures.Items)
	for i := range l.Figures.Items {
		l.Figures.Items[i].Rows = nil
	}
	return l
}

// HTML renders the letter as one <article class="letter">. It has no inline
// style and no script; templates/letter/letter.css dresses it.
func (l Letter) HTML() (template.HTML, error) {
	t, err := page()
	if err != nil {
		return "", fmt.Errorf("letter template: %w", err)
	}
	var b strings.Builder
	if err := t.Execute(&b, l); err != nil {
		return "", fmt.Errorf("letter page: %w", err)
	}
	return template.HTML(b.String()), nil // html/template escaped it
}
