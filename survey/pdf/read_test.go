package pdf_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
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
	want, err := pdf.Fingerprint(l)
	if err != nil || got.Fingerprint != want {
		t.Errorf("the fingerprint is %s, the letter's is %s (%v)", got.Fingerprint, want, err)
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
	for name, b := range broken {
		if _, err := pdf.Read(b); !errors.Is(err, pdf.ErrUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
