package web_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

// stuff sends n answers to the session from one address, by a program that keeps
// no cookies, pause apart.
func (h *house) stuff(title string, n int, pause time.Duration) {
	h.t.Helper()
	form := h.stranger().fill(title, "q1", "6")
	for range n {
		key, err := survey.NewKey(rand.Reader)
		if err != nil {
			h.t.Fatal(err)
		}
		form.Set("key", key.Text())
		h.answersFrom("203.0.113.7:1", title, form, nil)
		h.clock.advance(pause)
	}
}

// answersFrom sends a form from the address, and returns the answer.
func (h *house) answersFrom(address, title string, form url.Values, cookies []*http.Cookie) {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodPost, h.path(title), strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", formType)
	r.RemoteAddr = address
	for _, c := range cookies {
		r.AddCookie(c)
	}
	if w := serve(h.handler, r); w.Code != http.StatusSeeOther {
		h.t.Fatalf("an answer gets %d: %s", w.Code, w.Body)
	}
}

// attend says how many attended.
func (h *house) attend(title, n string) {
	h.t.Helper()
	v := h.visitor()
	edit := h.office(title) + "/edit"
	v.post(edit, v.get(edit).want(http.StatusOK).editor("attended", n)).want(http.StatusSeeOther)
}

const (
	saysExceeded = "fler svar än deltagare"
	saysBurst    = "minst 100 svar kom på kort tid"
)

// TestStuffingIsSeen: what an open link cannot prevent is told wherever the figures
// are about to be trusted, on both databases, and never as a share of the attendees.
func TestStuffingIsSeen(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, database.new(t))
			h.attend(workshop, "6")
			h.stuff(workshop, 150, 15*time.Millisecond)
			v := h.visitor()
			board := v.get(h.board()).want(http.StatusOK)
			board.says(saysExceeded, saysBurst, "150 svar, 6 personer deltog", "färre än svaren")
			if strings.Contains(board.text("main"), "% av deltagarna 100") || strings.Contains(board.text("#n-"+string(h.code[workshop])), "%") {
				t.Errorf("the board says %q", board.text("main"))
			}
			v.get(h.office(workshop)).says(saysExceeded, saysBurst, "Stämmer antalet deltagare?")
			h.act(workshop, survey.ActionClose)
			v.get(h.office(workshop)+"/release").want(http.StatusOK).says(saysExceeded, saysBurst)
			h.act(workshop, survey.ActionRelease)
			v.get(h.office(workshop)).says(saysExceeded, saysBurst)
			v.get(h.results()).says("6 personer deltog", "Fler svar än deltagare", "Minst 100 svar på kort tid")
			if csv := v.get(h.results() + ".csv").body; !strings.Contains(csv, "Deltagare") || !strings.Contains(csv, "Fler svar än deltagare;6") {
				t.Errorf("the file holds %q", csv)
			}
			summary := h.packetSummary(v, h.office(workshop)+"/packet.zip")
			for _, want := range []string{"6 personer deltog, 150 svar", saysExceeded, saysBurst} {
				if !strings.Contains(summary, want) {
					t.Errorf("the packet does not say %q", want)
				}
			}
			letter := v.get(v.get(h.office(workshop)).Find("#letters + ul a").First().AttrOr("href", "")).want(http.StatusOK)
			letter.says("6 personer deltog och vi fick 150 svar.", "en öppen länk, som inte kan visa vem som svarar")
			// Nor is it left out of what the speaker shows to everybody.
			page, speaker := h.letter(workshop), h.stranger()
			const both = "Det kom fler svar (150) än det antal som deltog (6)."
			speaker.send(page+"/publish", "revision", "0", "figure", "0", "do", "preview").want(http.StatusOK).says(both)
			speaker.send(page+"/publish", "revision", "0", "figure", "0", "do", "publish").want(http.StatusSeeOther)
			done := speaker.get(page + "/publish").want(http.StatusOK)
			if text := done.text("#plain"); !strings.Contains(text, both) {
				t.Errorf("the text for the speaker's own site says %q", text)
			}
		})
	}
}

