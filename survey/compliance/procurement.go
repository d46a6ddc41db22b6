package compliance

import "github.com/omdome/omdome/survey"

// A Topic is what a procurement asks about.
type Topic string

// Topics are the topics, in the order of the page.
func Topics() []Topic {
	return []Topic{"hosting", "processors", "personal", "security", "accessibility", "export", "continuity", "support"}
}

// A Procurement is what an organization itself answers on them, by topic.
type Procurement struct {
	Answers  map[Topic]survey.Text `json:"answers"`
	Revision int                   `json:"-"`
}

// OnlyOrganization says whether nobody but the organization can answer on the
// topic. On accessibility there is a statement already.
func OnlyOrganization(topic Topic) bool { return topic != "accessibility" }

// Answered is how many of the topics that only the organization can answer on are
// answered in every one of the languages, and how many there are.
func (p Procurement) Answered(languages []survey.Language) (n, of int) {
	for _, topic := range Topics() {
		if !OnlyOrganization(topic) {
			continue
		}
		of++
		all := true
		for _, l := range languages {
			all = all && p.Answers[topic][l] != ""
		}
		if all {
			n++
		}
	}
	return n, of
}
