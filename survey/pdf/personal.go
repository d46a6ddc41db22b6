package pdf

import "github.com/omdome/omdome/survey/letter"

// personal is the organizer's own line, with whose words they are above it.
func (d *document) personal(p letter.Personal) []block {
	if p.Text == "" {
		return nil
	}
	lead := question
	lead.role = "" // it heads nothing but its own line
	return withNext(append(withNext(d.text(p.Lead, lead, 13)), d.text(p.Text, body, 1)...))
}
