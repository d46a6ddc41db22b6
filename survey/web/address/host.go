// Package address reads addresses as people may trust them: where a link leads, and whose
// address a request comes from behind reverse proxies.
package address

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"go.mau.fi/util/confusable"
	"golang.org/x/net/idna"

	"github.com/omdome/omdome/survey/writing"
)

// HostOf is where an address leads to, as a reader may trust it: the host, with
// its port where that is another than usual. A host in letters beyond ASCII is
// written in them where every part of it is in one alphabet and could not be taken
// for a host in plain letters, else as browsers look it up (xn--…).
func HostOf(address string) string {
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
	if number, ok := numbered(ascii); ok {
		return number
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

// numbered is the address of a host that is written as numbers, as browsers read
// them: 0x7f.1 and 2130706433 are 127.0.0.1. See the URL Standard, 3.5.
func numbered(host string) (address string, ok bool) {
	parts := strings.Split(host, ".")
	if len(parts) > 4 {
		return "", false
	}
	whole := uint64(0)
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 0, 32) // 0x and 0 begin as they do in C
		room := 8
		if i == len(parts)-1 {
			room = 8 * (5 - len(parts))
		}
		if err != nil || n >= 1<<room || strings.Contains(part, "_") {
			return "", false
		}
		whole = whole<<room | n
	}
	return netip.AddrFrom4([4]byte{byte(whole >> 24), byte(whole >> 16), byte(whole >> 8), byte(whole)}).String(), true
}

// honest says whether the part of a host is what it looks like: of plain letters,
// or in one alphabet, and with something in it that plain letters do not have.
func honest(part string) bool {
	if isASCII(part) {
		return true
	}
	return len(writing.Scripts(part)) == 1 && !isASCII(confusable.Skeleton(part))
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > '~' })
}
