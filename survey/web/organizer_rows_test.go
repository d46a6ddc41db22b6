package web_test

import (
	"net/http"
	"testing"
)

// A programme is typed row by row, with what is wrong beside its cell and nothing
// lost on the way.
func TestAProgrammeIsTypedInRows(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	made := v.post("/o/new", v.get("/o/new").editor("name", "Vårdagen", "place", "Luleå"))
	page := v.follow(made)
	page = v.follow2(page, "Skriv in programmet rad för rad i en tabell")
	address := page.Find("form.rows").AttrOr("action", "")
	if n := page.Find("table.typed tbody tr").Length(); n != 10 {
		t.Fatalf("the table begins with %d rows", n)
	}
	v.post(address, page.editor("do", "preview")).wrong("row-1-title")

	typed := page.editor("date", "2026-05-07", "row-2-time", "09:00", "row-2-ends", "10:00", "row-2-title", `Det "nya" =avtalet`,
		"row-2-speaker", "Karin Ek, Johan Åberg", "row-2-email", "karin@example.org", "row-2-room", "Sal A",
		"row-5-date", "2026-05-08", "row-5-time", "25:00", "row-5-ends", "11:00", "row-5-title", "Andra dagen", "row-5-kind", "workshop")
	typed.Set("do", "preview")
	wrong := v.post(address, typed).wrong("row-5-time")
	wrong.says("Rad 5")
	more := wrong.editor("do", "more")
	page = v.post(address, more).want(http.StatusOK)
	if n := page.Find("table.typed tbody tr").Length(); n != 20 {
		t.Errorf("more rows make %d", n)
	}
	if got := page.Find("#row-2-title").AttrOr("value", ""); got != `Det "nya" =avtalet` {
		t.Errorf("more rows leave %q of the title", got)
	}
	page = v.post(address, page.editor("row-5-time", "10:15", "row-15-title", "Sist", "row-15-time", "13:00", "row-15-ends", "14:00", "do", "preview")).want(http.StatusOK)
	page.says("3 nya pass.", "Karin Ek (karin@example.org) · Johan Åberg", "workshop")
	v.follow(v.post(address, page.editor("do", "save"))).says(`Det "nya" =avtalet`, "Andra dagen", "Sist", "fredag 8 maj kl. 10.15")
}
