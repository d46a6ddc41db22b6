package web_test

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// A published is a conference's programme as conferences publish it (the format
// of Pentabarf, frab and pretalx).
type published struct {
	Conference struct {
		Title string `xml:"title"`
		City  string `xml:"city"`
		Zone  string `xml:"time_zone_name"`
	} `xml:"conference"`
	Days []struct {
		Rooms []struct {
			Name   string `xml:"name,attr"`
			Events []struct {
				Date     string   `xml:"date"`
				Duration string   `xml:"duration"`
				Title    string   `xml:"title"`
				Persons  []string `xml:"persons>person"`
			} `xml:"event"`
		} `xml:"room"`
	} `xml:"day"`
}

// realProgramme reads the programme of a large conference from the folder that
// OMDOME_DATA names. It is not kept here, since it is not ours.
func realProgramme(t *testing.T) survey.Programme {
	t.Helper()
	folder := os.Getenv("OMDOME_DATA")
	if folder == "" {
		t.Skip("OMDOME_DATA names no folder with fosdem2026_schedule.xml")
	}
	b, err := os.ReadFile(filepath.Join(folder, "fosdem2026_schedule.xml"))
	if err != nil {
		t.Skip(err)
	}
	var file published
	if err := xml.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	p := survey.Programme{
		Organization: survey.Organization{Name: "FOSDEM"},
		Event: survey.Event{
			Name: file.Conference.Title, Place: file.Conference.City, Zone: file.Conference.Zone, K: 3,
			Language: survey.English, Languages: []survey.Language{survey.English, survey.Swedish},
		},
	}
	seen := map[string]bool{}
	for _, day := range file.Days {
		for _, room := range day.Rooms {
			for _, e := range room.Events {
				starts, err := time.Parse(time.RFC3339, e.Date)
				var hours, minutes int
				if _, scan := fmt.Sscanf(e.Duration, "%d:%d", &hours, &minutes); err != nil || scan != nil {
					t.Fatalf("%s: %q, %q", e.Title, e.Date, e.Duration)
				}
				if seen[e.Title+e.Date] {
					continue
				}
				seen[e.Title+e.Date] = true
				s := survey.ProgrammeSession{Session: survey.Session{
					Title: e.Title, Kind: survey.KindTalk, Room: room.Name, State: survey.StateDraft, K: 3, Version: 1,
					Starts: starts, Ends: starts.Add(time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute),
				}}
				s.Session.OpensAt, s.Session.ClosesAt = survey.DefaultWindow(s.Session.Ends, p.Event.Location())
				for i, name := range e.Persons {
					s.Appearances = append(s.Appearances, survey.Appearance{
						Number: i + 1, Role: survey.RoleSpeaker, Rated: true,
						Speaker: survey.Speaker{Name: name, Language: survey.English},
					})
				}
				p.Sessions = append(p.Sessions, s)
			}
		}
	}
	return p
}

// TestARealProgrammeOfHundreds goes through a real conference as one does whose
// talk has just ended.
func TestARealProgrammeOfHundreds(t *testing.T) {
	t.Parallel()
	p := realProgramme(t)
	h := open(t)
	loaded, err := h.store.Load(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	h.clock.advance(time.Date(2026, 1, 31, 15, 30, 0, 0, loaded.Event.Location()).Sub(h.clock.Now()))
	if err := h.store.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
	v := h.visitor()
	v.language = "en"
	path := "/e/" + string(loaded.Event.Code)
	began := time.Now()
	page := v.get(path).want(http.StatusOK).says("FOSDEM 2026", "Open now", "Saturday 31 January", "Times are local to Brussels.")
	took := time.Since(began)
	wire, requests := v.weigh(path)
	t.Logf("%d sessions: %d listed, %d bytes in %d requests, %v", len(p.Sessions), page.Find(".list li").Length(), wire, requests, took)
	for _, q := range []string{"postgres", "quantum", "uber", "aw1.120"} {
		began = time.Now()
		found := v.get(path + "?q=" + url.QueryEscape(q)).want(http.StatusOK)
		t.Logf("%s finds %d in %v: %s", q, found.Find(".list li").Length(), time.Since(began), found.text(".lead"))
	}
	first := page.Find(".now a").First().AttrOr("href", "")
	form := v.get(first).want(http.StatusOK).fields("q1", "5", "q4", "Good demo")
	began = time.Now()
	list := v.post(first+"/switch", form).want(http.StatusOK)
	t.Logf("the list to change session: %d buttons, %d bytes before packing, %v", list.Find("button.pick").Length(), len(list.body), time.Since(began))
	v.follow(v.post(first, form)).says("Thank you.")
	title := page.Find(".now a").First().Text()
	if again := v.get(path + "?q=" + url.QueryEscape(title)); !strings.Contains(again.text("main"), "You have answered") {
		t.Errorf("%q is not marked", title)
	}
	began = time.Now()
	viewer := h.visitorWith(h.signedIn(h.memberOf(loaded.Event.OrganizationID, organizer.Viewer)))
	sheets := viewer.get("/o" + path + "/sheets").want(http.StatusOK)
	t.Logf("%d sheets, %d bytes, %v", sheets.Find("article").Length(), len(sheets.body), time.Since(began))
}
