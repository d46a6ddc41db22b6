package page

import (
	"fmt"
	"html/template"
	"net/http"
	"sync"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/templates"
)

// A Section is one of the pages that each of an event's or a session's pages
// leads to.
type Section struct {
	Text, Address string
	// Current says that it is this page, Within that it is the section that this
	// page belongs to.
	Current, Within bool
}

// Pages are the templates in each language, so that a template says {{t "key"}}
// without being told which language it is in. The layout is read at the start, and
// a page when it is first shown: all of them in all languages take tens of
// megabytes, and most are shown seldom.
type Pages struct {
	layout map[survey.Language]*template.Template
	mu     sync.Mutex
	read   map[pageKey]*template.Template
}

type pageKey struct {
	language survey.Language
	name     string
}

// A Page is what every page has: the frame around its own Data.
type Page struct {
	Language survey.Language
	// Offered are the languages that the page can be had in.
	Offered []survey.Language
	Title   string
	// Failed says that the page shows a form with errors; the title then begins
	// with it, because the title is what is read first.
	Failed bool
	// Organizer chooses the organizer's style sheet and frame, Letter the
	// letter's.
	Organizer, Letter bool
	// Bare names a style sheet of a page without our frame: a slide, a print.
	Bare string
	// Event is the event whose page it is; empty where it is nobody's.
	Event survey.Code
	// Member is the organizer who is signed in; nil for nobody.
	Member *Member
	// Sections are the pages of the event that the page belongs to.
	Sections []Section
	// Home is where the organizer's name of the site leads.
	Home string
	Data any
}

// A LanguageLink leads to the same page in another language.
type LanguageLink struct {
	Language survey.Language
	Name     string
	Address  string
	Current  bool
}

// Accessibility is where the statement is: that of the event's organization.
func (p Page) Accessibility() string {
	if p.Event == "" {
		return "/accessibility"
	}
	return "/e/" + string(p.Event) + "/accessibility"
}

// frame is what templates see: the page and what belongs to the request.
type frame struct {
	Page
	Links []LanguageLink
}

// LoadPages reads the layout; pages are read when they are first shown.
func LoadPages(a *Assets) (*Pages, error) {
	p := &Pages{layout: map[survey.Language]*template.Template{}, read: map[pageKey]*template.Template{}}
	for _, l := range i18n.Languages() {
		layout, err := template.New("").Funcs(functions(i18n.For(l), a)).ParseFS(templates.Files, "layout/*.html")
		if err != nil {
			return nil, fmt.Errorf("reading the layout: %w", err)
		}
		p.layout[l] = layout
	}
	return p, nil
}

// Page returns the page with the name in the language.
func (p *Pages) Page(l survey.Language, name string) (*template.Template, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := pageKey{l, name}
	if t := p.read[key]; t != nil {
		return t, nil
	}
	layout := p.layout[l]
	if layout == nil {
		return nil, fmt.Errorf("no page %s in %s", name, l)
	}
	t, err := layout.Clone()
	if err == nil {
		t, err = t.ParseFS(templates.Files, "pages/"+name+".html")
	}
	if err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	p.read[key] = t
	return t, nil
}

// functions are what templates can do: texts, addresses of assets, and nothing
// that decides anything.
func functions(c *i18n.Catalog, a *Assets) template.FuncMap {
	return template.FuncMap{
		"t":     c.T,
		"asset": a.Address,
		"icon":  a.inlineIcon,
		"int":   c.Int,
	}
}

// Render writes the page, whole or not at all: a template that fails half way
// leaves nothing behind.
func (s *Site) Render(w http.ResponseWriter, r *http.Request, status int, name string, p Page) error {
	drawn, err := s.draw(r, name, p)
	if err != nil {
		return err
	}
	writePage(w, status, p.Language, drawn.Bytes())
	return nil
}

// languageLinks lead to this page in each language that is offered. After a
// POST there is no such page to go to, and so no links: following one would
// lose what was typed.
func languageLinks(r *http.Request, p Page) []LanguageLink {
	if len(p.Offered) < 2 || r.Method == http.MethodPost {
		return nil
	}
	var links []LanguageLink
	for _, l := range p.Offered {
		q := r.URL.Query()
		q.Set(languageField, string(l))
		links = append(links, LanguageLink{
			Language: l, Name: i18n.For(l).T("language.name"),
			Address: "?" + q.Encode(), Current: l == p.Language,
		})
	}
	return links
}
