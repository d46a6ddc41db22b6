package writing

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// maxLink is how long an address on the web may be, in bytes.
const maxLink = 2000

// schemed is how an address begins that every browser reads alike. Without both
// slashes, or with another character between, some look for the host elsewhere.
var schemed = regexp.MustCompile(`^(?i:https?)://[^/?#]`)

// IsWebAddress says whether s leads to a page, and to the one that it names: only
// http and https lead anywhere from a page without doing more than that, and a name
// or a password before the host is there to look like one.
func IsWebAddress(s string) bool {
	u, err := url.Parse(s)
	if err != nil || !IsText(s) || len(s) > maxLink || !schemed.MatchString(s) || u.User != nil || u.Hostname() == "" {
		return false
	}
	if strings.ContainsFunc(s, func(r rune) bool {
		return r == '\\' || unicode.IsSpace(r) || unicode.IsControl(r) || Unseen(r)
	}) {
		return false
	}
	before, _, _ := strings.Cut(s[strings.Index(s, "//")+2:], "/")
	return !strings.ContainsAny(before, "@%<>\"")
}
