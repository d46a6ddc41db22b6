package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/store"
	"github.com/omdome/omdome/survey/store/storetest"
)

// TestVerifyAndExplain: a letter is verified offline with the published keys alone,
// and each of its figures is explained.
func TestVerifyAndExplain(t *testing.T) {
	t.Parallel()
	ctx, database := context.Background(), storetest.SQLite(t)
	s, err := store.Open(ctx, database, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	event, err := loadExample(ctx, s, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	result, err := s.Result(ctx, event.Sessions[find(event, "Från mål till avtal")].Session.Code)
	if err != nil {
		t.Fatal(err)
	}
	office := s.Office(survey.Member{Organization: event.Organization})
	one := result.Letters[0]
	if err := approve(ctx, s, office, "https://omdome.example.org", event.Event, []survey.ID{one.ID}); err != nil {
		t.Fatal(err)
	}
	frozen, err := s.FrozenLetter(ctx, one.Key)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := pdf.WriteFrozen(&b, frozen.Frozen); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	file, keys := filepath.Join(folder, "brev.pdf"), filepath.Join(folder, "keys.json")
	put := func(name string, data []byte) {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := []string{"OMDOME_DATABASE=" + database}
	run := func(want int, args ...string) string {
		t.Helper()
		out, remarks, status := omdome(t, env, args...)
		if status != want {
			t.Errorf("omdome %v: status %d, want %d: %s%s", args, status, want, out, remarks)
		}
		return out
	}
	put(file, b.Bytes())
	put(keys, []byte(run(0, "key")))
	run(0, "key", "new") // what the old one has signed stays good
	for _, args := range [][]string{{"verify", file, "--keys", keys}, {"verify", file}} {
		if out := run(0, args...); !strings.Contains(out, "exactly as it was written") || !strings.Contains(out, "mean 5.5") {
			t.Errorf("omdome %v says %s", args, out)
		}
	}
	put(file, b.Bytes()[:b.Len()/2])
	run(1, "verify", file, "--keys", keys)
	put(file, paintedOver(t, s, office, event.Event.Code, one.ID))
	if out := run(3, "verify", file); !strings.Contains(out, "NOT FULLY COMPARED") || !strings.Contains(out, "mean 5.5") ||
		!strings.Contains(out, fmt.Sprintf("version %d of the drawing, and this program draws version %d", pdf.Drawing-1, pdf.Drawing)) {
		t.Errorf("a letter that cannot be compared: %s", out)
	}

	out := run(0, "explain", strings.ToLower(one.Number))
	for _, want := range []string{
		"The session has 23 responses.", "3 gave 4, 6 gave 5, 14 gave 6: 23 answers", "(0·1 + 0·2 + 0·3 + 3·4 + 6·5 + 14·6) / 23 = 126/23",
		"rounded half up to one decimal from whole numbers: 5.5", "2 in the letter", "The tallies in the database are those that were approved.",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not explain %q:\n%s", want, out)
		}
	}
	run(1, "explain", "AAAA-BBBB-CCCC")
	run(2, "explain", "2026")
	explainsDeleted(t, s, event, one, run)
}

// paintedOver is the letter as another version of the program has issued it, with
// its drawing changed since.
func paintedOver(t *testing.T, s *store.Store, office store.Office, event survey.Code, id survey.ID) []byte {
	t.Helper()
	facts, err := office.LetterFacts(t.Context(), event, id)
	if err != nil {
		t.Fatal(err)
	}
	l, err := letter.Build(facts[0], letter.Options{})
	if err != nil {
		t.Fatal(err)
	}
	key, err := s.SigningKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	frozen, err := letter.Seal{Installation: "https://omdome.example.org", Key: key, Random: rand.Reader, Now: time.Now(), Drawing: pdf.Drawing - 1}.Freeze(l, facts[0])
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := pdf.WriteFrozen(&b, frozen); err != nil {
		t.Fatal(err)
	}
	c, err := pdf.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	l.Accent = "#7a1f3d"
	b.Reset()
	if err := pdf.Write(&b, l, c.Attachments...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// explainsDeleted deletes one of the sessions that the letter is compared with, puts
// another in the bin, and has both the letter and a correction explained.
func explainsDeleted(t *testing.T, s *store.Store, event survey.EventSessions, one survey.LetterRef, run func(int, ...string) string) {
	t.Helper()
	before := run(0, "explain", one.Number)
	var compared []survey.SessionState
	for _, st := range event.Sessions {
		if strings.Contains(before, "  - "+st.Session.Title+"\n") {
			compared = append(compared, st)
		}
	}
	if len(compared) < 3 {
		t.Fatalf("it is compared with %d sessions:\n%s", len(compared), before)
	}
	organization := event.Organization.ID
	for _, st := range compared[:2] {
		if err := s.BinSession(t.Context(), organization, st.Session.Code, st.Session.Revision); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.RemoveSession(t.Context(), organization, compared[0].Session.Code); err != nil {
		t.Fatal(err)
	}
	office := s.Office(survey.Member{Organization: event.Organization})
	correction, err := office.Correct(t.Context(), one.ID, one.Revision+1)
	if err != nil {
		t.Fatal(err)
	}
	facts, err := office.LetterFacts(t.Context(), event.Event.Code, correction)
	if err != nil {
		t.Fatal(err)
	}
	mean := regexp.MustCompile("the mean of .*").FindString(before)
	for _, number := range []string{one.Number, facts[0].Letter.Number} {
		after := run(0, "explain", number)
		for _, want := range []string{mean, "  - " + compared[1].Session.Title + " (in the bin since)", "  - " + compared[2].Session.Title + "\n", "  - 1 that has been deleted since"} {
			if !strings.Contains(after, want) {
				t.Errorf("it does not explain %q:\n%s", want, after)
			}
		}
		if strings.Contains(after, compared[0].Session.Title) {
			t.Errorf("it tells of a session that is gone:\n%s", after)
		}
	}
}
