package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/omdome/omdome/survey/store/storetest"
)

// waits is how long anybody waits at most: the limit of a request, and what a busy
// machine takes to draw a page.
const waits = 15 * time.Second

// TestAFormOutlivesAnOutage: whatever becomes of the database, who sends a form without
// script is told within seconds, keeps all of it, and can send it again; it then counts
// once.
func TestAFormOutlivesAnOutage(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]storetest.Fault{"cut": storetest.Cut, "black hole": storetest.BlackHole, "answers held back": storetest.HeldBack} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wire := storetest.NewWire(t, storetest.EmptyPostgres(t))
			h := openOn(t, wire.Address)
			testOutage(t, h, func(down bool) {
				wire.Set(storetest.Sound)
				if down {
					wire.Set(fault)
				}
			})
		})
	}
}

// A sentForm is one that is sent while the database is gone.
type sentForm struct {
	by   *visitor
	path string
	form url.Values
	// holds is what the page that says so must hold, by name.
	holds map[string]string
	page  seen
	took  time.Duration
}

func testOutage(t *testing.T, h *house, down func(bool)) {
	first, changing, leaving, own, invited := h.stranger(), h.stranger(), h.stranger(), h.stranger(), h.stranger()
	changing.answer(webinar, "q1", "3")
	leaving.answer(webinar, "q1", "2")
	seminar := h.seminar()
	invited.follow(invited.get(strings.TrimPrefix(seminar.links(1)[0], h.url)))
	h.answers(webinar)
	asker := h.stranger()
	asker.get(h.path(webinar) + "/ask")
	wall := h.reflections(questions) + "/reflect"
	writer, speaker, letter := h.stranger(), h.stranger(), h.spokenTo()
	writer.get(wall)
	forms := []*sentForm{
		{by: writer, path: wall, form: url.Values{"reflection": {"Att börja i tid."}, "firstname": {"Bo"}}, holds: map[string]string{"reflection": "Att börja i tid."}},
		{by: speaker, path: letter + "/reply", form: url.Values{"takeaway": {"Att ge mer tid."}, "revision": speaker.get(letter).fields()["revision"]}, holds: map[string]string{"takeaway": "Att ge mer tid."}},
		{by: first, path: h.path(webinar), form: first.fill(webinar, "q1", "5", "q2.1", "6", "q4", "Väl förberett\r\noch tydligt."), holds: map[string]string{"q1": "5", "q2.1": "6", "q4": "Väl förberett och tydligt."}},
		{by: own, path: h.path(questions), form: own.fill(questions, "q1", "4", "q2", "2", "q3", "1"), holds: map[string]string{"q1": "4", "q2": "2", "q3": "1"}},
		{by: invited, path: seminar.first, form: invited.get(seminar.first).fields("q1", "6", "q4", "Bra tempo."), holds: map[string]string{"q1": "6", "q4": "Bra tempo."}},
		{by: changing, path: h.path(webinar) + "/change", form: changing.get(h.path(webinar)+"/change").fields("q1", "1"), holds: map[string]string{"q1": "1"}},
		{by: leaving, path: h.path(webinar) + "/withdraw", form: leaving.get(h.path(webinar) + "/withdraw").fields()},
		{by: asker, path: h.path(webinar) + "/ask", form: url.Values{"inquiry": {"Vad kostade det?"}, "firstname": {"Åsa"}}, holds: map[string]string{"inquiry": "Vad kostade det?", "firstname": "Åsa"}},
	}
	down(true)
	ready := make(chan time.Duration, 1)
	go func() {
		begun := time.Now()
		if page := h.stranger().get("/readyz").want(http.StatusServiceUnavailable); page.body != "not ready: the database does not answer\n" {
			t.Errorf("/readyz says %q", page.body)
		}
		ready <- time.Since(begun)
	}()
	var all sync.WaitGroup
	for _, f := range forms {
		all.Go(func() {
			begun := time.Now()
			f.page = f.by.post(f.path, f.form)
			f.took = time.Since(begun)
		})
	}
	all.Wait()
	if took := <-ready; took > waits/3 {
		t.Errorf("/readyz took %v", took)
	}
	down(false)
	for _, f := range forms {
		if f.took > waits {
			t.Errorf("%s took %v", f.path, f.took)
		}
		if f.page.want(http.StatusServiceUnavailable); f.page.header.Get("Retry-After") == "" {
			t.Errorf("%s does not say when to come again", f.path)
		}
		kept := f.page.fields()
		for name, value := range f.holds {
			if got := strings.Join(strings.Fields(strings.Join(kept[name], ",")), " "); got != value {
				t.Errorf("%s holds %q as %s, want %q:\n%s", f.path, got, name, value, f.page.body)
			}
		}
		if kept.Get("key") != f.form.Get("key") {
			t.Errorf("%s: the key has changed: sending again could count twice", f.path)
		}
		f.page.says("kicka igen")
		begun := time.Now()
		f.by.post(f.path, kept).want(http.StatusSeeOther)
		if took := time.Since(begun); took > waits/3 {
			t.Errorf("%s took %v once the database was back", f.path, took)
		}
	}
	// Two had answered, one changed, one withdrew, one came.
	if n := h.answered(webinar); n != 2 {
		t.Errorf("%d answers to the webinar, want 2", n)
	}
	if n := h.answered(questions); n != 1 {
		t.Errorf("%d answers to the other, want 1", n)
	}
	if list := h.stranger().get(h.path(webinar) + "/ask").asked(); len(list) != 2 {
		t.Errorf("asked: %q", list)
	}
}
