package exchange_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
	"github.com/omdome/omdome/survey/property"
)

// TestAnyFileIsReadOrRefusedWithItsPlace holds for whatever becomes of a file that
// was right: what is read can be asked, and what is wrong has a place in the file.
func TestAnyFileIsReadOrRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	whole := programme(`, "k": 4, "room": "Sal", "speakers": [{"name": "Karin", "role": "leader"}], "questions": [
      {"key": "overall"}, {"kind": "choice", "text": {"sv": "Hur?"}, "options": [{"sv": "Så"}, {"sv": "Inte"}]}]`)
	snippets := []string{
		"", " ", "{", "}", "[", "]", `"`, ",", ":", "null", "0", "-1", "1e99", "true", `""`, `"x"`, `{}`, "[]", `[[[]]]`, "\x00", "\xff", "å",
		`"a.b"`, `"k": 2`, `"Ends": "x"`, `"2026-03-29T02:30"`, "\n", strings.Repeat("[", 30),
	}
	property.Check(t, func(t *rapid.T) {
		file := whole
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			from := rapid.IntRange(0, len(file)).Draw(t, "from")
			to := min(len(file), from+rapid.IntRange(0, 12).Draw(t, "gone"))
			file = file[:from] + rapid.SampledFrom(snippets).Draw(t, "new") + file[to:]
		}
		p, err := read(file)
		if err == nil {
			askable(t, p)
			return
		}
		var wrong *exchange.FileError
		if !errors.As(err, &wrong) {
			t.Fatalf("the error has no place: %v", err)
		}
		lines := strings.Split(file, "\n")
		if wrong.Line < 1 || wrong.Line > len(lines) || wrong.Column < 1 || wrong.Column > len(lines[wrong.Line-1])+1 {
			t.Fatalf("%v: there is no such place in %q", err, file)
		}
	})
}

// askable fails for a programme that could not be loaded and asked.
func askable(t *rapid.T, p survey.Programme) {
	if p.Organization.Name == "" || p.Event.Name == "" || len(p.Sessions) == 0 {
		t.Fatalf("read without what is needed: %+v", p)
	}
	for _, s := range p.Sessions {
		if s.Session.Title == "" || !s.Session.Kind.Valid() || !s.Session.Ends.After(s.Session.Starts) ||
			!s.Session.ClosesAt.After(s.Session.OpensAt) || s.Session.K < survey.MinK || len(s.Questions) == 0 {
			t.Fatalf("read without what is needed: %+v", s)
		}
	}
}
