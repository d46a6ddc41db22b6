package followup

import (
	"net/http"
	"strings"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

// A sharing is what a page says of itself to who shares its address.
type sharing struct {
	Title, Description string
	// Address and Picture are whole addresses.
	Address, Picture string
	// Hidden keeps search engines away, also those that do not read our headers.
	Hidden bool
}

// sharedAtMost is how many characters of the opening those who share see.
const sharedAtMost = 200

// sharing is nil where only invited people read the page.
func (s *Room) sharing(v FollowUpVisit) *sharing {
	if v.FollowUp.Audience == survey.FollowUpInvited || v.Preview {
		return nil
	}
	share := &sharing{
		Title: v.Page.Title(), Address: s.URL + v.Base, Picture: s.URL + v.Base + "/picture.png",
		Hidden: v.FollowUp.Audience != survey.FollowUpPublic,
	}
	share.Description = strings.Join(strings.Fields(v.text(v.FollowUp.Lead)), " ")
	if runes := []rune(share.Description); len(runes) > sharedAtMost {
		share.Description = strings.TrimSpace(string(runes[:sharedAtMost-1])) + "…"
	}
	if share.Description == "" {
		share.Description = v.Catalog.T("followup.share", "title", share.Title)
	}
	return share
}

// when is the day of the session, or the days of the event.
func (v FollowUpVisit) when(c *i18n.Catalog) string {
	zone := v.Event.Location()
	if v.Session.ID != 0 {
		return c.Date(v.Session.Starts.In(zone))
	}
	if v.From.IsZero() {
		return ""
	}
	from, to := c.Date(v.From.In(zone)), c.Date(v.To.In(zone))
	if from == to {
		return from
	}
	return from + " – " + to
}

// Card is the picture that is shown with the page's address where it is
// shared: always in the event's language, since who fetches it has none.
func (s *Room) Card(w http.ResponseWriter, r *http.Request, v FollowUpVisit) error {
	c := i18n.For(v.Event.Language)
	above, below := v.Organization.Name, []string{}
	if v.Session.ID != 0 {
		above = v.Event.Name
		var names []string
		for _, a := range v.Appearances {
			names = append(names, a.Speaker.Name)
		}
		if len(names) > 0 {
			below = append(below, c.List(names))
		}
	}
	if when := v.when(c); when != "" {
		below = append(below, when)
	}
	if v.FollowUp.Audience == survey.FollowUpPublic {
		w.Header().Del("X-Robots-Tag")
	}
	return page.Card(w, charts.Card(above, v.Page.Title(), below...), v.FollowUp.Audience != survey.FollowUpInvited)
}
