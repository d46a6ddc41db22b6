package pdf_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
)

// How letters are drawn changes on purpose alone. These are kept as they were
// finished, so that neither words nor rules change them; what is drawn of each is kept
// as a hash. With -update what is drawn now takes its place.
func TestLettersAreDrawnAsBefore(t *testing.T) {
	t.Parallel()
	all := samples(t)
	file := filepath.Join("testdata", "drawing.json")
	before, now := map[string]string{}, map[string]string{}
	if b, err := os.ReadFile(file); err == nil {
		if err := json.Unmarshal(b, &before); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{
		"first", "english", "suppressed", "choices", "dressed", "pages", "arabic", "hebrew", "chinese", "mixed", "cyrillic", "thai",
		"NotoSansThai", "NotoSansDevanagari", "NotoSansMyanmar", "NotoSansBengali", "NotoSansEthiopic", "NotoSansSyriac", "NotoSansTamil",
	} {
		l := kept(t, name, all[name])
		if missing := pdf.MissingFonts(l); len(missing) > 0 {
			required(t, missing[0])
			now[name] = before[name]
			continue
		}
		now[name] = pdf.Drawn(l)
	}
	if maps.Equal(before, now) {
		return
	}
	if *update {
		b, err := json.MarshalIndent(now, "", "  ")
		if err == nil {
			err = os.WriteFile(file, append(b, '\n'), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	var other []string
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if before[name] != now[name] {
			other = append(other, name)
		}
	}
	t.Errorf("drawn otherwise than before: %s; look at them, and if it is meant: go test ./survey/pdf -run Drawn -update", strings.Join(other, ", "))
}

// kept is the letter as it was kept.
func kept(t *testing.T, name string, l letter.Letter) letter.Letter {
	t.Helper()
	file := filepath.Join("testdata", "drawn", name+".json")
	b, err := os.ReadFile(file)
	if os.IsNotExist(err) && *update {
		if b, err = json.Marshal(l); err == nil {
			err = os.MkdirAll(filepath.Dir(file), 0o755)
		}
		if err == nil {
			err = os.WriteFile(file, append(b, '\n'), 0o644)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	var old letter.Letter
	if err := json.Unmarshal(b, &old); err != nil {
		t.Fatalf("%s: a letter that was issued cannot be read any more: %v", file, err)
	}
	return old
}
