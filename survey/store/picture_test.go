package store

import (
	"bytes"
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/organizer"
)

// Pictures of approved letters are kept once for each organization, as long as one of
// its letters has them.
func TestPicturesAreKeptOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		logo := survey.Picture{PNG: bytes.Repeat([]byte("logo"), 50_000), Width: 1200, Height: 600}
		hand := survey.Picture{PNG: bytes.Repeat([]byte("hand"), 50_000), Width: 1200, Height: 600}
		var offices []Office
		var events []survey.EventSessions
		for _, name := range []string{"Grannen", "Vi"} {
			p := programme(3)
			p.Organization.Name = name
			event := loaded(t, s, p)
			for _, st := range event.Sessions {
				for _, a := range []survey.Action{survey.ActionClose, survey.ActionRelease} {
					act(t, s, st.Session.Code, a)
				}
			}
			o, head, err := s.Letterhead(t.Context(), event.Organization.ID)
			if err != nil {
				t.Fatal(err)
			}
			head.Logo, head.Hand = logo, hand
			if err := s.SaveLetterhead(t.Context(), o, head); err != nil {
				t.Fatal(err)
			}
			offices, events = append(offices, s.Office(organizer.Member{Organization: event.Organization})), append(events, event)
		}
		count := func(want int, when string) {
			t.Helper()
			var n int
			if err := s.pools.read.Get(&n, "SELECT COUNT(*) FROM picture"); err != nil || n != want {
				t.Errorf("%s: %d pictures, want %d, %v", when, n, want, err)
			}
		}
		for i, o := range offices {
			_, lines, err := o.Letters(t.Context(), events[i].Event.Code)
			if err != nil {
				t.Fatal(err)
			}
			var ids []survey.ID
			for _, line := range lines {
				ids = append(ids, line.Letter.ID)
			}
			facts, err := o.LetterFacts(t.Context(), events[i].Event.Code, ids...)
			if err != nil {
				t.Fatal(err)
			}
			built := map[survey.ID]letter.Letter{}
			var approvals []survey.Approval
			for at, f := range facts {
				if at == 2 {
					f.Letterhead = survey.Letterhead{} // the third has none
				}
				l, err := letter.Build(f, letter.Options{})
				if err != nil {
					t.Fatal(err)
				}
				frozen, err := letter.Seal{Installation: "https://omdome.example.org", Random: rand.Reader, Now: time.Now()}.Freeze(l, f)
				if err != nil {
					t.Fatal(err)
				}
				frozen.Signature, frozen.File = []byte("signed"), []byte("the file of "+f.Letter.Number)
				built[f.Letter.ID], approvals = l, append(approvals, survey.Approval{Letter: f.Letter.ID, Revision: f.Letter.Revision, Frozen: frozen})
			}
			if _, err := o.Approve(t.Context(), "alla", approvals); err != nil {
				t.Fatal(err)
			}
			frozen, err := o.Frozen(t.Context(), events[i].Event.Code, ids...)
			if err != nil || len(frozen) != 3 {
				t.Fatal(len(frozen), err)
			}
			for _, f := range frozen {
				e, err := letter.Open(f.Enclosure, f.Pictures...)
				want := built[f.Letter.ID]
				if err != nil || !e.Letter.Whole() || !bytes.Equal(e.Letter.Sender.Logo.PNG, want.Sender.Logo.PNG) ||
					!bytes.Equal(e.Letter.Signature.Image.PNG, want.Signature.Image.PNG) || len(f.Enclosure) > 50_000 {
					t.Errorf("what is kept of a letter: %d bytes and %d pictures, %v", len(f.Enclosure), len(f.Pictures), err)
				}
			}
			if !slices.EqualFunc(frozen[0].Pictures, frozen[1].Pictures, func(a, b []byte) bool { return &a[0] == &b[0] }) {
				t.Error("letters do not share the bytes of their pictures")
			}
		}
		count(4, "approved")
		remove := func(i, session int) {
			t.Helper()
			o, st := offices[i], events[i].Sessions[session].Session
			if err := o.BinSession(t.Context(), st.Code, formOf(t, s, st.Code).Session.Revision); err != nil {
				t.Fatal(err)
			}
			if err := s.RemoveSession(t.Context(), events[i].Organization.ID, st.Code); err != nil {
				t.Fatal(err)
			}
		}
		remove(0, 0)
		count(4, "one letter gone")
		remove(0, 2)
		count(4, "one without pictures gone")
		remove(0, 1)
		count(2, "all letters of one organization gone")
	})
}
