package web

import (
	"net/http"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

type accessibilityView struct {
	// Whose is the organization's name; empty where no one organization is meant.
	Whose string
	// Blocks are our standard text or the organization's own; Sections what it has
	// assessed.
	Blocks   []block
	Sections []statementSection
	// Procurement is where it answers what a procurement asks; empty where it has
	// not answered anything.
	Procurement string
}

// accessibility is the statement of the organization whose pages these are, or a
// general one where there are several.
func (s *server) accessibility(w http.ResponseWriter, r *http.Request) error {
	c := i18n.For(s.language(w, r, i18n.Languages()))
	all, err := s.store.Organizations(r.Context())
	if err != nil {
		return err
	}
	if len(all) != 1 {
		return s.showAccessibility(w, r, page{Language: c.Language(), Offered: i18n.Languages()}, accessibilityView{
			Blocks: blocks(standardStatement(c, survey.Organization{})),
		})
	}
	return s.accessibilityOf(w, r, page{Language: c.Language(), Offered: i18n.Languages()}, all[0], "")
}

// eventAccessibility is the statement of the event's organization.
func (s *server) eventAccessibility(w http.ResponseWriter, r *http.Request) error {
	e, err := s.eventNamed(r)
	if err != nil {
		return err
	}
	languages := offered(e.Event)
	return s.accessibilityOf(w, r, page{
		Language: s.language(w, r, languages), Offered: languages, Event: e.Event.Code,
	}, e.Organization, "/e/"+string(e.Event.Code))
}

func (s *server) accessibilityOf(w http.ResponseWriter, r *http.Request, p page, o survey.Organization, base string) error {
	st, err := s.store.Statement(r.Context(), o.ID)
	if err != nil {
		return err
	}
	answers, err := s.store.Procurement(r.Context(), o.ID)
	if err != nil {
		return err
	}
	view := statementView(i18n.For(p.Language), o, st)
	if len(answers.Answers) > 0 {
		view.Procurement = base + "/procurement"
	}
	return s.showAccessibility(w, r, p, view)
}

func (s *server) showAccessibility(w http.ResponseWriter, r *http.Request, p page, view accessibilityView) error {
	p.Title, p.Data = i18n.For(p.Language).T("accessibility.title"), view
	return s.render(w, r, http.StatusOK, "accessibility", p)
}

// statementView is the organization's statement in the catalog's language. Until
// it has assessed the pages, our standard text stands there, or its own words.
func statementView(c *i18n.Catalog, o survey.Organization, st survey.Statement) accessibilityView {
	view := accessibilityView{Whose: o.Name}
	own := st.More[c.Language()]
	if st.Status == "" {
		if own == "" {
			own = standardStatement(c, o)
		}
		view.Blocks = blocks(own)
		return view
	}
	view.Sections, view.Blocks = statementSections(c, o, st), blocks(own)
	return view
}

// standardStatement is what stands there until the organization has written its
// own.
func standardStatement(c *i18n.Catalog, o survey.Organization) string {
	report := "accessibility.report"
	switch {
	case o.Contact != "":
		report = "accessibility.report.contact"
	case o.Name != "":
		report = "accessibility.report.organizer"
	}
	return c.T("accessibility.default") + "\n\n" + c.T(report, "organizer", o.Name, "contact", o.Contact)
}

// A block is a paragraph or a list of a text that an organizer has written.
type block struct {
	Text  string
	Items []string
}

// blocks reads a plain text: an empty line ends a paragraph, and a line that
// begins with a hyphen is one of a list.
func blocks(text string) []block {
	var all []block
	open := false // whether the last block can be continued
	for _, line := range strings.Split(survey.FoldText(text), "\n") {
		line = strings.TrimSpace(line)
		item, listed := strings.CutPrefix(line, "- ")
		last := len(all) - 1
		switch {
		case line == "":
			open = false
		case listed && open && all[last].Items != nil:
			all[last].Items = append(all[last].Items, item)
		case listed:
			all, open = append(all, block{Items: []string{item}}), true
		case open && all[last].Items != nil: // a list's line goes on
			i := len(all[last].Items) - 1
			all[last].Items[i] += " " + line
		case open:
			all[last].Text += "\n" + line
		default:
			all, open = append(all, block{Text: line}), true
		}
	}
	return all
}
