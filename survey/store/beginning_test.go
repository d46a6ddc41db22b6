package store

import (
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

// The server is told its limits with the beginning of each transaction, and not for
// longer: what comes after it over the same connection, or through a pooler, has none.
func TestLimitsAreOfATransaction(t *testing.T) {
	t.Parallel()
	s := open(t, storetest.Postgres(t), Options{})
	limits := func(of func(string) string) (all []string) {
		for _, name := range []string{"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"} {
			all = append(all, of(name))
		}
		return all
	}
	asked := func(t *tx) error {
		for _, is := range limits(func(name string) string {
			var is string
			if err := t.one(&is, "SELECT current_setting(?)", name); err != nil {
				return err.Error()
			}
			return is
		}) {
			if is == "0" {
				return survey.ErrConflict
			}
		}
		return nil
	}
	if err := s.write(t.Context(), s.pools.write, "limits", asked); err != nil {
		t.Error("a transaction that writes has no limits on the server")
	}
	if err := s.read(t.Context(), asked); err != nil {
		t.Error("a transaction that reads has no limits on the server")
	}
	for _, is := range limits(func(name string) string {
		var is string
		if err := s.pools.write.Get(&is, "SELECT current_setting($1)", name); err != nil {
			t.Fatal(err)
		}
		return is
	}) {
		if is != "0" {
			t.Errorf("after a transaction its limits stay: %s", is)
		}
	}
}
