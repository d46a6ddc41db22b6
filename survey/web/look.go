package web

import (
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// attended is how many attended the session, in words.
func attended(c *i18n.Catalog, s survey.Session) string {
	key := "organizer.attended"
	if s.About {
		key = "organizer.attended.about"
	}
	return c.T(key, "n", s.Attended)
}

// look says what is worth a look before anybody trusts the session's figures, and
// what can be done while there is time.
func (o office) look(r survey.Result) []string {
	var said []string
	for _, what := range r.Look() {
		key := "organizer.look." + string(what)
		if what == survey.AttentionExceeded && r.Event.Access == survey.AccessInvitation {
			key += ".invited"
		}
		text := o.catalog.T(key, "n", r.Tallies.Responses, "attended", attended(o.catalog, r.Session), "burst", r.Burst)
		if what == survey.AttentionExceeded && r.Session.State != survey.StateReleased {
			text += " " + o.catalog.T("organizer.look.check")
		}
		said = append(said, text)
	}
	return said
}
