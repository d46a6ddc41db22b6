package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"go/ast"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

// After a statement that has failed a transaction runs no other, tells that one's
// error, and is not committed by who overlooks it.
func TestABrokenTransactionIsOver(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(1)).Event
		err := s.write(t.Context(), s.pools.write, "broken", func(t *tx) error {
			if _, err := t.exec("UPDATE event SET name = ? WHERE id = ?", "halv", event.ID); err != nil {
				return err
			}
			_, first := t.exec("INSERT INTO token (hash, invitation_id) VALUES (?, ?)", make([]byte, 32), survey.ID(5))
			var n int
			_, executed := t.exec("DELETE FROM token")
			for what, err := range map[string]error{
				"exec": executed, "all": t.all(&[]int{}, "SELECT 1"), "one": t.one(&n, "SELECT 1"),
			} {
				if first == nil || err != first {
					return errors.New(what + " ran after a failed statement: " + errorText(err))
				}
			}
			return nil
		})
		if !isForeignKey(err) {
			t.Errorf("committing a broken transaction: %v", err)
		}
		found, err := s.Event(t.Context(), event.Code)
		if err != nil || found.Event.Name != event.Name {
			t.Errorf("half of it is there: %q, %v", found.Event.Name, err)
		}
	})
}

func errorText(err error) string {
	if err == nil {
		return "it worked"
	}
	return err.Error()
}

// No source runs statements side by side, as errors.Join(t.all(…), t.all(…)) would.
func TestStatementsRunInOrder(t *testing.T) {
	t.Parallel()
	s := readSource(t)
	s.calls(func(file string, in *ast.FuncDecl, call *ast.CallExpr, name string) {
		if on, ok := call.Fun.(*ast.SelectorExpr).X.(*ast.Ident); name != "Join" || !ok || on.Name != "errors" {
			return
		}
		for _, arg := range call.Args {
			ran, ok := arg.(*ast.CallExpr)
			if !ok {
				continue
			}
			if method, ok := ran.Fun.(*ast.SelectorExpr); ok {
				if on, ok := method.X.(*ast.Ident); ok && (on.Name == "t" || on.Name == "r" || on.Name == "b") {
					t.Errorf("%s: %s runs %s beside other statements: use inOrder", file, in.Name.Name, method.Sel.Name)
				}
			} else if _, ok := ran.Fun.(*ast.Ident); ok {
				t.Errorf("%s: %s joins what may be statements: use inOrder", file, in.Name.Name)
			}
		}
	})
}

// A read that is tried again leaves the database time, and ends with its context.
func TestReadingAgainPauses(t *testing.T) {
	t.Parallel()
	s := open(t, storetest.SQLite(t), Options{})
	tries, began := 0, time.Now()
	err := s.read(t.Context(), func(*tx) error {
		if tries++; tries < 6 {
			return driver.ErrBadConn
		}
		return nil
	})
	if took := time.Since(began); err != nil || tries != 6 || took < 5*time.Millisecond {
		t.Errorf("%d tries in %v, %v", tries, took, err)
	}
	ctx, giveUp := context.WithCancel(t.Context())
	tries = 0
	err = s.read(ctx, func(*tx) error {
		if tries++; tries == 3 {
			giveUp()
		}
		return driver.ErrBadConn
	})
	if tries != 3 || err == nil {
		t.Errorf("given up: %d tries, %v", tries, err)
	}
}

// Only a question that the session does not have tells an attendee that the form has
// changed; another row that is missing is a fault of ours.
func TestAMissingRowIsNotAChangedForm(t *testing.T) {
	t.Parallel()
	s := open(t, storetest.SQLite(t), Options{})
	session := loaded(t, s, programme(1)).Sessions[0].Session
	unknown := survey.Response{SessionID: session.ID, Answers: []survey.Answer{{Item: survey.Item{Question: 9}, Comment: "?"}}}
	key := newKey(t)
	if _, err := s.Accept(t.Context(), survey.Delivery{Response: says(session.ID, 6, 6, 6, ""), Key: key}); err != nil {
		t.Fatal(err)
	}
	_, err := s.Accept(t.Context(), survey.Delivery{Response: unknown, Key: newKey(t)})
	wantErr(t, "an unknown question", err, survey.ErrConflict)
	wantErr(t, "changing to an unknown question", s.Change(t.Context(), key, unknown), survey.ErrConflict)

	for _, when := range []string{"INSERT", "UPDATE"} {
		if _, err := s.pools.write.Exec("CREATE TRIGGER broken_" + when + " AFTER " + when + ` ON waiting_response
			BEGIN INSERT INTO token (hash, invitation_id) VALUES (randomblob(32), 7); END`); err != nil {
			t.Fatal(err)
		}
	}
	_, err = s.Accept(t.Context(), survey.Delivery{Response: says(session.ID, 5, 5, 5, ""), Key: newKey(t)})
	for what, err := range map[string]error{"answering": err, "changing": s.Change(t.Context(), key, says(session.ID, 4, 4, 4, ""))} {
		if !isForeignKey(err) || errors.Is(err, survey.ErrConflict) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
