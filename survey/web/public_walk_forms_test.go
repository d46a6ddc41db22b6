package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A guest is somebody with a device who has asked, written and thanked, and who
// has a speaker's letter: all that a public page lets somebody own.
func (h *house) guest() *visitor {
	h.t.Helper()
	v := h.asks(webinar, "Min egen fråga?", "Gäst")
	reflect := h.followUp(workshop) + "/reflect"
	v.get(reflect).want(http.StatusOK)
	v.post(reflect, url.Values{"reflection": {"Min egen tanke."}}).want(http.StatusSeeOther)
	event := "/f/" + string(h.event.Code) + "/reflect"
	v.get(event).want(http.StatusOK)
	v.post(event, url.Values{"reflection": {"Min egen om dagen."}}).want(http.StatusSeeOther)
	return v
}

// others are the rows that only their writers, and organizers, may change: what
// the guest has not written.
func others(belongings []string) map[string]bool {
	rows := map[string]bool{}
	for _, line := range belongings {
		if table, _, _ := strings.Cut(line, ":"); slices.Contains([]string{"reflection", "inquiry", "quote", "reply", "publication", "letter", "material"}, table) && !strings.Contains(line, "Min egen") {
			rows[line] = true
		}
	}
	return rows
}

// onlyIDs leaves out what may be known: codes and keys, which open what they are of.
func (n named) onlyIDs() named {
	some := named{kind: maps.Clone(n.kind), those: maps.Clone(n.those), few: 8}
	maps.DeleteFunc(some.kind, func(_, kind string) bool { return !strings.HasSuffix(kind, ".id") })
	return some
}

// TestPublicFormsReachNothingOfOthers: somebody stands on each public page that
// one's device, one's letter or a link opens, and sends each of its forms with
// what is another organization's, another page's or another device's in the place
// of each thing that it names.
func TestPublicFormsReachNothingOfOthers(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			h, other := neighbours(t, database.new(t))
			other.guest()
			v := h.guest()
			answers, letter := h.answers(webinar), h.letter(workshop)
			before := other.belongings()
			own, theirs := namedIn(h.belongings()).onlyIDs(), namedIn(before).onlyIDs()
			// What is the own organization's, but somebody else's.
			for kind, values := range own.those {
				if kind == "reflection.id" || kind == "inquiry.id" {
					theirs.those[kind] = append(theirs.those[kind][:1:1], values...)
				}
			}
			naming := map[string]string{}
			for _, kind := range []string{"comment", "reflection", "inquiry", "letter", "appearance", "session", "event", "organizer", "material", "invitation", "speaker"} {
				naming[kind], naming[kind+"_id"] = kind+".id", kind+".id"
			}
			sent, kept := 0, others(h.belongings())
			send := func(forms []posted) {
				for _, s := range forms {
					sent++
					if page := v.post(s.action, s.fields); page.status >= http.StatusInternalServerError || strings.Contains(page.body, neighbourName) {
						t.Errorf("POST %s %v: status %d, or it tells of the neighbour", s.action, s.fields, page.status)
					}
				}
			}
			pages := []string{
				h.path(webinar) + "/ask", h.path(webinar), h.followUp(workshop), h.followUp(workshop) + "/reflect", "/f/" + string(h.event.Code), "/f/" + string(h.event.Code) + "/reflect",
				answers, letter, letter + "/publish", letter + "/key",
			}
			for _, page := range pages {
				for _, f := range v.get(page).want(http.StatusOK).forms(page) {
					mayAnswer := strings.HasPrefix(page, "/a/") // every question of the session
					swapped := f.swapped(own, theirs)
					if mayAnswer {
						swapped = f.swapped(own, namedIn(before).onlyIDs())
					}
					if page != letter+"/key" || !strings.HasSuffix(f.action, "/key") {
						swapped = append(swapped, f.with(naming, namedIn(before))...)
					}
					send(swapped)
					if diff := cmp.Diff(before, other.belongings()); diff != "" {
						t.Fatalf("%s on %s changes the neighbour:\n%s", f.action, page, diff)
					}
					now := others(h.belongings())
					for line := range kept {
						if !now[line] && !mayAnswer && !strings.HasPrefix(page, "/l/") {
							t.Errorf("%s on %s changes what somebody else has written: %s", f.action, page, line)
						}
					}
					kept = now
				}
			}
			// Material and pictures are found on their own page alone.
			for _, material := range theirs.those["material.id"] {
				for _, page := range []string{h.followUp(workshop), h.followUp(questions), "/f/" + string(h.event.Code)} {
					v.get(page + "/material/" + material).want(http.StatusNotFound)
				}
			}
			t.Logf("%d pages, sent %d times", len(pages), sent)
			if sent < 60 {
				t.Errorf("forms were sent %d times: the walk has not found them", sent)
			}
		})
	}
}
