package page

import (
	"fmt"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
)

func deviceNumber(n int) survey.Key { return survey.Key{byte(n), byte(n >> 8), 1} }

// TestAHallAsksAndVotes: 500 devices behind one address, or behind a proxy that we
// were not told of, within two minutes; each votes ten times, and every third asks.
func TestAHallAsksAndVotes(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"203.0.113.7:4711", "127.0.0.1:4711"} {
		l := NewLimits(nil)
		const people = 500
		for i := range people {
			now := noon.Add(2 * time.Minute * time.Duration(i) / people)
			for range 10 {
				if wait := l.Act(from(address), "/s/A ask", deviceNumber(i), now); wait != 0 {
					t.Fatalf("%s: vote of device %d is told to wait %v", address, i, wait)
				}
			}
			if i%3 > 0 {
				continue
			}
			if wait, full := l.Add(from(address), "/s/A ask", deviceNumber(i), now); wait != 0 || full {
				t.Fatalf("%s: question of device %d is told to wait %v, full: %v", address, i, wait, full)
			}
		}
	}
}

// TestAHallVotesAtOnce: its phones have opened the page, and all vote in the same
// moment; so do those of people who come by a proxy that we were not told of.
func TestAHallVotesAtOnce(t *testing.T) {
	t.Parallel()
	l := NewLimits(nil)
	for _, address := range []string{"203.0.113.7:1", "127.0.0.1:1"} {
		for i := range 500 {
			l.opens(from(address), "/s/A/ask", deviceNumber(i), noon)
		}
		for i := range 500 {
			if wait := l.Act(from(address), "/s/A/ask", deviceNumber(i), noon.Add(settledAfter)); wait != 0 {
				t.Fatalf("device %d of the hall at %s is told to wait %v", i, address, wait)
			}
		}
	}
}

// TestOneMachinePosesAsNoMoreThanAHall, however patient it is.
func TestOneMachinePosesAsNoMoreThanAHall(t *testing.T) {
	t.Parallel()
	l := NewLimits(nil)
	for i := range 5000 {
		l.opens(from("203.0.113.7:1"), "/s/A/ask", deviceNumber(i), noon)
	}
	counted := 0
	for i := range 5000 {
		if l.Act(from("203.0.113.7:1"), "/s/A/ask", deviceNumber(i), noon.Add(time.Minute)) == 0 {
			counted++
		}
	}
	if counted > hallDevices+50 {
		t.Errorf("%d of 5,000 devices are counted", counted)
	}
}

// TestOneMachineMakesFewDevices: with a new device each time it is soon told to
// wait, and neither another address nor another page waits for that.
func TestOneMachineMakesFewDevices(t *testing.T) {
	t.Parallel()
	l := NewLimits(nil)
	counted := 0
	for i := range 2000 {
		if l.Act(from("203.0.113.7:1"), "/s/A ask", deviceNumber(i), noon) == 0 {
			counted++
		}
	}
	if counted != 50 {
		t.Errorf("%d of 2,000 devices at once are counted", counted)
	}
	if wait := l.Act(from("198.51.100.1:1"), "/s/A ask", deviceNumber(1), noon); wait != 0 {
		t.Errorf("another address waits %v", wait)
	}
	l.opens(from("203.0.113.7:1"), "/s/A ask", deviceNumber(1999), noon)
	if l.Act(from("203.0.113.7:1"), "/s/A ask", deviceNumber(1999), noon.Add(time.Millisecond)) == 0 {
		t.Error("a device that has only just opened the page is no newcomer")
	}
	if wait := l.Act(from("203.0.113.7:1"), "/f/A thank", deviceNumber(1), noon); wait != 0 {
		t.Errorf("another page waits %v", wait)
	}
	if wait := l.Act(from("203.0.113.7:1"), "/s/A ask", deviceNumber(0), noon); wait != 0 {
		t.Errorf("a device that has come waits %v", wait)
	}
}

// TestNoAddressFillsAPage: in a whole day it gets a quarter of the places, and as
// slowly as a hall writes.
func TestNoAddressFillsAPage(t *testing.T) {
	t.Parallel()
	l := NewLimits(nil)
	at, atOnce, all := noon, 0, 0
	for i := range 20_000 {
		wait, full := l.Add(from("203.0.113.7:1"), "/s/A ask", deviceNumber(i/20), at)
		if wait == 0 && !full {
			all++
			if at.Equal(noon) {
				atOnce++
			}
		}
		if wait > 0 {
			at = at.Add(wait)
		}
		if at.Sub(noon) > 30*time.Minute {
			break
		}
	}
	if atOnce > 200 || all < 400 || all > placesEach+30 {
		t.Errorf("%d at once, %d in half an hour", atOnce, all)
	}
	if wait, full := l.Add(from("198.51.100.1:1"), "/s/A ask", deviceNumber(7), at); wait != 0 || full {
		t.Errorf("another address waits %v, full: %v", wait, full)
	}
}

func TestAcquaintancesAreABoundedNumber(t *testing.T) {
	t.Parallel()
	a := newAcquaintances()
	a.most = 100
	for i := range 10_000 {
		a.add(fmt.Sprint(i), noon)
		if n := len(a.now) + len(a.before); n > 2*a.most {
			t.Fatalf("%d are remembered", n)
		}
	}
	_, newest := a.since("9999")
	_, oldest := a.since("1")
	if !newest || oldest {
		t.Error("the newest is forgotten, or the oldest is not")
	}
}
