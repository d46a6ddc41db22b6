package web

import (
	"net/url"
	"strings"

	"go.mau.fi/util/confusable"
	"golang.org/x/net/idna"

	"github.com/omdome/omdome/survey"
)

// hostOf is where an address leads to, as a reader may trust it: the host, with
// its port where that is another than usual. A host in letters beyond ASCII is
// written in them where every part of it is in one alphabet and could not be taken
// for a host in plain letters, else as browsers look it up (xn--…).
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host := strings.TrimSuffix(u.Hostname(), ".")
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	} else {
		host = honestHost(host)
	}
	if port := u.Port(); port != "" && port != map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)] {
		host += ":" + port
	}
	return host
}

func honestHost(host string) string {
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil { // no host that could be registered, but whoever keeps a server may name it so
		if ascii, err = idna.Punycode.ToASCII(strings.ToLower(host)); err != nil {
			return url.PathEscape(host)
		}
		return ascii
	}
	written, err := idna.Lookup.ToUnicode(ascii)
	if err != nil {
		return ascii
	}
	for _, part := range strings.Split(written, ".") {
		if !honest(part) {
			return ascii
		}
	}
	return written
}

// honest says whether the part of a host is what it looks like: of plain letters,
// or in one alphabet, and with something in it that plain letters do not have.
func honest(part string) bool {
	if isASCII(part) {
		return true
	}
	return len(survey.Scripts(part)) == 1 && !isASCII(confusable.Skeleton(part))
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > '~' })
}
