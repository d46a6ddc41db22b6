package letter

import (
	"fmt"
	"html/template"
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
