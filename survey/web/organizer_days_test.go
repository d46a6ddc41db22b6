package web_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// TestEventsAreListedByTheirDays, the latest first, and what is new above all.
func TestEventsAreListedByTheirDays(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.anotherReleased("Andra dagarna")
	v := h.visitor()
	form := v.get("/o/new").want(http.StatusOK).editor("name", "Tredje dagarna")
	v.post("/o/new", form).want(http.StatusSeeOther)
	page := v.get("/o/").want(http.StatusOK).says("16 maj 2026 · ", "16 april 2026")
	titles := page.Find(".list .title").Map(func(_ int, e *goquery.Selection) string { return e.Text() })
	if want := []string{"Tredje dagarna", "Andra dagarna", "Styrning i praktiken"}; !slices.Equal(titles, want) {
		t.Errorf("%q", titles)
	}
}
