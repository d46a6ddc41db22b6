package exchange_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
	"github.com/omdome/omdome/survey/i18n"
)

func read(file string) (survey.Programme, error) {
	return exchange.ReadProgramme(strings.NewReader(file), "p.json", i18n.Known)
}

// programme is a file that is right, with a place to put a session's own lines.
func programme(session string) string {
	return `{
  "organization": {"name": "Forum"},
  "event": {"name": "Dagen", "zone": "Europe/Stockholm"},
  "sessions": [
    {"title": "Ett", "kind": "workshop", "starts": "2026-04-16T10:30", "ends": "2026-04-16T12:00"` + session + `}
  ]
}`
}

func TestWhatIsNotGivenHasItsDefault(t *testing.T) {
	p, err := read("\ufeff" + programme(`, "speakers": [{"name": " Karin "}]`))
	if err != nil {
		t.Fatal(err)
	}
	s := p.Sessions[0]
	stockholm, _ := time.LoadLocation("Europe/Stockholm")
	if want := time.Date(2026, 4, 16, 11, 45, 0, 0, stockholm); !s.Session.OpensAt.Equal(want) {
		t.Errorf("opens %v, want %v", s.Session.OpensAt, want)
	}
	if s.Session.K != survey.DefaultK || p.Event.Language != survey.Swedish || len(p.Event.Languages) != 2 {
		t.Errorf("k %d, language %s of %v", s.Session.K, p.Event.Language, p.Event.Languages)
	}
	if g := s.Appearances[0].Speaker.Greeting; g.Told {
		t.Errorf("nobody has said how to greet: %+v", g)
	}
	for greeting, want := range map[string]survey.Greeting{`"Kari"`: {Told: true, Name: "Kari"}, `""`: {Told: true}, `null`: {}} {
		p, err := read(programme(`, "speakers": [{"name": "Karin", "greeting": ` + greeting + `}]`))
		if err != nil || p.Sessions[0].Appearances[0].Speaker.Greeting != want {
			t.Errorf("greeting %s: %v, %+v", greeting, err, p.Sessions[0].Appearances)
		}
	}
	if a := s.Appearances[0]; a.Role != survey.RoleLeader || !a.Rated || a.Speaker.Name != "Karin" {
		t.Errorf("the speaker is %+v", a)
	}
	if len(s.Questions) != 5 {
		t.Errorf("%d questions, want the standard five", len(s.Questions))
	}
}

func TestOwnQuestions(t *testing.T) {
	p, err := read(programme(`, "speakers": [{"name": "Karin"}], "questions": [
      {"key": "overall", "required": true}, {"key": "content"},
      {"kind": "choice", "text": {"sv": "Hur?"}, "options": [{"sv": "Så"}, {"sv": "Inte så"}]}]`))
	if err != nil {
		t.Fatal(err)
	}
	q := p.Sessions[0].Questions
	if len(q) != 3 || !q[0].Required || q[1].About != survey.AboutSpeaker || q[2].Options[1].Number != 2 || q[2].Number != 3 {
		t.Errorf("%+v", q)
	}
}

