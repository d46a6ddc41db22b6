package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/omdome/omdome/survey/organizer"
)

// TestBoardTimes: the clock is set for chosen sessions at once, for all of them
// or none, and never over what somebody else has just changed.
func TestBoardTimes(t *testing.T) {
	t.Parallel()
	h := open(t)
	v, colleague := h.visitor(), h.organizer(organizer.Editor)
	form := url.Values{"do": {"times"}, "session": {string(h.code[webinar]), string(h.code[workshop])}}
	seen := func() {
		for _, hidden := range v.get(h.board()).want(http.StatusOK).Find("input[type=hidden][name^=seen-]").EachIter() {
			form.Set(hidden.AttrOr("name", ""), hidden.AttrOr("value", ""))
		}
	}
	closes := func(title string) string {
		f, err := h.store.Form(t.Context(), h.code[title])
		if err != nil {
			t.Fatal(err)
		}
		return f.Session.ClosesAt.In(f.Event.Location()).Format("2006-01-02 15:04")
	}
	seen()

	// Nothing typed, no session chosen, closing before opening: said, and kept.
	page := v.post(h.board(), form).want(http.StatusUnprocessableEntity)
	page.says("Öppnar: Fyll i minst en av tiderna.")
	page = v.post(h.board(), url.Values{"do": {"times"}, "closes": {"2026-04-18T16:00"}}).want(http.StatusUnprocessableEntity)
	page.says("Välj minst ett pass")
	if got := page.Find("input[name=closes]").AttrOr("value", ""); got != "2026-04-18T16:00" {
		t.Errorf("what was typed is now %q", got)
	}
	form.Set("closes", "2020-04-18T16:00")
	form.Set("opens", "2020-04-18T17:00")
	page = v.post(h.board(), form).want(http.StatusUnprocessableEntity)
	page.says("stänga efter att det har öppnat")
	if n := page.Find("input[name=session][checked]").Length(); n != 2 {
		t.Errorf("%d sessions are still chosen", n)
	}

	form.Set("closes", "2026-04-18T16:00")
	form.Del("opens")
	v.follow(v.post(h.board(), form)).says("Tiderna är sparade.", "Stänger lördag 18 april kl. 16.00")
	for _, title := range []string{webinar, workshop} {
		if got := closes(title); got != "2026-04-18 16:00" {
			t.Errorf("%s closes at %s", title, got)
		}
	}

	// Somebody else is faster.
	seen()
	quick := url.Values{"do": {"times"}, "session": {string(h.code[workshop])}, "closes": {"2026-04-19T12:00"}}
	quick.Set("seen-"+string(h.code[workshop]), form.Get("seen-"+string(h.code[workshop])))
	colleague.follow(colleague.post(h.board(), quick)).says("Tiderna är sparade.")
	form.Set("closes", "2026-04-20T12:00")
	page = v.post(h.board(), form).want(http.StatusConflict)
	page.says("Inget är sparat.", "Stänger söndag 19 april kl. 12.00")
	if got := closes(webinar); got != "2026-04-18 16:00" {
		t.Errorf("one of the two was saved though the other was not: %s", got)
	}
	seen()
	v.follow(v.post(h.board(), form)).says("Tiderna är sparade.", "Stänger måndag 20 april kl. 12.00")
	h.organizer(organizer.Viewer).post(h.board(), form).want(http.StatusForbidden)
}
