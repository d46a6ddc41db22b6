package web_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestEveryAttendeesPageLeadsToTheStatement(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	v := h.visitor()
	v.answer(webinar, "q1", "4")
	event := "/e/" + string(h.event.Code) + "/accessibility"
	for _, path := range attendeePages(h) {
		page := v.get(path)
		if page.status == http.StatusSeeOther || strings.Contains(path, "/slide") || strings.Contains(path, "/closing") {
			continue // a slide is no page: it leads nowhere
		}
		want := "/accessibility"
		if page.status == http.StatusOK && path != "/" && path != "/accessibility" {
			want = event
		}
		if got := page.Find("footer a[href$='/accessibility']").AttrOr("href", ""); got != want {
			t.Errorf("%s leads to %q, want %q", path, got, want)
		}
	}
	v.get(event).want(http.StatusOK).says("Forum för styrning", "WCAG 2.2 på nivå AA", "Säg till Forum för styrning")
	v.get("/accessibility").want(http.StatusOK).says("Forum för styrning") // the only one here
	v.get(event+"?lang=fi").want(http.StatusOK).says("Saavutettavuus", "Järjestäjä: Forum för styrning.")
	v.get("/e/000000/accessibility").want(http.StatusNotFound)
	v.get("/e/%00/accessibility").want(http.StatusNotFound)
}

func TestAnOrganizationWritesItsOwnStatement(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, db.new(t))
			v := h.visitor()
			const address = "/o/organization"
			event := "/e/" + string(h.event.Code) + "/accessibility"

			form := v.get(address).want(http.StatusOK).fields()
			if !strings.Contains(form.Get("text-sv"), "WCAG 2.2") || !strings.Contains(form.Get("text-fi"), "WCAG 2.2") {
				t.Fatalf("the standard texts do not stand there: %v", form)
			}
			if saved := v.post(address, form).want(http.StatusSeeOther); saved.location != address+"?done=organization" {
				t.Errorf("saving leads to %s", saved.location)
			}
			if own, err := h.store.Accessibility(t.Context(), h.event.OrganizationID); err != nil || len(own) != 0 {
				t.Errorf("what was not changed is stored: %v, %v", own, err)
			}

			form.Set("text-sv", "Ring <b>Eva</b>,\r\nvardagar.\r\n\r\nVi har:\r\n- hörslinga\r\n- ramp")
			form.Set("do", "preview")
			preview := v.post(address, form).want(http.StatusOK)
			if got := preview.text(".preview[lang=sv] li"); got != "hörslingaramp" {
				t.Errorf("the preview's list is %q", got)
			}
			if got := preview.fields().Get("text-sv"); !strings.HasPrefix(got, "Ring <b>Eva</b>,\nvardagar.") {
				t.Errorf("what was typed is %q", got)
			}
			if strings.Contains(v.get(event).text("main"), "Eva") {
				t.Error("a preview is published")
			}
			form.Del("do")
			v.follow(v.post(address, form)).says("Texterna är sparade.")
			page := v.get(event).says("Ring <b>Eva</b>, vardagar.")
			if page.Find("main li").Length() != 2 || page.Find("main b").Length() != 0 {
				t.Errorf("the page is %s", page.body)
			}
			v.get(event + "?lang=en").says("WCAG 2.2 at level AA")
		})
	}
}

func TestAStatementThatCannotBeSavedIsKept(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, db.new(t))
			v := h.visitor()
			const address = "/o/organization"
			form := v.get(address).fields("text-sv", "a\x00b\xff", "text-en", strings.Repeat("å", 4002))
			page := v.post(address, form).want(http.StatusUnprocessableEntity)
			page.says("Texten (Svenska) innehåller tecken som inte kan sparas.", "Texten (English) är 2 tecken för lång.")
			for _, link := range page.Find("[role=alert] a").EachIter() {
				if to := link.AttrOr("href", ""); page.Find(to).Length() != 1 {
					t.Errorf("the summary leads to %s, which is not there", to)
				}
			}
			if kept := page.fields(); kept.Get("text-sv") != "ab" || len(kept.Get("text-en")) != 2*4002 {
				t.Errorf("what was typed is lost")
			}
			if own, err := h.store.Accessibility(t.Context(), h.event.OrganizationID); err != nil || len(own) != 0 {
				t.Errorf("stored all the same: %v, %v", own, err)
			}
		})
	}
}
