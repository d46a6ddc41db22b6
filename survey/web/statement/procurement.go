package statement

import (
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

// A ProcurementView is the answers to a procurement as their page shows them.
type ProcurementView struct {
	Whose, Lead string
	Topics      []procurementTopic
	// Accessibility is where the statement is.
	Accessibility string
}

// A procurementTopic is what is said on one thing: by us on the program, by the
// organization on how it is run there. Either may be empty.
type procurementTopic struct {
	Name, Head, Program string
	Own                 []page.Block
	// Language is that of Own, where it is not the page's.
	Language survey.Language
}

// TopicView is a topic with what there is to say on it. Where the organization
// has answered in another language alone, that stands there.
func TopicView(c *i18n.Catalog, topic compliance.Topic, own survey.Text) procurementTopic {
	t := procurementTopic{Name: string(topic), Head: c.T(topic.Key())}
	if key := topic.ProgramKey(); c.Has(key) {
		t.Program = c.T(key)
	}
	t.Own = page.Blocks(own[c.Language()])
	for _, l := range i18n.LanguagesFor(i18n.Organizers) {
		if len(t.Own) == 0 && own[l] != "" {
			t.Own, t.Language = page.Blocks(own[l]), l
		}
	}
	return t
}
