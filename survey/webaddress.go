package survey

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// maxLink is how long an address on the web may be, in bytes.
const maxLink = 2000

// schemed is how an address begins that every browser reads alike. Without both
// slashes, or with another sign between, some look for the host elsewhere.
var schemed = regexp.MustCompile(`^(?i:https?)://[^/?#]`)

// IsWebAddress says whether s leads to a page, and to the one that it names: only
// http and https lead anywhere from a page without doing more than that, a name or
// a password before the host is there to look like one, and a number may be a host
// in another spelling.
func IsWebAddress(s string) bool {
	u, err := url.Parse(s)
	if err != nil || !IsText(s) || len(s) > maxLink || !schemed.MatchString(s) || u.User != nil || u.Hostname() == "" {
		return false
	}
	if strings.ContainsFunc(s, func(r rune) bool {
		return r == '\\' || unicode.IsSpace(r) || unicode.IsControl(r) || unseen(r)
	}) {
		return false
	}
	before, _, _ := strings.Cut(s[strings.Index(s, "//")+2:], "/")
	if strings.ContainsAny(before, "@%<>\"") {
		return false
	}
	host := u.Hostname()
	last := host[strings.LastIndexByte(strings.TrimSuffix(host, "."), '.')+1:]
	if last = strings.TrimSuffix(last, "."); last == "" || last[0] >= '0' && last[0] <= '9' {
		_, err := netip.ParseAddr(host)
		return err == nil
	}
	return true
}
