package writing_test

import (
	"strings"
	"testing"

	"github.com/omdome/omdome/survey/writing"
)

func TestIsWebAddress(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		"https://example.org", "HTTP://example.org/å?q=a@b#c", "https://göteborg.se/", "http://127.0.0.1:8080/a", "http://[::1]/",
		"https://example.org/a:b@c", "https://example.org/100%25",
	} {
		if !writing.IsWebAddress(good) {
			t.Errorf("%q is refused", good)
		}
	}
	for _, bad := range []string{
		"javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://example.org/", "//example.org", "example.org",
		"java\tscript:alert(1)", "ht\ttp://example.org", "http:/\\example.org", "http:\\\\example.org", "https:example.org", "https:/example.org",
		"https:///example.org", "https://", "https://?a", "https://#a", "https://user@example.org", "https://user:pw@example.org",
		"https://example.org\\@evil.example", "https://example.org%2f@evil.example", "https://%65vil.example", "https://exa mple.org",
		"https://example.org/\u202egpj", "https://ex\u00adample.org",
		"https://example.org/a\nb", " https://example.org", "https://example.org/" + strings.Repeat("a", 3000), "https://a<b", "mailto:a@example.org",
	} {
		if writing.IsWebAddress(bad) {
			t.Errorf("%q is taken", bad)
		}
	}
}
