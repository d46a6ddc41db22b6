package address

import (
	"testing"
)

func TestHostOf(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://www.example.org/a?b":       "www.example.org",
		"https://EXAMPLE.org.":              "example.org",
		"https://example.org:8443/":         "example.org:8443",
		"https://example.org:443/":          "example.org",
		"http://göteborg.se/":               "göteborg.se",
		"http://go\u0308teborg.se/":         "göteborg.se",
		"https://xn--gteborg-90a.se/":       "göteborg.se",
		"https://bücher.example":            "bücher.example",
		"https://日本語.jp/":                   "日本語.jp",
		"https://ελλάδα.gr/":                "ελλάδα.gr",
		"https://exаmple.org/":              "xn--exmple-4nf.org", // a Cyrillic а
		"https://аррӏе.com/":                "xn--80ak6aa92e.com", // Cyrillic throughout
		"https://xn--80ak6aa92e.com/":       "xn--80ak6aa92e.com",
		"https://ｅｘａｍｐｌｅ.org/":              "example.org",
		"https://examplе.göteborg.se/":      "xn--exampl-8of.xn--gteborg-90a.se",
		"http://169.254.169.254/":           "169.254.169.254",
		"http://[2001:db8::1]:8080/":        "[2001:db8::1]:8080",
		"http://0x7f.1/":                    "127.0.0.1",
		"http://2130706433/":                "127.0.0.1",
		"http://0177.0.0.01/":               "127.0.0.1",
		"https://exam_ple.org/":             "exam_ple.org",
		"https://youtube.com.evil.example/": "youtube.com.evil.example",
	} {
		if got := HostOf(address); got != want {
			t.Errorf("%s leads to %q, want %q", address, got, want)
		}
	}
}
