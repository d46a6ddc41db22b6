package issue_test

import (
	"bytes"
	"crypto/rand"
	"image"
	"image/color"
	"image/png"
	"log/slog"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/issue"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/sign"
	"github.com/omdome/omdome/survey/store"
	"github.com/omdome/omdome/survey/store/storetest"
)

// A house is an installation with released sessions, whose letters are drafts.
type house struct {
	testing.TB
	store  *store.Store
	issuer *issue.Issuer
	event  survey.EventSessions
}

// open is an installation whose organization has the name.
func open(t testing.TB, organization string) *house {
	t.Helper()
	s, err := store.Open(t.Context(), storetest.SQLite(t), store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	h := &house{TB: t, store: s, issuer: &issue.Issuer{URL: "https://omdome.example.org", Keeper: s, Random: rand.Reader, Now: time.Now}}
	a, err := sign.NewAuthority("Omdöme, omdome.example.org", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	kept, err := issue.Kept(a, time.Now())
	if err == nil {
		err = s.FirstAuthority(t.Context(), kept)
	}
	if err != nil {
		t.Fatal(err)
	}
	starts := time.Date(2026, time.April, 16, 13, 0, 0, 0, time.UTC)
	p := survey.Programme{
		Organization: survey.Organization{Name: organization, Place: "Uppsala", Signer: "Anna Lind", SignerTitle: "Programansvarig"},
		Event: survey.Event{
			Name: "Styrning i praktiken", Place: "Uppsala", Zone: "Europe/Stockholm", K: 3,
			Language: survey.Swedish, Languages: []survey.Language{survey.Swedish, survey.English},
		},
	}
	for _, l := range []survey.Language{survey.Swedish, survey.English} {
		p.Sessions = append(p.Sessions, survey.ProgrammeSession{
			Session: survey.Session{
				Kind: survey.KindWorkshop, Title: "Från mål till avtal (" + string(l) + ")", Starts: starts, Ends: starts.Add(time.Hour), State: survey.StateOpen, Attended: 61,
			},
			Appearances: []survey.Appearance{{Number: 1, Role: survey.RoleLeader, Rated: true, Speaker: survey.Speaker{Name: "Karin Ek " + string(l), Language: l}}},
		})
	}
	loaded, err := s.Load(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if h.event, err = s.Event(t.Context(), loaded.Event.Code); err != nil {
		t.Fatal(err)
	}
	for _, st := range h.event.Sessions {
		h.answered(st.Session)
	}
	return h
}

// answered has five answer the session, closes it and shows its results.
func (h *house) answered(s survey.Session) {
	h.Helper()
	for i := range 5 {
		key, err := survey.NewKey(rand.Reader)
		if err == nil {
			_, err = h.store.Accept(h.Context(), survey.Delivery{Key: key, Response: survey.Response{SessionID: s.ID, Answers: []survey.Answer{
				{Item: survey.Item{Question: 1}, Rating: 2 + i%5},
				{Item: survey.Item{Question: 2, Appearance: 1}, Rating: 5},
				{Item: survey.Item{Question: 4}, Comment: "Det här kan jag använda redan på måndag."},
			}}})
		}
		if err != nil {
			h.Fatal(err)
		}
	}
	for _, a := range []survey.Action{survey.ActionClose, survey.ActionSeal, survey.ActionRelease} {
		if _, err := h.store.Act(h.Context(), s.Code, a); err != nil && a != survey.ActionSeal {
			h.Fatal(err)
		}
	}
}

func (h *house) office() store.Office {
	return h.store.Office(organizer.Member{Organization: h.event.Organization, Organizer: organizer.Organizer{Name: "Eva"}})
}

// facts are what the event's letters are made from.
func (h *house) facts() []survey.LetterFacts {
	h.Helper()
	_, lines, err := h.office().Letters(h.Context(), h.event.Event.Code)
	if err != nil {
		h.Fatal(err)
	}
	var ids []survey.ID
	for _, line := range lines {
		ids = append(ids, line.Letter.ID)
	}
	facts, err := h.office().LetterFacts(h.Context(), h.event.Event.Code, ids...)
	if err != nil {
		h.Fatal(err)
	}
	return facts
}

// approve approves all letters, after change has changed what they are made from, and
// returns their files.
func (h *house) approve(change func(*survey.LetterFacts)) [][]byte {
	h.Helper()
	facts := h.facts()
	for i := range facts {
		change(&facts[i])
	}
	approvals, err := h.issuer.Approve(h.Context(), facts...)
	if err != nil {
		h.Fatal(err)
	}
	if _, err := h.office().Approve(h.Context(), "alla", approvals); err != nil {
		h.Fatal(err)
	}
	var files [][]byte
	for _, a := range approvals {
		files = append(files, a.File)
	}
	return files
}

func asBuilt(*survey.LetterFacts) {}

// dressed gives a letter a letterhead: a logo, a signature and a colour.
func dressed(f *survey.LetterFacts) {
	m := image.NewNRGBA(image.Rect(0, 0, 400, 120))
	for y := range 120 {
		for x := range 400 {
			m.Set(x, y, color.NRGBA{uint8(x), 0x1f, uint8(y), uint8(255 - x/4)})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	f.Letterhead.Accent = "#7a1f3d"
	f.Letterhead.Logo, f.Letterhead.Hand = survey.Picture{PNG: b.Bytes(), Width: 400, Height: 120}, survey.Picture{PNG: b.Bytes(), Width: 400, Height: 120}
}
