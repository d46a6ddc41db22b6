package form_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/property"
)

func TestParseAddresses(t *testing.T) {
	t.Parallel()
	got, errs := form.ParseAddresses("\r\nanna@example.org\r\n  Bo Ek <bo@example.org>;\r\n\"Ek, Cy\" <cy@example.org>,\n" +
		"Dag, arkivet <dag@example.org>\nANNA@example.org\n\tåsa@exämple.se\u00a0\n\u00a0bo@example.org\u00a0;\n\n")
	want := []string{"anna@example.org", "bo@example.org", "cy@example.org", "dag@example.org", "åsa@exämple.se"}
	if errs != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, errs)
	}
}

func TestParseAddressesNamesEachWrongLine(t *testing.T) {
	t.Parallel()
	wrong := []string{
		"anna", "anna@", "@example.org", "anna@example", "a b@example.org", "a@example.org b@example.org",
		"a@example.org,b@example.org", "<a@example.org", "a@exa\x00mple.org", "a\xff@example.org",
		"anna\u00a0@example.org", "anna@exam\u200bple.org", "Anna <anna@example.org\u00a0>", strings.Repeat("x", 5000),
	}
	for _, line := range wrong {
		got, errs := form.ParseAddresses("ok@example.org\r\n" + line + "\r\nalso.ok@example.org")
		if got != nil || len(errs) != 1 || errs[0].Message != form.MsgNoAddress || errs[0].Args["n"] != "2" {
			t.Errorf("%.40q: %q, %v", line, got, errs)
			continue
		}
		if text := errs[0].Args["text"].(string); len(text) > 80 || strings.Contains(text, "\x00") {
			t.Errorf("%.40q is shown as %q", line, text)
		}
	}
	if _, errs := form.ParseAddresses(strings.Join(wrong, "\n")); len(errs) != len(wrong) {
		t.Errorf("%d errors for %d wrong lines", len(errs), len(wrong))
	}
	long := strings.Repeat("x", 60) + "@" + strings.Repeat("a.", 110) + "org"
	if _, errs := form.ParseAddresses(long); !errs.Has(form.MsgLongAddress) {
		t.Errorf("an address of %d bytes: %v", len(long), errs)
	}
	if _, errs := form.ParseAddresses(" \n\r\n"); !errs.Has(form.MsgNoAddresses) {
		t.Errorf("nothing: %v", errs)
	}
}

// TestWhatIsReadAsAnAddressIsOne holds for whatever is pasted: what comes out can
// be pasted in again, and so be invited and reminded.
func TestWhatIsReadAsAnAddressIsOne(t *testing.T) {
	t.Parallel()
	parts := rapid.SampledFrom([]string{
		"anna", "@", "x.se", "a@b.se", "Bo Ek", "\n", "\r", "<", ">", ",", ";", " ", "\u00a0", "\u200b", "\u202e",
		"\"", "(", ")", "å", "\\", ".", "[127.0.0.1]", "=", "+",
	})
	property.Check(t, func(t *rapid.T) {
		pasted := strings.Join(rapid.SliceOfN(parts, 1, 12).Draw(t, "pasted"), "")
		got, errs := form.ParseAddresses(pasted)
		if len(errs) > 0 {
			return
		}
		again, errs := form.ParseAddresses(strings.Join(got, "\n"))
		if len(errs) > 0 || !slices.Equal(got, again) {
			t.Fatalf("%q is read as %q, and that as %q, %v", pasted, got, again, errs)
		}
	})
}
