package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	rng "math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/store"
	"github.com/omdome/omdome/survey/store/storetest"
)

// BenchmarkConference releases, approves and draws the letters of a conference with
// 1,000 appearances, on SQLite, each with a logo and a signature as large as they may
// be, and prints time and peak memory of each step.
func BenchmarkConference(b *testing.B) {
	ctx := context.Background()
	s, err := store.Open(ctx, storetest.SQLite(b), store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	const sessions = 1000
	event := conference(b, s, sessions)
	organization, head, err := s.Letterhead(ctx, event.Organization.ID)
	if err != nil {
		b.Fatal(err)
	}
	head.Logo, head.Hand = fullPicture(b, 1), fullPicture(b, 2)
	if err := s.SaveLetterhead(ctx, organization, head); err != nil {
		b.Fatal(err)
	}
	fmt.Printf("\nwith pictures of %d and %d kB in each letter", len(head.Logo.PNG)>>10, len(head.Hand.PNG)>>10)
	office := s.Office(organizer.Member{Organization: event.Organization})
	fmt.Printf("\na conference of %d appearances, on SQLite\n", sessions)
	step := func(name string, do func() error) {
		_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // the peak starts anew, where the system lets us
		began := time.Now()
		if err := do(); err != nil {
			b.Fatal(err)
		}
		fmt.Printf("  %-9s %6.1f s, peak %s\n", name, time.Since(began).Seconds(), peak())
	}
	step("released", func() error {
		for _, st := range event.Sessions {
			for _, a := range []survey.Action{survey.ActionClose, survey.ActionRelease} {
				if _, err := s.Act(ctx, st.Session.Code, a); err != nil {
					return err
				}
			}
		}
		return nil
	})
	_, lines, err := office.Letters(ctx, event.Event.Code)
	if err != nil {
		b.Fatal(err)
	}
	var ids []survey.ID
	for _, line := range lines {
		ids = append(ids, line.Letter.ID)
	}
	issuer := newIssuer(s, "https://omdome.example.org", nil, nil)
	if _, err := (keyFlag{}).authority(ctx, s, ""); err != nil {
		b.Fatal(err)
	}
	step("approved", func() error {
		for all := ids; len(all) > 0; {
			some := all[:min(50, len(all))]
			all = all[len(some):]
			if err := approve(ctx, issuer, office, event.Event, some); err != nil {
				return err
			}
		}
		return nil
	})
	if frozen, err := office.Frozen(ctx, event.Event.Code, ids[0]); err != nil {
		b.Fatal(err)
	} else if files, err := office.LetterFiles(ctx, event.Event.Code, ids[0]); err != nil {
		b.Fatal(err)
	} else {
		fmt.Printf("  of each letter %d kB are kept beside %d kB of PDF\n", len(frozen[0].Enclosure)>>10, len(files[ids[0]])>>10)
	}
	step("read", func() error {
		for all := ids; len(all) > 0; {
			some := all[:min(50, len(all))]
			all = all[len(some):]
			if files, err := office.LetterFiles(ctx, event.Event.Code, some...); err != nil || len(files) != len(some) {
				return fmt.Errorf("%d files of %d: %w", len(files), len(some), err)
			}
		}
		return nil
	})
	for b.Loop() { // measured above, once
	}
}

// fullPicture is a picture of about as many bytes and pixels as a letterhead may have.
func fullPicture(b *testing.B, seed byte) survey.Picture {
	b.Helper()
	const width, height = 1200, 600
	m, from := image.NewGray(image.Rect(0, 0, width, height)), rng.NewChaCha8([32]byte{seed})
	for i := range m.Pix {
		m.Pix[i] = 25 * byte(from.Uint64()%10)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		b.Fatal(err)
	}
	return survey.Picture{PNG: out.Bytes(), Width: width, Height: height}
}

// conference is an event of so many sessions that each have six responses.
func conference(b *testing.B, s *store.Store, sessions int) survey.EventSessions {
	b.Helper()
	starts := time.Date(2026, 4, 16, 9, 0, 0, 0, time.UTC)
	p := survey.Programme{
		Organization: survey.Organization{Name: "Forum för styrning", Place: "Uppsala", Signer: "Anna Lind"},
		Event: survey.Event{
			Name: "Styrning i praktiken", Place: "Uppsala", Zone: "Europe/Stockholm", K: 5, Compare: true,
			Language: survey.Swedish, Languages: []survey.Language{survey.Swedish},
		},
	}
	for i := range sessions {
		p.Sessions = append(p.Sessions, survey.ProgrammeSession{
			Session: survey.Session{
				Kind: survey.KindTalk, Title: fmt.Sprintf("Pass %d", i+1), Starts: starts, Ends: starts.Add(time.Hour), State: survey.StateOpen,
			},
			Appearances: []survey.Appearance{{
				Number: 1, Role: survey.RoleSpeaker, Rated: true, Speaker: survey.Speaker{Name: fmt.Sprintf("Karin Ek %d", i+1), Language: survey.Swedish},
			}},
		})
	}
	loaded, err := s.Load(b.Context(), p)
	if err != nil {
		b.Fatal(err)
	}
	event, err := s.Event(b.Context(), loaded.Event.Code)
	if err != nil {
		b.Fatal(err)
	}
	answered := make(chan error)
	for _, st := range event.Sessions {
		for i := range 6 {
			go func() {
				key, err := survey.NewKey(rand.Reader)
				if err == nil {
					_, err = s.Accept(context.Background(), survey.Delivery{Key: key, Response: survey.Response{
						SessionID: st.Session.ID, Answers: []survey.Answer{
							{Item: survey.Item{Question: 1}, Rating: 1 + i},
							{Item: survey.Item{Question: 2, Appearance: 1}, Rating: 5},
							{Item: survey.Item{Question: 3, Appearance: 1}, Rating: 4},
							{Item: survey.Item{Question: 4}, Comment: "Det här kan jag använda redan på måndag."},
						},
					}})
				}
				answered <- err
			}()
		}
		for range 6 {
			if err := <-answered; err != nil {
				b.Fatal(err)
			}
		}
	}
	return event
}

// peak is the most memory that this program has held since the peak began anew.
func peak() string { return peakOf(os.Getpid()) }
