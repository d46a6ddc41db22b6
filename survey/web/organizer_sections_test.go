package web_test

import (
	"net/http"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// Every section of an event leads to all others and says that one is there.
func TestSectionsLeadToOneAnother(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	links := func(page seen) []string {
		return page.Find("nav.sections a").Map(func(_ int, a *goquery.Selection) string { return a.AttrOr("href", "") })
	}
	all := links(v.get("/o/e/" + string(h.event.Code)).want(http.StatusOK))
	if len(all) < 2 {
		t.Fatalf("the event leads to %q", all)
	}
	for _, address := range all {
		page := v.get(address).want(http.StatusOK)
		here := page.Find("nav.sections a[aria-current=page]")
		if here.Length() != 1 || here.AttrOr("href", "") != address || len(links(page)) != len(all) {
			t.Errorf("%s leads to %q and says that this is %q", address, links(page), here.Text())
		}
	}
	if n := len(links(v.get("/o/"))); n != 0 {
		t.Errorf("the list of events has %d sections", n)
	}
	within := v.get("/o/e/" + string(h.event.Code) + "/edit").Find("nav.sections a[aria-current]").Length()
	if within != 0 {
		t.Error("the page that edits the event says that it is one of the sections")
	}
}
