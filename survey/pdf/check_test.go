package pdf_test

import (
	"bytes"
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
)

// An issuer is an installation that issues letters.
type issuer struct {
	t   *testing.T
	key survey.SigningKey
}

func newIssuer(t *testing.T) issuer {
	t.Helper()
	key, err := survey.NewSigningKey(rand.Reader, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return issuer{t, key}
}

func (i issuer) freeze(f survey.LetterFacts, drawing int) survey.Frozen {
	i.t.Helper()
	l := verifiable(i.t, f)
	return i.freezeWith(f, drawing, pdf.Fonts(l)...)
}

// verifiable is the letter with the address that it can be verified at.
func verifiable(t *testing.T, f survey.LetterFacts) letter.Letter {
	t.Helper()
	return build(t, f, letter.Options{Address: "https://omdome.example.org/verify/" + f.Letter.Number})
}

// freezeWith freezes as a program does that draws with these fonts of single scripts.
func (i issuer) freezeWith(f survey.LetterFacts, drawing int, fonts ...string) survey.Frozen {
	i.t.Helper()
	l := verifiable(i.t, f)
	seal := letter.Seal{Installation: "https://omdome.example.org", Key: i.key, Random: rand.Reader, Now: time.Now(), Drawing: drawing, Fonts: fonts}
	frozen, err := seal.Freeze(l, f)
	if err != nil {
		i.t.Fatal(err)
	}
	return frozen
}

func issued(t *testing.T, f survey.Frozen) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pdf.WriteFrozen(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// qpdf runs a program of qpdf's on the file and returns what it writes.
func qpdf(t *testing.T, file []byte, args ...string) []byte {
	t.Helper()
	program := installed(t, "qpdf")
	in, out := filepath.Join(t.TempDir(), "in.pdf"), filepath.Join(t.TempDir(), "out.pdf")
	if err := os.WriteFile(in, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command(program, append(args, in, out)...).CombinedOutput(); err != nil {
		t.Fatalf("qpdf %v: %v: %s", args, err, said)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// edited is the file with its streams unpacked, changed and packed again, as
// somebody does who knows how.
func edited(t *testing.T, file []byte, change func([]byte) []byte) []byte {
	t.Helper()
	open := qpdf(t, file, "--qdf", "--object-streams=disable")
	changed := change(bytes.Clone(open))
	if bytes.Equal(open, changed) {
		t.Fatal("nothing was changed")
	}
	fix := exec.Command(installed(t, "fix-qdf"))
	fix.Stdin = bytes.NewReader(changed)
	whole, err := fix.Output()
	if err != nil {
		t.Fatal(err)
	}
	return qpdf(t, whole, "--object-streams=generate", "--recompress-flate")
}

// A figure in the file is a string of three signs: "5,5" has the same first and
// last. better makes the first "5,0" a "5,5".
var figure = regexp.MustCompile(`<([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})> Tj`)

func better(file []byte) []byte {
	five := [][]byte{}
	for _, m := range figure.FindAllSubmatch(file, -1) {
		switch {
		case bytes.Equal(m[1], m[3]):
			five = m
		case len(five) > 0 && bytes.Equal(m[1], five[1]) && bytes.Equal(m[2], five[2]):
			return bytes.Replace(file, m[0], five[0], 1)
		}
	}
	return file
}

// painted lays something over the first page.
func painted(file []byte) []byte {
	at := bytes.Index(file, []byte(" Tj ET\n")) + len(" Tj ET\n")
	return slices.Concat(file[:at], []byte("q 1 0 0 1 0 0 cm 1 1 1 rg 100 500 60 20 re f Q\n"), file[at:])
}

// swapped lets the fonts draw other glyphs than the codes and the text say.
func swapped(file []byte) []byte {
	return bytes.ReplaceAll(file, []byte("/CIDToGIDMap /Identity"), []byte("/CIDToGIDMap 1 0 R"))
}

// diverted lets the letter's links lead elsewhere.
func diverted(file []byte) []byte {
	return bytes.ReplaceAll(file, []byte("/URI (https://omdome.example.org"), []byte("/URI (https://omdome.example.net"))
}

// cropped hides all of the pages but a part.
func cropped(file []byte) []byte {
	return bytes.ReplaceAll(file, []byte("/MediaBox ["), []byte("/CropBox [ 0 400 300 800 ] /MediaBox ["))
}

func TestCheckingTellsAGenuineLetterFromAChangedOne(t *testing.T) {
	t.Parallel()
	us, stranger := newIssuer(t), newIssuer(t)
	frozen := us.freeze(first(), pdf.Drawing)
	file := issued(t, frozen)
	if !bytes.Equal(file, issued(t, frozen)) {
		t.Fatal("the same letter is two files")
	}
	older := issued(t, us.freeze(first(), pdf.Drawing-1))
	another := first()
	another.Letter.Number, another.Tallies.Ratings = "2026-0413", map[survey.Item]survey.Tally{{Question: 1}: mean50}
	others := us.freeze(another, pdf.Drawing)
	read, err := pdf.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	e, err := letter.Open(frozen.Enclosure)
	if err != nil {
		t.Fatal(err)
	}
	otherRead, err := pdf.Read(issued(t, others))
	if err != nil {
		t.Fatal(err)
	}
	with := func(change func([]pdf.Attachment)) []byte {
		all := slices.Clone(read.Attachments)
		change(all)
		return writeWith(t, e.Letter, all...)
	}
	named := func(all []pdf.Attachment, name string) *pdf.Attachment {
		return &all[slices.IndexFunc(all, func(a pdf.Attachment) bool { return a.Name == name })]
	}
	forgedRecord := bytes.Replace(frozen.Record, []byte(`"mean":50`), []byte(`"mean":59`), 1)
	for name, c := range map[string]struct {
		file []byte
		want pdf.Verdict
	}{
		"as issued":                   {file, pdf.VerdictExact},
		"saved anew":                  {qpdf(t, file, "--linearize", "--object-streams=generate"), pdf.VerdictSaved},
		"a figure":                    {edited(t, file, better), pdf.VerdictChanged},
		"something over":              {edited(t, file, painted), pdf.VerdictDrawn},
		"other glyphs":                {edited(t, file, swapped), pdf.VerdictDrawn},
		"links elsewhere":             {edited(t, file, diverted), pdf.VerdictDrawn},
		"a page cropped":              {edited(t, file, cropped), pdf.VerdictDrawn},
		"another version":             {edited(t, older, painted), pdf.VerdictText},
		"a figure of another version": {edited(t, older, better), pdf.VerdictChanged},
		"no record":                   {qpdf(t, file, "--remove-attachment=record.json"), pdf.VerdictForged},
		"nothing":                     {writeWith(t, e.Letter), pdf.VerdictUnsigned},
		"another's record":            {writeWith(t, e.Letter, otherRead.Attachments...), pdf.VerdictChanged},
		"another's letter":            {with(func(all []pdf.Attachment) { named(all, "letter.json").Data = others.Enclosure }), pdf.VerdictForged},
		"a changed record":            {with(func(all []pdf.Attachment) { named(all, "record.json").Data = forgedRecord }), pdf.VerdictForged},
		"a key of their own":          {issued(t, stranger.freeze(first(), pdf.Drawing)), pdf.VerdictStranger},
		"a stranger's key by our name": {issued(t, func() survey.Frozen {
			f := stranger.freeze(first(), pdf.Drawing)
			f.KeyID = us.key.ID
			return f
		}()), pdf.VerdictForged},
		"no PDF": {[]byte("hej"), pdf.VerdictUnreadable},
	} {
		got := pdf.Check(c.file, []survey.PublicKey{us.key.PublicKey})
		if got.Verdict != c.want {
			t.Errorf("%s: %s, want %s (%+v)", name, got.Verdict, c.want, got.Differences)
		}
		if got.Verdict.Signed() != (got.Record.Number != "") {
			t.Errorf("%s: a record is shown, or not, that is not, or is, signed", name)
		}
	}
	got := pdf.Check(edited(t, file, better), []survey.PublicKey{us.key.PublicKey})
	if len(got.Differences) != 1 || !strings.Contains(got.Differences[0].Was, "5,0") || strings.Contains(got.Differences[0].Is, "5,0") || !strings.Contains(got.Differences[0].Is, "5,5") {
		t.Errorf("the difference is told as %+v", got.Differences)
	}
	// A new key leaves what the old one has signed good.
	if got := pdf.Check(file, []survey.PublicKey{newIssuer(t).key.PublicKey, us.key.PublicKey}); got.Verdict != pdf.VerdictExact {
		t.Errorf("with a newer key: %s", got.Verdict)
	}
}

// The record is public and gives no comment away; with the salts of the letter
// each comment can be shown to be in it.
func TestARecordHidesItsComments(t *testing.T) {
	t.Parallel()
	us := newIssuer(t)
	one, two := us.freeze(first(), pdf.Drawing), us.freeze(first(), pdf.Drawing)
	r, err := survey.ParseRecord(one.Record)
	if err != nil {
		t.Fatal(err)
	}
	again, err := survey.ParseRecord(two.Record)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Comments) != 2 || r.Comments[0] == again.Comments[0] || r.Comments[0] == survey.HashHex([]byte(first().Comments[0].Text)) {
		t.Errorf("the hashes of comments can be guessed: %v", r.Comments)
	}
	for _, c := range first().Comments {
		if c.Text != "" && bytes.Contains(one.Record, []byte(c.Text)) {
			t.Errorf("the record tells %q", c.Text)
		}
	}
}
