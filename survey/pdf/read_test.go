package pdf_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/property"
)

var record = []pdf.Attachment{
	{Name: "record.json", MediaType: "application/json", Description: "Vad som mättes", Data: []byte(`{"number":"2026-0412"}`)},
	{Name: "record.sig", MediaType: "application/octet-stream", Data: []byte{0, 1, 2, 255}},
}

func writeWith(t *testing.T, l letter.Letter, files ...pdf.Attachment) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pdf.Write(&b, l, files...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAttachmentsAreReadBack(t *testing.T) {
	t.Parallel()
	l := build(t, first(), letter.Options{})
	b := writeWith(t, l, record[1], record[0])
	if !bytes.Equal(b, writeWith(t, l, record...)) {
		t.Error("the order in which files are attached changes the letter")
	}
	got, err := pdf.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(record, got.Attachments); diff != "" {
		t.Error(diff)
	}
	for _, a := range []pdf.Attachment{{Name: ""}, {Name: "../etc/passwd"}, {Name: "a\x00"}} {
		if pdf.Write(new(bytes.Buffer), l, a) == nil {
			t.Errorf("%q is taken as a file name", a.Name)
		}
	}
	if pdf.Write(new(bytes.Buffer), l, record[0], record[0]) == nil {
		t.Error("two attachments of one name are taken")
	}
}

func TestReadHostileFiles(t *testing.T) {
	t.Parallel()
	whole := writeWith(t, build(t, first(), letter.Options{}), record...)
	broken := map[string][]byte{
		"empty": nil, "no PDF": []byte("hello"), "large": make([]byte, pdf.MaxFile+1),
		"cut": whole[:len(whole)/2], "streams": []byte("%PDF-1.7\n" + strings.Repeat("stream ", 10_000)),
		"deep": []byte("%PDF-1.7\n1 0 obj\n" + strings.Repeat("[", 1_000_000) + "\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"),
	}
	// A few kilobytes that unpack to more than anybody has memory for.
	var packed bytes.Buffer
	z, err := zlib.NewWriterLevel(&packed, zlib.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	for range 300 {
		if _, err := z.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	broken["bomb"] = fmt.Appendf(nil, "%%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n"+
		"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>\nendobj\n4 0 obj\n<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n"+
		"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n0\n%%%%EOF\n", packed.Len(), packed.Bytes())
	for name, b := range broken {
		if _, err := pdf.Read(b); !errors.Is(err, pdf.ErrUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Another program saves the letter anew, with its objects packed: what is read stays.
func TestReadWhatAnotherProgramSaved(t *testing.T) {
	t.Parallel()
	program := installed(t, "qpdf")
	whole := writeWith(t, build(t, facts("张伟", "T", mean55, mean50, mean50, "😀 "+strange["mixed"]), letter.Options{}), record...)
	want, err := pdf.Read(whole)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.pdf"), filepath.Join(dir, "out.pdf")
	if err := os.WriteFile(in, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, how := range [][]string{{"--object-streams=generate", "--recompress-flate"}, {"--linearize"}, {"--qdf"}} {
		if report, err := exec.Command(program, append(how, in, out)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", how, err, report)
		}
		b, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		got, err := pdf.Read(b)
		if err != nil {
			t.Fatalf("%v: %v", how, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v: %s", how, diff)
		}
	}
}

// A figure that somebody has changed is read as it is now, and is told.
func TestReadAChangedFigure(t *testing.T) {
	t.Parallel()
	facts := first()
	issued := writeWith(t, build(t, facts, letter.Options{}), record...)
	facts.Tallies.Ratings[survey.Item{Question: 1}] = survey.Tally{0, 0, 0, 2, 5, 16}
	changed := writeWith(t, build(t, facts, letter.Options{}), record...)
	before, err := pdf.Read(issued)
	if err != nil {
		t.Fatal(err)
	}
	after, err := pdf.Read(changed)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(before.Pages[0], "15 · 65\u00a0%") || !strings.Contains(after.Pages[0], "16 · 70\u00a0%") {
		t.Errorf("the figures are not in %q and %q", before.Pages[0], after.Pages[0])
	}
	if d := pdf.Differ(before.Pages, after.Pages); len(d) == 0 || !strings.Contains(fmt.Sprint(d), "16 · 70") {
		t.Errorf("the differences are %+v", d)
	}
	if diff := cmp.Diff(before.Attachments, after.Attachments); diff != "" {
		t.Error(diff)
	}
}

// Whatever is done to a letter's bytes, reading ends, and with an error or not.
func TestReadDamagedFiles(t *testing.T) {
	t.Parallel()
	whole := writeWith(t, build(t, first(), letter.Options{Address: "https://example.org/l/abc"}), record...)
	property.Check(t, func(t *rapid.T) {
		b := bytes.Clone(whole)
		for range rapid.IntRange(1, 20).Draw(t, "damages") {
			at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				b[at] = rapid.Byte().Draw(t, "byte")
			case 1:
				b = append(b[:at:at], b[min(at+rapid.IntRange(1, 200).Draw(t, "cut"), len(b)-1):]...)
			case 2:
				from := rapid.IntRange(0, len(whole)-300).Draw(t, "from")
				b = append(b[:at:at], append(bytes.Clone(whole[from:from+rapid.IntRange(1, 300).Draw(t, "length")]), b[at:]...)...)
			}
		}
		if _, err := pdf.Read(b); err != nil && !errors.Is(err, pdf.ErrUnreadable) {
			t.Fatal(err)
		}
	})
}