// Each thing wrong is said with its line and column.
func TestWhatIsWrongIsSaidWithItsPlace(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"empty", "", "line 1, column 1: the file is empty"},
		{"a picture", "\x89PNG\r\n", "line 1, column 1: the file is not UTF-8"},
		{"cut off", `{"event": {`, "line 1, column 12: the file ends too early"},
		{"no JSON", "{\n  name: 5}", "line 2, column 3: this is not JSON"},
		{"a key twice", `{"event": {}, "event": {}}`, `line 1, column 15: "event" stands twice`},
		{"more after the end", programme("") + "\n{}", "line 8, column 1: the file goes on"},
		{"an unknown key", programme(`, "speeker": []`), `line 5, column`},
		{"an unknown key, named", programme(`, "speeker": []`), `there is nothing called "speeker" here`},
		{"a text for a number", programme(`, "k": "5"`), "line 5, column 105: sessions.k takes a whole number, not a string"},
		{"k too small", programme(`, "k": 2`), "line 5, column 105: k is from 3 to 1000"},
		{"no such day", strings.Replace(programme(""), "04-16T12", "02-30T12", 1), "line 5, column 80: \"2026-02-30T12:00\" is no time"},
		{"a time that the clocks skip", strings.Replace(programme(""), "2026-04-16T10:30", "2026-03-29T02:30", 1), "the clocks skip it"},
		{"a time that comes twice", strings.Replace(programme(""), "2026-04-16T10:30", "2026-10-25T02:30", 1), "line 5, column 52: 2026-10-25T02:30 comes twice in Europe/Stockholm; write 2026-10-25T02:30+02:00 for the first"},
		{"an offset that the zone does not have", strings.Replace(programme(""), "T10:30", "T10:30+05:00", 1), "line 5, column 52: 2026-04-16T10:30+05:00 is no time in Europe/Stockholm, whose clocks are at UTC+02:00 then; write 2026-04-16T07:30+02:00, or"},
		{"the offset of the winter", strings.Replace(programme(""), "T10:30", "T10:30+01:00", 1), "write 2026-04-16T11:30+02:00"},
		{"a time of UTC", strings.Replace(programme(""), "T10:30", "T10:30Z", 1), "write 2026-04-16T12:30+02:00"},
		{"a name of two alphabets", strings.Replace(programme(""), `"Forum"`, `"Fоrum"`, 1), "line 2, column 28: \"Fоrum\" mixes letters of several alphabets"},
		{"ends before it starts", strings.Replace(programme(""), "T12:00", "T10:00", 1), "ends before it starts"},
		{"closes before it opens", programme(`, "opens": "2026-04-16T12:00", "closes": "2026-04-16T12:00"`), "closes before it opens"},
		{"a year that nobody means", strings.ReplaceAll(programme(""), "2026-", "0001-"), "the year is from 2000"},
		{"no such kind", strings.Replace(programme(""), "workshop", "seminar", 1), "kind is webinar, workshop"},
		{"no such zone", strings.Replace(programme(""), "Europe/Stockholm", "Stockholm", 1), `line 3, column 38: "Stockholm" is no time zone`},
		{"a name missing", strings.Replace(programme(""), `"Forum"`, `" "`, 1), "line 2, column 28: name is missing"},
		{"a speaker without name", programme(`, "speakers": [{"email": "a@example.org"}]`), "name is missing"},
		{"a wrong address", programme(`, "speakers": [{"name": "A", "email": "A <a@example.org>"}]`), "is no e-mail address"},
		{"NUL in a text", programme(`, "room": "a\u0000b"`), "characters that are not text"},
		{"overall later", programme(`, "questions": [{"key": "best"}, {"key": "overall"}]`), "overall comes first"},
		{"a choice of one", programme(`, "questions": [{"kind": "choice", "text": {"sv": "A"}, "options": [{"sv": "A"}]}]`), "2 to 30 options"},
		{"an unknown language", programme(`, "questions": [{"kind": "text", "text": {"xx": "A"}}]`), `there is no language "xx"`},
		{"nothing to load", `{"organization": {"name": "A"}, "event": {"name": "B", "zone": "UTC"}, "sessions": []}`, "there are no sessions"},
		{"deep", strings.Repeat("[", 10_000), "nested too deeply"},
		{"the same session twice", strings.Replace(programme(""), `"sessions": [`, `"sessions": [
    {"title": "Ett", "kind": "talk", "starts": "2026-04-16T10:30", "ends": "2026-04-16T12:00"},`, 1), "line 6, column 5: this session stands twice"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(c.file)
			var at *exchange.FileError
			if !errors.As(err, &at) {
				t.Fatalf("the error is %v", err)
			}
			if !strings.HasPrefix(err.Error(), "p.json, line ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("said %q, want %q", err, c.want)
			}
		})
	}
}

// Files of other programs are no programmes: each is refused in words, none is
// read as something that it is not.
func TestOtherProgramsFilesAreRefused(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "*"))
	if len(files) == 0 {
		t.Skip("the folder with real programmes is not here")
	}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if info, _ := f.Stat(); info.IsDir() {
			continue
		}
		_, err = exchange.ReadProgramme(f, filepath.Base(file), i18n.Known)
		var at *exchange.FileError
		if !errors.As(err, &at) || at.Line < 1 || at.Column < 1 {
			t.Errorf("%s: %v", filepath.Base(file), err)
		}
	}
}
