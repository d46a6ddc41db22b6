package i18n

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/omdome/omdome/survey"
)

// TestEveryLanguageCanBeOffered: a file that is not complete for attendees would
// stand there for nothing.
func TestEveryLanguageCanBeOffered(t *testing.T) {
	t.Parallel()
	all := loaded().catalogs
	for l, c := range all {
		if missing := lacks(all, c, Attendees); len(missing) > 0 {
			t.Errorf("%s lacks %s", l, strings.Join(missing, ", "))
		}
		for _, key := range c.Keys() {
			if !all[survey.English].Has(key) {
				t.Errorf("%s has %s, which English does not", l, key)
			}
		}
	}
	for _, a := range []Audience{Attendees, Letters, Organizers} {
		if got := LanguagesFor(a); len(got) < 2 || got[0] != survey.Swedish || got[1] != survey.English {
			t.Errorf("audience %d is offered %v, want Swedish and English first", a, got)
		}
	}
}

// TestAFileIsALanguage adds a language as anybody would, by a file.
func TestAFileIsALanguage(t *testing.T) {
	t.Parallel()
	texts := map[string]string{}
	english := loaded().catalogs[survey.English]
	for _, key := range english.Keys() {
		if Attendees.meets(key) {
			texts[key] = "nuq: " + english.T(key)
		}
	}
	with := func(texts map[string]string) library {
		t.Helper()
		file, err := json.Marshal(texts)
		if err != nil {
			t.Fatal(err)
		}
		all, err := read(folder(t, map[string][]byte{"catalog/tlh.attendee.json": file}))
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	all := with(texts)
	if !slices.Contains(all.offered[Attendees], "tlh") {
		t.Errorf("attendees are offered %v, not the new language", all.offered[Attendees])
	}
	for _, a := range []Audience{Letters, Organizers} {
		if slices.Contains(all.offered[a], "tlh") {
			t.Errorf("audience %d is offered a language without its texts", a)
		}
	}
	if got := all.catalogs["tlh"].T("form.cannot"); got != "nuq: Can’t say" {
		t.Errorf("its text is %q", got)
	}
	delete(texts, "form.cannot")
	if all := with(texts); slices.Contains(all.offered[Attendees], "tlh") {
		t.Error("attendees are offered a language that lacks a text")
	}
}

func TestAFileThatIsWrongIsRefused(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"catalog/en.more.json":   `{"form.cannot": "No idea"}`, // stands twice
		"catalog/x.base.json":    `{}`,
		"catalog/tlh.base.json":  `{"a.b": {"single": "x"}}`,
		"catalog/tlh.other.json": `{"a.b": {"one": "x"}}`,
		"catalog/tlh.form.json":  `{"a.b": 3}`,
		"catalog/tlh.json":       `["a.b"]`,
	} {
		if _, err := read(folder(t, map[string][]byte{name: []byte(file)})); err == nil {
			t.Errorf("%s with %s is taken", name, file)
		}
	}
}

// folder is the catalogs' folder with more files in it.
func folder(t *testing.T, more map[string][]byte) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	names, err := fs.Glob(files, "catalog/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: b}
	}
	for name, b := range more {
		all[name] = &fstest.MapFile{Data: b}
	}
	return all
}