func (h *house) packetSummary(v *visitor, address string) string {
	h.t.Helper()
	body := v.get(address).want(http.StatusOK).body
	z, err := zip.NewReader(bytes.NewReader([]byte(body)), int64(len(body)))
	if err != nil {
		h.t.Fatal(err)
	}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, ".html") {
			in, err := f.Open()
			if err != nil {
				h.t.Fatal(err)
			}
			defer in.Close() //nolint:errcheck // it is only read
			text, err := io.ReadAll(in)
			if err != nil {
				h.t.Fatal(err)
			}
			return string(text)
		}
	}
	h.t.Fatal("the packet has no summary")
	return ""
}

// TestAHallIsNoBurst: 200 people on one network, each of whom opens the form and
// then fills it in, within two minutes, or even those of a great hall.
func TestAHallIsNoBurst(t *testing.T) {
	t.Parallel()
	for _, hall := range []struct {
		people int
		pause  time.Duration
	}{{200, 600 * time.Millisecond}, {300, 60 * time.Millisecond}} {
		h := openOn(t, storetest.SQLite(t))
		type phone struct {
			form    url.Values
			cookies []*http.Cookie
		}
		var phones []phone
		fields := h.stranger().fill(workshop, "q1", "5")
		for range hall.people {
			r := httptest.NewRequest(http.MethodGet, h.path(workshop), nil)
			r.RemoteAddr = "203.0.113.7:1"
			w := serve(h.handler, r)
			one := phone{form: maps.Clone(fields), cookies: w.Result().Cookies()}
			for _, c := range one.cookies {
				if c.Name == "omdome" {
					one.form.Set("key", strings.TrimPrefix(c.Value, "d."))
				}
			}
			phones = append(phones, one)
		}
		h.clock.advance(20 * time.Second)
		for _, one := range phones {
			h.answersFrom("203.0.113.7:1", workshop, one.form, one.cookies)
			h.clock.advance(hall.pause)
		}
		text := h.visitor().get(h.office(workshop)).want(http.StatusOK).text("main")
		if strings.Contains(text, "inom tre sekunder") {
			t.Errorf("a hall of %d is told of as a burst: %s", hall.people, text)
		}
	}
}

// TestABurstHidesBehindCookies: a program that opens the form for each answer is
// seen as well, and one that then waits.
func TestABurstHidesBehindCookies(t *testing.T) {
	t.Parallel()
	for name, wait := range map[string]time.Duration{"at once": 0, "after a while": time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			var all []*visitor
			var forms []url.Values
			for range 110 {
				v := h.stranger()
				all, forms = append(all, v), append(forms, v.fill(workshop, "q1", "6"))
			}
			h.clock.advance(wait)
			for i, v := range all {
				v.post(h.path(workshop), forms[i]).want(http.StatusSeeOther)
				h.clock.advance(15 * time.Millisecond)
			}
			h.visitor().get(h.office(workshop)).says("minst 100 svar kom på kort tid")
		})
	}
}

// TestABurstWithPausesIsSeen: a program that sends fewer at once than would be seen, and
// waits, is seen within the minute; as many people who fill in the form are not.
func TestABurstWithPausesIsSeen(t *testing.T) {
	t.Parallel()
	h := open(t)
	for range 4 {
		h.stuff(workshop, 28, 0)
		h.clock.advance(survey.BurstWindow)
	}
	h.visitor().get(h.office(workshop)).says("svar kom på kort tid")
}

// TestABurstIsKeptWithoutATime: it is known after a restart, in steps, and smaller
// ones than k are not told.
func TestABurstIsKeptWithoutATime(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.stuff(workshop, 77, 0)
	form, err := h.store.Form(t.Context(), h.code[workshop])
	if err != nil {
		t.Fatal(err)
	}
	result, err := h.store.Result(t.Context(), h.code[workshop])
	if err != nil || result.Burst != 50 {
		t.Errorf("77 at once are kept as %d, %v", result.Burst, err)
	}
	if err := h.store.SawBurst(t.Context(), form.Session.ID, 30); err != nil {
		t.Fatal(err)
	}
	if result, err = h.store.Result(t.Context(), h.code[workshop]); err != nil || result.Burst != 50 {
		t.Errorf("a smaller one takes its place: %d, %v", result.Burst, err)
	}
	result.Session.K = 60
	if len(result.Look()) != 1 { // 77 answers and 61 attended
		t.Errorf("under k there is %v to look at", result.Look())
	}
}
