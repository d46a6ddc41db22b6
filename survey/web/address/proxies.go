package address

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the networks of the reverse Proxies in front of the program: the
// only ones whose X-Forwarded-For is believed.
type Proxies []netip.Prefix

// ParseProxies reads addresses and networks, separated by commas or spaces:
// "127.0.0.1, 10.0.0.0/8".
func ParseProxies(list string) (Proxies, error) {
	var p Proxies
	for _, s := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		network, err := netip.ParsePrefix(s)
		if err != nil {
			var address netip.Addr
			if address, err = netip.ParseAddr(s); err == nil {
				network, err = address.Unmap().Prefix(address.Unmap().BitLen())
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", s)
		}
		p = append(p, network.Masked())
	}
	return p, nil
}

func (p Proxies) has(a netip.Addr) bool {
	for _, network := range p {
		if network.Contains(a) {
			return true
		}
	}
	return false
}

// Client returns whose address the request counts for: that of the connection
// or, where that is a proxy's, the last one of X-Forwarded-For that is no
// proxy's. With IPv6 it is the network of 64 bits that a household has. It is ""
// when nobody's is known, as when the connection comes from this machine itself:
// a proxy that we were not told of, which all share, or a test.
//
// It goes into a limiter, which hashes it, and nowhere else.
func (p Proxies) Client(r *http.Request) string {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	address := from.Addr().Unmap().WithZone("")
	if p.has(address) {
		address = p.forwarded(r)
	}
	switch {
	case !address.IsValid() || address.IsLoopback():
		return ""
	case address.Is6():
		network, err := address.Prefix(64)
		if err != nil {
			return ""
		}
		return network.String()
	}
	return address.String()
}

// forwarded reads X-Forwarded-For from its end, where our own Proxies have
// written; what stands before the first address that is not theirs anybody may
// have written.
func (p Proxies) forwarded(r *http.Request) netip.Addr {
	chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0; i-- {
		text := strings.TrimSpace(chain[i])
		address, err := netip.ParseAddr(text)
		if err != nil {
			withPort, err := netip.ParseAddrPort(text) // some write the port too
			if err != nil {
				return netip.Addr{}
			}
			address = withPort.Addr()
		}
		if address = address.Unmap().WithZone(""); !p.has(address) {
			return address
		}
	}
	return netip.Addr{}
}

// forwarding are the headers with which reverse Proxies say for whom they ask.
var forwarding = []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip"}

// Unnamed says whether the request has a proxy's header and comes from none that
// is named.
func (p Proxies) Unnamed(r *http.Request) bool {
	if !slices.ContainsFunc(forwarding, func(name string) bool { return len(r.Header.Values(name)) > 0 }) {
		return false
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return err != nil || !p.has(from.Addr().Unmap().WithZone(""))
}
