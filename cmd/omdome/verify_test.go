package main

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/sign"
	"github.com/omdome/omdome/survey/store"
	"github.com/omdome/omdome/survey/store/storetest"
)

// TestVerifyAndExplain: a letter is verified offline with the published keys alone,
// and each of its figures is explained.
func TestVerifyAndExplain(t *testing.T) {
	t.Parallel()
	ctx, h := t.Context(), keyHouse{T: t, database: storetest.SQLite(t)}
	s := h.open()
	event, err := loadExample(ctx, s, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	result, err := s.Result(ctx, event.Sessions[find(event, "Från mål till avtal")].Session.Code)
	if err != nil {
		t.Fatal(err)
	}
	office := s.Office(organizer.Member{Organization: event.Organization})
	one := result.Letters[0]
	if _, err := (keyFlag{}).authority(ctx, s, "https://omdome.example.org"); err != nil {
		t.Fatal(err)
	}
	if err := approve(ctx, newIssuer(s, "https://omdome.example.org", nil, nil), office, event.Event, []survey.ID{one.ID}); err != nil {
		t.Fatal(err)
	}
	letter, err := s.LetterFile(ctx, one.ID)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	file, keys := filepath.Join(folder, "brev.pdf"), filepath.Join(folder, "keys.json")
	put := func(name string, data []byte) {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := []string{"OMDOME_DATABASE=" + h.database}
	run := func(want int, args ...string) string {
		t.Helper()
		out, remarks, status := omdome(t, env, args...)
		if status != want {
			t.Errorf("omdome %v: status %d, want %d: %s%s", args, status, want, out, remarks)
		}
		return out
	}
	put(file, letter)
	put(keys, []byte(run(0, "key")))
	run(0, "key", "new") // what the old one has signed stays good
	for _, args := range [][]string{{"verify", file, "--keys", keys}, {"verify", file}} {
		if out := run(0, args...); !strings.Contains(out, "byte for byte the file that was issued") || !strings.Contains(out, "mean 5.5") ||
			!strings.Contains(out, ", id "+event.Organization.Issuer()) {
			t.Errorf("omdome %v says %s", args, out)
		}
	}
	another := filepath.Join(folder, "another.pem")
	stranger, err := sign.NewAuthority("Någon annan", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	put(another, sign.WriteCertificates(stranger.Certificates()...))
	if out := run(3, "verify", file, "--keys", another); !strings.Contains(out, "UNKNOWN") || strings.Contains(out, "mean 5.5") {
		t.Errorf("with another installation's certificate: %s", out)
	}
	put(file, append(bytes.Clone(letter), "%%EOF\n"...))
	for _, args := range [][]string{{"verify", file, "--keys", keys}, {"verify", file}} {
		if out := run(1, args...); !strings.Contains(out, "NOT the file that was issued") || !strings.Contains(out, "something was added after it was signed") ||
			!strings.Contains(out, "mean 5.5") || !strings.Contains(out, "Hej Karin!") {
			t.Errorf("omdome %v of a file with something appended says %s", args, out)
		}
	}
	put(file, letter[:len(letter)/2])
	run(3, "verify", file, "--keys", keys)

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
	office := s.Office(organizer.Member{Organization: event.Organization})
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

// Letters that were approved before letters were signed as files are signed when the
// program starts, and are then as good as any other; once.
func TestLettersFromBeforeAreSignedAnew(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h keyHouse) {
		s := h.open()
		event, err := loadExample(t.Context(), s, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		old := h.approvedWith(s, event)
		driver := "postgres"
		if h.sqlite() {
			driver = "sqlite"
		}
		db, err := sql.Open(driver, h.database)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec("DELETE FROM letter_file"); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("UPDATE frozen_letter SET signature = record"); err != nil { // none that is known now
			t.Fatal(err)
		}
		program := start(t, []string{"OMDOME_DATABASE=" + h.database, "OMDOME_KEY_FILE=" + h.file}, "serve")
		result, err := s.Result(t.Context(), event.Sessions[find(event, "Från mål till avtal")].Session.Code)
		if err != nil {
			t.Fatal(err)
		}
		now, err := s.LetterFile(t.Context(), result.Letters[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		if !program.says("letters=1") {
			t.Errorf("it says %s", program.errs)
		}
		file := filepath.Join(t.TempDir(), "ny.pdf")
		if err := os.WriteFile(file, now, 0o600); err != nil {
			t.Fatal(err)
		}
		if out := h.run(0, false, "verify", file); !strings.Contains(out, "mean 5.5") {
			t.Errorf("the letter that was signed anew: %s", out)
		}
		h.run(1, false, "verify", old) // another file of its number
		a, err := keyFlag{KeyFile: h.file}.authority(t.Context(), s, "")
		if err != nil {
			t.Fatal(err)
		}
		if n, err := signAnew(t.Context(), s, newIssuer(s, "https://omdome.example.org", a, nil)); n != 0 || err != nil {
			t.Errorf("a second time %d are signed, %v", n, err)
		}
	})
}
