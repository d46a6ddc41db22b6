package statement

import (
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

// An AccessibilityView is a statement on accessibility as its page shows it.
type AccessibilityView struct {
	// Whose is the organization's name; empty where no one organization is meant.
	Whose string
	// Blocks are our standard text or the organization's own; Sections what it has
	// assessed.
	Blocks   []page.Block
	Sections []statementSection
	// Procurement is where it answers what a procurement asks; empty where it has
	// not answered anything.
	Procurement string
}

// StatementView is the organization's statement in the catalog's language. Until
// it has assessed the pages, our standard text stands there, or its own words.
func StatementView(c *i18n.Catalog, o survey.Organization, st compliance.Statement) AccessibilityView {
	view := AccessibilityView{Whose: o.Name}
	own := st.More[c.Language()]
	if st.Status == "" {
		if own == "" {
			own = StandardStatement(c, o)
		}
		view.Blocks = page.Blocks(own)
		return view
	}
	view.Sections, view.Blocks = statementSections(c, o, st), page.Blocks(own)
	return view
}

// StandardStatement is what stands there until the organization has written its
// own.
func StandardStatement(c *i18n.Catalog, o survey.Organization) string {
	report := "accessibility.report"
	switch {
	case o.Contact != "":
		report = "accessibility.report.contact"
	case o.Name != "":
		report = "accessibility.report.organizer"
	}
	return c.T("accessibility.default") + "\n\n" + c.T(report, "organizer", o.Name, "contact", o.Contact)
}
