package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

// restored restores a backup into a fresh place and opens it.
func restored(t *testing.T, b survey.Backup, folder string) *Store {
	t.Helper()
	address := storetest.SQLite(t)
	if b.Kind == "postgres" {
		address = storetest.EmptyPostgres(t)
	}
	if err := Restore(t.Context(), b, folder, address, ""); err != nil {
		t.Fatal(err)
	}
	return open(t, address, Options{})
}

// rowsIn are what a table of the store holds, each as a text.
func rowsIn(t *testing.T, s *Store, query string) map[string]bool {
	t.Helper()
	rows, err := s.pools.read.Queryx(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := map[string]bool{}
	for rows.Next() {
		values, err := rows.SliceScan()
		if err != nil {
			t.Fatal(err)
		}
		all[fmt.Sprintf("%x", values)] = true
	}
	return all
}

// less are the rows of one copy that another lacks.
func less(a, b map[string]bool) (n int) {
	for row := range a {
		if !b[row] {
			n++
		}
	}
	return n
}

// Whoever has a copy from before an answer and one from after it can join nothing: the
// two differ by no answer, or by k at least, in no order, whose marks are as many.
func TestTwoBackupsJoinNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		session := loaded(t, s, programme(1)).Sessions[0].Session
		invited, err := s.Invite(t.Context(), session.EventID, make([]survey.Invitation, 13))
		if err != nil {
			t.Fatal(err)
		}
		type copied struct {
			marks, tallies map[string]bool
			answers        map[string]bool // of responses, by what only they say
		}
		var copies []copied
		for n, one := range invited {
			accept(t, s, survey.Delivery{Response: says(session.ID, 1+n%6, 1+(n+1)%6, 5, aside(n)), Key: newKey(t), Invitation: one.Invitation.ID})
			folder := t.TempDir()
			b, err := s.Backup(t.Context(), folder)
			if err != nil {
				t.Fatal(err)
			}
			if b.Responses+b.LeftOut != n+1 || b.LeftOut >= session.K {
				t.Errorf("after %d answers the copy says %+v", n+1, b)
			}
			if waits := b.LeftOut > 0; b.Kind == "sqlite" && waits == holds(t, folder, aside(n)) {
				t.Errorf("after %d answers, of which %d wait, the copy's bytes hold the last: %v", n+1, b.LeftOut, !waits)
			}
			c := restored(t, b, folder)
			if recounts, err := c.Check(t.Context(), unwatched); err != nil || len(recounts) != 1 || len(recounts[0].Differences) > 0 || recounts[0].Responses != b.Responses {
				t.Errorf("after %d answers the copy recounts %+v, %v", n+1, recounts, err)
			}
			one := copied{rowsIn(t, c, "SELECT hash FROM mark"), rowsIn(t, c, "SELECT * FROM tally"), map[string]bool{}}
			for i := range n + 1 {
				if says := heldSays(t, c, session.ID, aside(i)); says {
					one.answers[aside(i)] = true
				}
			}
			if len(one.answers) != b.Responses {
				t.Errorf("after %d answers the copy holds %d, and says %d", n+1, len(one.answers), b.Responses)
			}
			copies = append(copies, one)
		}
		for i, a := range copies {
			for _, b := range copies[i+1:] {
				// Whose the new answers are: those whose marks are in the second copy, and
				// whose answers were not in the first.
				answers, whose := less(b.answers, a.answers), len(b.marks)-len(a.answers)
				if answers > 0 && (answers < session.K || whose < answers) {
					t.Errorf("two copies differ by %d answers, which are those of %d people: they can be joined", answers, whose)
				}
				if answers == 0 && less(b.tallies, a.tallies)+less(a.tallies, b.tallies) != 0 {
					t.Error("tallies tell of an answer that was left out")
				}
			}
		}
	})
}

// aside is a comment that only one attendee writes.
func aside(n int) string { return fmt.Sprintf("Ett ord för sig %02d.", n) }

// heldSays says whether a response of the session, which is not sealed, has the comment.
func heldSays(t *testing.T, s *Store, session survey.ID, comment string) (found bool) {
	t.Helper()
	err := s.read(t.Context(), func(t *tx) error {
		waiting, grouped, err := t.heldIn(session)
		for _, h := range append(waiting, grouped...) {
			for _, a := range h.response.Answers {
				found = found || a.Comment == comment
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// holds says whether the text stands in a copy's files, packed or not.
func holds(t *testing.T, folder, text string) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		found = found || bytes.Contains(b, []byte(text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// What is restored is what was, once more takes what was left out, and is restored into
// an empty place alone.
func TestABackupIsRestored(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		session := loaded(t, s, programme(2)).Sessions[0].Session
		var sent []survey.Delivery
		for n := range 12 {
			d := survey.Delivery{Response: says(session.ID, 6, 5, 4, fmt.Sprintf("Bra %d.", n)), Key: newKey(t)}
			accept(t, s, d)
			sent = append(sent, d)
		}
		folder := t.TempDir()
		b, err := s.Backup(t.Context(), folder)
		if err != nil {
			t.Fatal(err)
		}
		c := restored(t, b, folder)
		there, gone := 0, 0
		for _, d := range sent {
			switch receipt, err := c.Accept(t.Context(), d); {
			case err == nil && receipt.Already:
				there++
			case errors.Is(err, survey.ErrWithdrawn): // the page then offers to send it anew
				gone++
			default:
				t.Errorf("sent again: %+v, %v", receipt, err)
			}
		}
		if there != b.Responses || gone != b.LeftOut || there+gone != len(sent) {
			t.Errorf("%d are there and %d are not, and the copy says %+v", there, gone, b)
		}
		if err := Restore(t.Context(), b, folder, c.path, ""); err == nil || !strings.Contains(err.Error(), "not empty") {
			t.Errorf("restoring over what is there: %v", err)
		}
	})
}

// fmtRow is a row of one column, as rowsIn tells it.
func fmtRow(column any) string { return fmt.Sprintf("%x", []any{column}) }
