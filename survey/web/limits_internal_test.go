package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 4, 16, 12, 0, 0, 0, time.UTC)

// TestALimiterKeepsItsLimit holds for any order of events: nobody does more than
// the limit, nobody is refused who is within it, the wait that is told is true,
// and nobody's doings touch another's.
func TestALimiterKeepsItsLimit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := newLimiter(limit{
			atOnce: rapid.IntRange(1, 5).Draw(t, "at once"),
			every:  time.Duration(rapid.IntRange(1, 50).Draw(t, "every")) * time.Second,
		})
		now, taken := noon, map[string][]time.Time{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40_000).Draw(t, "ms")) * time.Millisecond)
			who := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "who")
			free := within(l.limit, taken[who], now)
			wait := l.take(who, now)
			if (wait == 0) != free {
				t.Fatalf("take says wait %v, by the limit it is free: %v", wait, free)
			}
			if wait == 0 && rapid.Bool().Draw(t, "given back") {
				l.giveBack(who, now, now)
				continue
			}
			if wait == 0 {
				taken[who] = append(taken[who], now)
				continue
			}
			if !within(l.limit, taken[who], now.Add(wait)) || within(l.limit, taken[who], now.Add(wait-1)) {
				t.Fatalf("the wait of %v is not true", wait)
			}
		}
	})
}

// within says by the limit's definition whether one more is allowed at now: in
// every stretch of time that ends now there is room for it.
func within(l limit, taken []time.Time, now time.Time) bool {
	used := time.Duration(0) // how far ahead of the clock
	last := time.Time{}
	for _, at := range append(append([]time.Time{}, taken...), now) {
		if !last.IsZero() {
			used = max(0, used-at.Sub(last))
		}
		used, last = used+l.every, at
	}
	return used <= time.Duration(l.atOnce)*l.every
}

func TestALimiterRemembersABoundedNumber(t *testing.T) {
	t.Parallel()
	l := newLimiter(limit{atOnce: 1, every: time.Hour})
	l.most = 100
	for i := range 10_000 {
		l.take(fmt.Sprint(i), noon)
		if n := len(l.paid) + len(l.before); n > 2*l.most {
			t.Fatalf("%d are remembered, want at most %d", n, 2*l.most)
		}
	}
	if l.take("9999", noon) == 0 {
		t.Error("the newest is forgotten")
	}
	if l.take("9999", noon.Add(-24*time.Hour)) > 25*time.Hour {
		t.Error("a clock that is set back locks someone out")
	}
}

// TestAHallBehindOneAddressIsNotLimitedAway: 2,000 people, each sending four
// times, within two minutes and within two seconds.
func TestAHallBehindOneAddressIsNotLimitedAway(t *testing.T) {
	t.Parallel()
	for _, took := range []time.Duration{2 * time.Minute, 2 * time.Second} {
		l := newLimits(nil)
		const people, sends = 2000, 4
		for i := range people * sends {
			now := noon.Add(took * time.Duration(i) / (people * sends))
			if wait := l.answer(from("203.0.113.7:4711"), fmt.Sprint(i%people), now); wait != 0 {
				t.Fatalf("within %v, form %d is told to wait %v", took, i, wait)
			}
		}
	}
}

// TestOneDeviceIsHeldAndNobodyElse: whoever floods uses up their own limit only.
func TestOneDeviceIsHeldAndNobodyElse(t *testing.T) {
	t.Parallel()
	l := newLimits(nil)
	refused := 0
	for range 100_000 {
		if l.answer(from("203.0.113.7:1"), "flood", noon) > 0 {
			refused++
		}
	}
	if refused != 100_000-60 {
		t.Errorf("%d of 100,000 are refused", refused)
	}
	if wait := l.answer(from("203.0.113.7:2"), "neighbour", noon); wait != 0 {
		t.Errorf("a neighbour waits %v", wait)
	}
	for i := range 30_000 { // with a new key each time only the address is left to count
		l.answer(from("203.0.113.9:1"), fmt.Sprint(i), noon)
	}
	if l.answer(from("203.0.113.9:1"), "next", noon) == 0 {
		t.Error("an address has no limit")
	}
	if wait := l.answer(from("198.51.100.1:1"), "far", noon); wait != 0 {
		t.Errorf("another address waits %v", wait)
	}
	for i := range 50_000 { // a proxy on this machine that we were not told of
		if l.answer(from("127.0.0.1:1"), fmt.Sprint("local", i), noon) != 0 {
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
		p, err := parseProxies(c.proxies)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.client(from(c.remote, c.forwarded...)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, wrong := range []string{"proxy.example.org", "10.0.0.0/40", "10.0.0"} {
		if _, err := parseProxies(wrong); err == nil {
			t.Errorf("%q is taken for a proxy", wrong)
		}
	}
}
