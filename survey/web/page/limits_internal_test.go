package page

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/omdome/omdome/survey/web/address"
)

var noon = time.Date(2026, 4, 16, 12, 0, 0, 0, time.UTC)

// TestAHallBehindOneAddressIsNotLimitedAway: 2,000 people, each sending four
// times, within two minutes and within two seconds.
func TestAHallBehindOneAddressIsNotLimitedAway(t *testing.T) {
	t.Parallel()
	for _, took := range []time.Duration{2 * time.Minute, 2 * time.Second} {
		l := NewLimits(nil)
		const people, sends = 2000, 4
		for i := range people * sends {
			now := noon.Add(took * time.Duration(i) / (people * sends))
			if wait := l.Answer(from("203.0.113.7:4711"), fmt.Sprint(i%people), now); wait != 0 {
				t.Fatalf("within %v, form %d is told to wait %v", took, i, wait)
			}
		}
	}
}

// TestOneDeviceIsHeldAndNobodyElse: whoever floods uses up their own limit only.
func TestOneDeviceIsHeldAndNobodyElse(t *testing.T) {
	t.Parallel()
	l := NewLimits(nil)
	refused := 0
	for range 100_000 {
		if l.Answer(from("203.0.113.7:1"), "flood", noon) > 0 {
			refused++
		}
	}
	if refused != 100_000-60 {
		t.Errorf("%d of 100,000 are refused", refused)
	}
	if wait := l.Answer(from("203.0.113.7:2"), "neighbour", noon); wait != 0 {
		t.Errorf("a neighbour waits %v", wait)
	}
	for i := range 30_000 { // with a new key each time only the address is left to count
		l.Answer(from("203.0.113.9:1"), fmt.Sprint(i), noon)
	}
	if l.Answer(from("203.0.113.9:1"), "next", noon) == 0 {
		t.Error("an address has no limit")
	}
	if wait := l.Answer(from("198.51.100.1:1"), "far", noon); wait != 0 {
		t.Errorf("another address waits %v", wait)
	}
	for i := range 50_000 { // a proxy on this machine that we were not told of
		if l.Answer(from("127.0.0.1:1"), fmt.Sprint("local", i), noon) != 0 {
			t.Fatal("the machine's own address is limited: that is everybody")
		}
	}
}

func from(address string, forwarded ...string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/s/000000", nil)
	r.RemoteAddr = address
	for _, f := range forwarded {
		r.Header.Add("X-Forwarded-For", f)
	}
	return r
}

func TestWhoseAddressARequestCountsFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, proxies, remote string
		forwarded             []string
		want                  string
	}{
		{"direct", "", "203.0.113.7:4711", nil, "203.0.113.7"},
		{"a header that nobody vouches for", "", "203.0.113.7:4711", []string{"1.2.3.4"}, "203.0.113.7"},
		{"a header of a stranger's", "10.0.0.0/8", "203.0.113.7:4711", []string{"1.2.3.4"}, "203.0.113.7"},
		{"by a proxy", "127.0.0.1", "127.0.0.1:80", []string{"203.0.113.7"}, "203.0.113.7"},
		{"by two proxies", "127.0.0.1, 10.0.0.0/8", "127.0.0.1:80", []string{"203.0.113.7, 10.1.2.3"}, "203.0.113.7"},
		{"forged before the proxy", "127.0.0.1", "127.0.0.1:80", []string{"1.2.3.4, 203.0.113.7"}, "203.0.113.7"},
		{"forged in a header of its own", "127.0.0.1", "127.0.0.1:80", []string{"1.2.3.4", "203.0.113.7"}, "203.0.113.7"},
		{"with a port", "127.0.0.1", "127.0.0.1:80", []string{"203.0.113.7:99"}, "203.0.113.7"},
		{"nonsense", "127.0.0.1", "127.0.0.1:80", []string{"unknown"}, ""},
		{"no header", "10.0.0.0/8", "10.0.0.1:80", nil, ""},
		{"this machine", "", "127.0.0.1:80", nil, ""},
		{"this machine, IPv6", "", "[::1]:80", nil, ""},
		{"IPv6 is a household's network", "", "[2001:db8:1:2:3:4:5:6]:80", nil, "2001:db8:1:2::/64"},
		{"IPv4 in IPv6", "::ffff:10.0.0.1", "[::ffff:10.0.0.1]:80", []string{"::ffff:203.0.113.7"}, "203.0.113.7"},
		{"zone", "", "[fe80::1%eth0]:80", nil, "fe80::/64"},
		{"no address at all", "", "@", nil, ""},
	} {
		p, err := address.ParseProxies(c.proxies)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Client(from(c.remote, c.forwarded...)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, wrong := range []string{"proxy.example.org", "10.0.0.0/40", "10.0.0"} {
		if _, err := address.ParseProxies(wrong); err == nil {
			t.Errorf("%q is taken for a proxy", wrong)
		}
	}
}
