package record_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/property"
	"github.com/omdome/omdome/survey/record"
)

func drawn(t *rapid.T) record.Record {
	text := rapid.OneOf(rapid.StringMatching(`[A-ZÅÄÖa-zåäö <>&"\\]{0,12}`), rapid.StringOf(rapid.RuneFrom([]rune("å\u2028\U0001f600{}:,\t"))))
	tally := survey.TallyOf(rapid.SliceOf(rapid.IntRange(1, 6)).Draw(t, "ratings")...)
	r := record.Record{
		Format: record.Format, Number: text.Draw(t, "number"), Speaker: text.Draw(t, "speaker"), Session: text.Draw(t, "session"),
		Role: rapid.SampledFrom(survey.Roles).Draw(t, "role"), Approved: "2026-04-16T12:00:00Z", K: rapid.IntRange(3, 20).Draw(t, "k"),
		Responses: rapid.IntRange(0, 1<<62).Draw(t, "responses"),
		Measures:  []record.Measure{{Name: text.Draw(t, "measure"), Counts: &tally, N: tally.N(), Mean: 55}},
		Comments:  rapid.SliceOfN(text, 1, 3).Draw(t, "comments"),
		LeftOut:   map[survey.Reason]int{survey.ReasonRoom: 1, survey.ReasonAbuse: 2},
		Sessions:  []record.Session{{Session: text.Draw(t, "one"), Event: text.Draw(t, "event")}},
	}
	return r
}

// TestARecordIsWrittenInOneWay: what is read back is written as the same bytes, on one
// line, without a space that is not in a text, and with names in order, since it is those
// bytes that are signed.
func TestARecordIsWrittenInOneWay(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		r := drawn(t)
		b, err := r.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		read, err := record.Parse(b)
		if err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		if d := cmp.Diff(r, read); d != "" {
			t.Fatal(d)
		}
		again, err := read.Bytes()
		if err != nil || !bytes.Equal(b, again) || bytes.ContainsAny(b, "\n\r") {
			t.Fatalf("%s is written again as %s, %v", b, again, err)
		}
		if names := []string{`"approved":`, `"comments":`, `"enclosure":`, `"format":`, `"k":`, `"words":`}; !inOrder(string(b), names) {
			t.Fatalf("the names of %s are out of order", b)
		}
	})
}

func inOrder(s string, parts []string) bool {
	for _, p := range parts {
		_, after, found := strings.Cut(s, p)
		if !found {
			return false
		}
		s = after
	}
	return true
}

func TestWhatIsNoRecord(t *testing.T) {
	t.Parallel()
	good, err := record.Record{Format: record.Format, Approved: "2026-04-16T12:00:00Z"}.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := record.Parse(good); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]string{
		"nothing": "", "null": "null", "another format": strings.Replace(string(good), `"format":1`, `"format":2`, 1),
		"two": string(good) + string(good), "cut off": string(good[:len(good)-1]), "with more behind": string(good) + "x",
		"a number that is no whole one": strings.Replace(string(good), `"k":0`, `"k":0.5`, 1), "a list": "[" + string(good) + "]",
	} {
		if _, err := record.Parse([]byte(b)); !errors.Is(err, record.ErrRecord) {
			t.Errorf("%s is read: %v", name, err)
		}
	}
	at, err := record.Record{Approved: "2026-04-16T12:00:00Z"}.ApprovedAt()
	if err != nil || !at.Equal(time.Date(2026, 4, 16, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("approved at %s, %v", at, err)
	}
	if _, err := (record.Record{Approved: "i går"}).ApprovedAt(); !errors.Is(err, record.ErrRecord) {
		t.Errorf("a day that is none: %v", err)
	}
}

// TestHashesTakeAllOfTheirParts: SHA-256 of salt and text is that of both, one after the
// other, as whoever checks it with another program computes it.
func TestHashesTakeAllOfTheirParts(t *testing.T) {
	t.Parallel()
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // of "abc"
	if got := record.HashHex([]byte("a"), nil, []byte("bc")); got != want {
		t.Errorf("the hash is %s", got)
	}
}

// TestTheBytesThatAreSigned are these: whoever checks a record with another program
// writes the same.
func TestTheBytesThatAreSigned(t *testing.T) {
	t.Parallel()
	r := record.Record{
		Format: record.Format, Installation: "https://omdome.example.org", Number: "7K3M-9QXA-2BCD", Organization: "Mål & medel <AB>", Issuer: "7K3M-9QXA",
		Event: "Styrning", Session: "Mål", Speaker: "Karin Ek", Role: survey.RoleSpeaker, Approved: "2026-04-16T12:00:00Z", K: 5, Responses: 9007199254740993, // more than a float holds
		Measures: []record.Measure{{Name: "Helhet", N: 7, Mean: 55, Median: 60}}, Enclosure: "ab", Text: "cd", Authority: "ef",
	}
	const want = `{"approved":"2026-04-16T12:00:00Z","authority":"ef","enclosure":"ab","event":"Styrning","format":1,` +
		`"installation":"https://omdome.example.org","issuer":"7K3M-9QXA","k":5,"measures":[{"mean":55,"median":60,"n":7,"name":"Helhet"}],` +
		`"number":"7K3M-9QXA-2BCD","organization":"Mål & medel <AB>","responses":9007199254740993,"role":"speaker","session":"Mål","speaker":"Karin Ek","text":"cd","words":{"standard":0}}`
	if got, err := r.Bytes(); err != nil || string(got) != want {
		t.Errorf("%v\n got %s\nwant %s", err, got, want)
	}
}
