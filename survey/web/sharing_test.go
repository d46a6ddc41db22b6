package web_test

import (
	"testing"
)

// TestPeopleWhoShareADeviceInABrowser: on one device, in one tab or several, nobody is shown
// and nobody sends what somebody else has written, however they go back and forth; and
// it is there again for whoever wrote it. On a Chromium and a Firefox, each in every
// way that decides what a browser shows of a page that it has shown before.
func TestPeopleWhoShareADeviceInABrowser(t *testing.T) {
	t.Parallel()
	plain, kept, worker, both, noScript := sharing{script: true}, sharing{script: true, kept: true},
		sharing{script: true, worker: true}, sharing{script: true, worker: true, kept: true}, sharing{}
	scenes := []struct {
		name string
		play func(*testing.T, *sharing)
		ways []sharing
	}{
		{"three people with personal links", threeWithPersonalLinks, []sharing{plain, kept, worker, both, noScript}},
		{"three people on an open link", threeOnAnOpenLink, []sharing{plain, kept, worker, both, noScript}},
		{"one's own way back", ownWayBack, []sharing{plain, both, noScript}},
		{"other forms", otherForms, []sharing{kept, noScript}},
		{"two tabs", twoTabs, []sharing{worker}},
		{"a tab opened again", aTabOpenedAgain, []sharing{worker, noScript}},
		{"other tabs opened again", otherTabsOpenedAgain, []sharing{plain, noScript}},
		{"sent before, delivered later", deliveredLater, []sharing{worker}},
		{"copies", copiesGo, []sharing{worker}},
	}
	for _, browser := range []string{"Chromium", "Firefox"} {
		t.Run(browser, func(t *testing.T) {
			t.Parallel()
			start := func(t *testing.T, way sharing) *sharing { way.t = t; return &way }
			if browser == "Firefox" {
				f := startFirefox(t)
				start = func(t *testing.T, way sharing) *sharing { f.t = t; return way.on(t, f) }
			} else {
				c := startChromium(t, open(t))
				start = func(t *testing.T, way sharing) *sharing { return way.on(t, c.at(t)) }
			}
			for _, scene := range scenes {
				for _, way := range scene.ways {
					t.Run(scene.name+", "+way.String(), func(t *testing.T) { scene.play(t, start(t, way)) })
				}
			}
		})
	}
}

// on is the device in use, at a house of its own.
func (s sharing) on(t *testing.T, d device) *sharing {
	t.Helper()
	s.device = d
	if s.house = open(t); s.kept {
		s.house = s.keepable(t)
	}
	if c, ok := d.(*chromium); ok {
		c.house = s.house
	}
	d.fresh(s.script, s.worker, s.kept)
	return &s
}

// threeWithPersonalLinks: each follows their own link, in one tab.
func threeWithPersonalLinks(t *testing.T, d *sharing) {
	s := d.seminar()
	links := s.links(3)
	comes := func(person int) {
		t.Helper()
		d.visit(links[person])
		d.visit(s.first)
	}
	const anna, bo = "Annas ord", "Bos ord"
	comes(0)
	d.fill("6", anna)
	annas := d.shown()

	comes(1)
	d.walk(func() { t.Helper(); d.showsNothingOf(anna, "<q1=6>") })
	d.back()
	d.back() // to where Anna's form was
	d.showsNothingOf(anna, "<q1=6>")
	d.fill("2", bo)
	d.send()
	if n := s.count(0); n != 1 {
		t.Fatalf("%v: %d answers, want Bo's", d, n)
	}
	d.visit(s.first + "/change")
	if got := d.shown(); !contains(got, bo, "<q1=2>") || contains(got, anna) {
		t.Errorf("%v: Bo's answer is %s", d, short(got))
	}

	comes(2)
	d.walk(func() { t.Helper(); d.showsNothingOf(anna, bo, "<q1=") })

	comes(0)
	if d.script && !contains(d.shown(), anna, "<q1=6>") {
		t.Errorf("%v: Anna's own draft is gone: %s; it was %s", d, short(d.shown()), short(annas))
	}
	d.walk(func() { t.Helper(); d.showsNothingOf(bo, "<q1=2>") })
	if !d.script {
		d.fill("6", anna)
	}
	d.send()
	d.visit(s.first + "/change")
	if got := d.shown(); s.count(0) != 2 || !contains(got, anna, "<q1=6>") || contains(got, bo) {
		t.Errorf("%v: %d answers, and Anna's is %s", d, s.count(0), short(got))
	}
}

// threeOnAnOpenLink: the device changes hands by a button.
func threeOnAnOpenLink(t *testing.T, d *sharing) {
	const anna, another, bo = "Annas ord", "Annas andra ord", "Bos ord"
	handOver := func() {
		t.Helper()
		d.click(`form[action$="/another"] button`)
		d.until(`!document.querySelector(".code") && !!document.querySelector("form[data-draft]")`)
	}
	d.visit(d.path(webinar))
	d.fill("6", anna) // and does not send it
	d.visit(d.path(workshop))
	d.fill("6", another)
	d.send()
	handOver()
	d.walk(func() { t.Helper(); d.showsNothingOf(anna, another, "<q1=") })
	d.fill("2", bo)
	d.back()
	d.back()
	d.showsNothingOf(anna, another, "<q1=6>")
	d.visit(d.path(workshop))
	if !d.script {
		d.fill("2", bo)
	}
	d.send()
	if n := d.answered(workshop); n != 2 {
		t.Errorf("%v: %d answers, want Anna's and Bo's", d, n)
	}
	handOver()
	d.walk(func() { t.Helper(); d.showsNothingOf(anna, another, bo, "<q1=") })
	d.visit(d.path(webinar))
	d.showsNothingOf(anna, "<q1=")
	if n := d.answered(webinar); n != 0 {
		t.Errorf("%v: %d answers that nobody has sent", d, n)
	}
}

// ownWayBack: who looks at another page and comes back finds what they had
// written, also where no script runs.
func ownWayBack(t *testing.T, d *sharing) {
	if _, ok := d.device.(*firefox); ok && !d.script {
		return // it gives nothing back of a page that is not to be stored
	}
	d.visit(d.path(workshop))
	d.fill("4", "Mina ord")
	d.visit(d.path(workshop) + "/protection")
	d.back()
	if got := d.shown(); !contains(got, "Mina ord", "<q1=4>") {
		t.Errorf("%v: on the way back the form holds %s", d, short(got))
	}
	d.forward()
	if d.script && d.holds(`performance.getEntriesByType("navigation")[0].type == "reload"`) != d.kept {
		t.Errorf("%v: a page that came out of the browser's memory is not loaded anew, or none came", d)
	}
	d.back()
	d.send()
	d.visit(d.path(workshop) + "/change")
	if got := d.shown(); !contains(got, "Mina ord", "<q1=4>") {
		t.Errorf("%v: the answer is %s", d, short(got))
	}
}
