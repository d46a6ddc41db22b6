package survey_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	. "github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/property"
)

func TestALettersNumberIsReadHoweverItIsTyped(t *testing.T) {
	t.Parallel()
	const number = "7K3M-9QXA-2BCD"
	for _, typed := range []string{number, "7k3m-9qxa-2bcd", " 7K3M 9QXA 2BCD ", "7K3M9QXA2BCD", "7K3M\u20119QXA\u20132BCD", "7K3M\u00a09QXA\n2BCD"} {
		if got, ok := ParseNumber(typed); !ok || got != number {
			t.Errorf("%q is read as %q, %t", typed, got, ok)
		}
	}
	for _, typed := range []string{"", number + "2", number[1:], "0K3M-9QXA-2BCD", "7K3M-9QXA-2BC1", "7K3M-9QXA-2BCI", "7K3M-9QXA-2BCO", "7K3M-9QXA-2BÅD", "7K3M_9QXA_2BCD"} {
		if got, ok := ParseNumber(typed); ok {
			t.Errorf("%q is read as %q", typed, got)
		}
	}
}

// TestWhyADraftWaits: the gravest reason is told, and comments that nobody has read
// hold it only where the letter has comments at all.
func TestWhyADraftWaits(t *testing.T) {
	t.Parallel()
	session := Session{K: 5}
	for _, c := range []struct {
		name string
		line LetterLine
		want Hold
	}{
		{"ready", LetterLine{Session: session, Responses: 5, Signed: true}, HoldNone},
		{"unread", LetterLine{Session: session, Responses: 5, Unread: 1, Signed: true}, HoldUnread},
		{"unread, where the letter has no comments", LetterLine{Session: session, Responses: 4, Unread: 1, Signed: true}, HoldNone},
		{"unread, with a k below the least", LetterLine{Responses: 2, Unread: 1, Signed: true}, HoldNone},
		{"nobody signs", LetterLine{Session: session, Responses: 5}, HoldSigner},
		{"unread and nobody signs", LetterLine{Session: session, Responses: 5, Unread: 1}, HoldUnread},
		{"a session is gone", LetterLine{Session: session, Responses: 5, Unread: 1, Gone: true}, HoldGone},
	} {
		if got := c.line.Hold(); got != c.want {
			t.Errorf("%s: held by %q, want %q", c.name, got, c.want)
		}
	}
}

func TestOnlyApprovedLettersStand(t *testing.T) {
	t.Parallel()
	for _, s := range LetterStates {
		if want := s == LetterApproved || s == LetterSent; s.Stands() != want {
			t.Errorf("a letter that is %s stands: %t", s, s.Stands())
		}
	}
}

func TestALetterIsDatedWhenItWasMadeOrCorrected(t *testing.T) {
	t.Parallel()
	made := time.Date(2026, 4, 16, 12, 0, 0, 0, time.UTC)
	if got := (LetterRef{Made: made}).Dated(); !got.Equal(made) {
		t.Error(got)
	}
	corrected := made.AddDate(0, 0, 5)
	if got := (LetterRef{Made: made, Corrected: corrected}).Dated(); !got.Equal(corrected) {
		t.Error(got)
	}
}

// TestNobodyCanTakeAnIssuersID for a name: in whatever letters, digits and signs
// between them it is written, it is seen.
func TestNobodyCanTakeAnIssuersID(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		o := Organization{ID: ID(rapid.Int64Range(1, 1<<40).Draw(t, "organization"))}
		issuer := o.Issuer()
		if len(issuer) != 9 || issuer[4] != '-' || issuer != o.Issuer() {
			t.Fatalf("the issuer is %q", issuer)
		}
		var written strings.Builder
		for _, r := range issuer {
			if r == '-' {
				continue
			}
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 1:
				r += 0xff00 - ' ' // as wide as Chinese characters
			case 2:
				written.WriteString(rapid.SampledFrom([]string{" ", "-", ".", "\u00a0", "\u200b"}).Draw(t, "between"))
			}
			written.WriteRune(r)
		}
		name := "Kommunen " + strings.ToLower(written.String())
		if !TellsIssuer(name, o) {
			t.Fatalf("%q could pass for %s", name, issuer)
		}
		other := Organization{ID: o.ID + 1}
		if other.Issuer() == issuer {
			t.Fatalf("%d and %d have one id", o.ID, other.ID)
		}
		if TellsIssuer("Uppsala kommun", o) {
			t.Fatal("an honest name is refused")
		}
	})
}
