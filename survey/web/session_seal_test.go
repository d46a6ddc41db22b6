package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// refusesOthers posts a form that somebody else has opened, and fails unless it is
// refused kindly and nothing of it is shown.
func (v *visitor) refusesOthers(path string, form url.Values, sentences ...string) {
	v.t.Helper()
	page := v.post(path, form).want(http.StatusConflict).says(sentences...)
	if strings.Contains(page.body, "Annas ord") || strings.Contains(page.body, form.Get("key")) && form.Get("key") != "" {
		v.t.Errorf("%s gives back what somebody else has written", path)
	}
	if page.Find(".actions a").Length() != 1 {
		v.t.Errorf("%s does not lead on", path)
	}
}

// TestNobodysFormIsTakenUnderAnothersPersonalLink: whatever a browser puts back into
// a form, or sends once more, counts under nobody else's link.
func TestNobodysFormIsTakenUnderAnothersPersonalLink(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	links := s.links(2)
	const other = "en annan personlig länk har öppnats"
	v := s.visitor()
	v.get(links[0])
	annas := v.get(s.first).fields("q1", "6", "q4", "Annas ord")
	carried := v.post(s.first+"/switch", annas).want(http.StatusOK)
	v.follow(v.post(s.second, v.get(s.second).fields("q1", "6", "q4", "Annas ord")))
	change, withdraw := v.get(s.second+"/change").fields(), v.get(s.second+"/withdraw").fields()

	v.get(links[1])
	v.refusesOthers(s.first, annas, other, "Svara med länken som är öppen nu")
	v.refusesOthers(s.first+"/switch", annas, other)
	v.refusesOthers(s.second+"/switched", carried.fields(), other)
	v.refusesOthers(s.second+"/change", change, other)
	v.refusesOthers(s.second+"/withdraw", withdraw, other)
	bos := v.get(s.first).fields("q1", "2", "q4", "Bos ord")
	for name, form := range map[string]url.Values{
		"her key in his form": with(bos, "key", annas.Get("key")), "his key in her form": with(annas, "key", bos.Get("key")),
	} {
		if page := v.post(s.first, form); page.status != http.StatusConflict {
			t.Errorf("%s: %d", name, page.status)
		}
	}
	if s.count(0) != 0 || s.count(1) != 1 {
		t.Fatalf("%d and %d answers", s.count(0), s.count(1))
	}
	v.follow(v.post(s.first, bos)).says("Ditt svar är sparat")
	if got := v.get(s.first + "/change").fields(); got.Get("q4") != "Bos ord" {
		t.Errorf("Bo's answer is %v", got)
	}
	// Back on her own link, all of it is hers again.
	v.get(links[0])
	v.follow(v.post(s.first, annas)).says("Ditt svar är sparat")
	v.post(s.second+"/switched", carried.fields()).want(http.StatusConflict) // answered already
	v.follow(v.post(s.second+"/change", change)).says("Ändringen är sparad.")
	if s.count(0) != 2 {
		t.Errorf("%d answers", s.count(0))
	}
}

func with(form url.Values, name, value string) url.Values {
	changed := url.Values{}
	for n, values := range form {
		changed[n] = values
	}
	changed.Set(name, value)
	return changed
}

// TestNobodysFormIsTakenAfterTheDeviceChangedHands is the same with an open link.
func TestNobodysFormIsTakenAfterTheDeviceChangedHands(t *testing.T) {
	t.Parallel()
	h := open(t)
	const other = "enheten har gått över till en annan person"
	v := h.visitor()
	elsewhere := v.fill(webinar, "q1", "6", "q4", "Annas ord") // and not sent
	list := v.post(h.path(webinar)+"/switch", elsewhere)
	annas := v.fill(workshop, "q1", "6", "q4", "Annas ord")
	v.follow(v.post(h.path(workshop), annas))
	change, withdraw := v.get(h.path(workshop)+"/change").fields(), v.get(h.path(workshop)+"/withdraw").fields()
	for person := range 2 { // the second, and the third
		v.another(h.path(workshop))
		v.refusesOthers(h.path(workshop), annas, other, "Öppna ett nytt formulär")
		v.refusesOthers(h.path(webinar), elsewhere, other)
		v.refusesOthers(h.path(webinar)+"/switch", elsewhere, other)
		v.refusesOthers(h.path(questions)+"/switched", list.fields(), other)
		v.refusesOthers(h.path(workshop)+"/change", change, other)
		v.refusesOthers(h.path(workshop)+"/withdraw", withdraw, other)
		own := v.fill(webinar, "q1", "2")
		if own.Get("key") == elsewhere.Get("key") {
			t.Error("the next person has the key of the one before")
		}
		v.follow(v.post(h.path(webinar), own)).says("Ditt svar är sparat")
		if h.answered(workshop) != 1 || h.answered(webinar) != person+1 {
			t.Errorf("%d and %d answers", h.answered(workshop), h.answered(webinar))
		}
		elsewhere = own
		elsewhere.Set("q4", "Annas ord")
	}
}

// TestAnErrorGivesBackOnesOwnWordsAlone: also where the session cannot be shown.
func TestAnErrorGivesBackOnesOwnWordsAlone(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	links := s.links(2)
	anna, bo, nobody := s.visitor(), s.visitor(), s.visitor()
	anna.get(links[0])
	bo.get(links[1])
	form := anna.get(s.first).fields("q4", "Annas ord")
	shows := func(who string, page seen, want bool) {
		t.Helper()
		if strings.Contains(page.body, "Annas ord") != want {
			t.Errorf("%s, %d: what Anna has written is shown: %v", who, page.status, !want)
		}
	}
	shows("nobody", nobody.post(s.first, form).want(http.StatusForbidden), false)
	office := s.visitor()
	office.post("/o"+s.first+"/delete", office.get("/o"+s.first+"/delete").fields()).want(http.StatusSeeOther)
	shows("Anna", anna.post(s.first, form).want(http.StatusNotFound), true)
	shows("Bo", bo.post(s.first, form), false)
	shows("nobody", nobody.post(s.first, form), false)
}
