package web_test

import (
	"net/http"
	"testing"
)

func TestCopyingAnEvent(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	address := "/o/e/" + string(h.event.Code) + "/copy"
	page := v.get(address).want(http.StatusOK)
	v.post(address, page.editor("day", "2026-02-30")).wrong("day")
	v.post(address, page.editor("day", "2027-04-15")).wrong("name") // it is the event's own
	done := v.follow(v.post(address, page.editor("name", "Styrning 2027", "day", "2027-04-15")))
	done.says("Styrning 2027", "Kopian är gjord", workshop, "torsdag 15 april")
	if n := done.Find(".state.draft").Length(); n != 4 {
		t.Errorf("%d drafts, want 4: the cancelled session is left out", n)
	}
}
