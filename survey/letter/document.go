package letter

import (
	"fmt"
	"html/template"
	"io"
	"sync"

	"github.com/omdome/omdome/templates"
)

var document = sync.OnceValues(func() (*template.Template, error) {
	return template.ParseFS(templates.Files, "letter/document.html")
})

var style = sync.OnceValues(func() (template.CSS, error) {
	css, err := templates.Files.ReadFile("letter/letter.css")
	return template.CSS(css), err // our own file
})

// WriteDocument writes the letter as a page of its own, for a file: with its
// style, and with nothing that is loaded from anywhere.
func (l Letter) WriteDocument(w io.Writer) error {
	t, err := document()
	if err != nil {
		return fmt.Errorf("letter template: %w", err)
	}
	css, err := style()
	if err != nil {
		return fmt.Errorf("letter style: %w", err)
	}
	article, err := l.HTML()
	if err != nil {
		return err
	}
	err = t.Execute(w, struct {
		Letter
		CSS     template.CSS
		Article template.HTML
	}{l, css + template.CSS(l.Style()), article}) // numbers that RGB has read
	if err != nil {
		return fmt.Errorf("writing the letter as a page: %w", err)
	}
	return nil
}
