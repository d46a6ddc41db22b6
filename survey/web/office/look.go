package office

import (
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// Attended is how many attended the session, in words.
func Attended(c *i18n.Catalog, s survey.Session) string {
	key := "organizer.attended"
	if s.About {
		key = "organizer.attended.about"
	}
	return c.T(key, "n", s.Attended)
}

// Look says what is worth a look before anybody trusts the session's figures, and
// what can be done while there is time.
func (o Desk) Look(r survey.Result) []string {
	var said []string
	for _, what := range r.Look() {
		key := what.LookKey()
		if what == survey.AttentionExceeded && r.Event.Access == survey.AccessInvitation {
			key += ".invited"
		}
		text := o.Catalog.T(key, "n", r.Tallies.Responses, "attended", Attended(o.Catalog, r.Session), "burst", r.Burst)
		if what == survey.AttentionExceeded && r.Session.State != survey.StateReleased {
			text += " " + o.Catalog.T("organizer.look.check")
		}
		said = append(said, text)
	}
	return said
}
