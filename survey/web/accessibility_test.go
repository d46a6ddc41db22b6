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
		// A follow-up page that is not shown is still an event's.
		if (page.status == http.StatusOK || strings.HasPrefix(path, "/f/")) && path != "/" && path != "/accessibility" {
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

const statementAddress = "/o/organization/accessibility"

func TestAnOrganizationWritesItsOwnStatement(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, db.new(t))
			v := h.visitor()
			event := "/e/" + string(h.event.Code) + "/accessibility"

			form := v.get(statementAddress).want(http.StatusOK).fields()
			if !strings.Contains(form.Get("more-sv"), "WCAG 2.2") || !strings.Contains(form.Get("more-fi"), "WCAG 2.2") {
				t.Fatalf("the standard texts do not stand there: %v", form)
			}
			if saved := v.post(statementAddress, form).want(http.StatusSeeOther); saved.location != statementAddress+"?done=organization" {
				t.Errorf("saving leads to %s", saved.location)
			}
			if own, err := h.store.Statement(t.Context(), h.event.OrganizationID); err != nil || len(own.More) != 0 {
				t.Errorf("what was not changed is stored: %v, %v", own, err)
			}

			form = v.get(statementAddress).fields()
			form.Set("more-sv", "Ring <b>Eva</b>,\r\nvardagar.\r\n\r\nVi har:\r\n- hörslinga\r\n- ramp")
			form.Set("do", "preview")
			preview := v.post(statementAddress, form).want(http.StatusOK)
			if got := preview.text(".preview[lang=sv] li"); got != "hörslingaramp" {
				t.Errorf("the preview's list is %q", got)
			}
			if got := preview.fields().Get("more-sv"); !strings.HasPrefix(got, "Ring <b>Eva</b>,\nvardagar.") {
				t.Errorf("what was typed is %q", got)
			}
			if strings.Contains(v.get(event).text("main"), "Eva") {
				t.Error("a preview is published")
			}
			form.Del("do")
			v.follow(v.post(statementAddress, form)).says("Sparat.")
			page := v.get(event).says("Ring <b>Eva</b>, vardagar.")
			if page.Find("main li").Length() != 2 || page.Find("main b").Length() != 0 {
				t.Errorf("the page is %s", page.body)
			}
			v.get(event + "?lang=en").says("WCAG 2.2 at level AA")
		})
	}
}

// TestAStatementHasTheAuthoritysParts: status, faults with why and when, method
// and dates, where to report, and where to complain.
func TestAStatementHasTheAuthoritysParts(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	v.post("/o/organization/records", v.get("/o/organization/records").fields("public", "1", "controller", "dso@example.org")).want(http.StatusSeeOther)
	form := v.get(statementAddress).fields()
	if got := form.Get("supervisoraddress"); got != "https://www.digg.se/tdosanmalan" {
		t.Errorf("an authority's supervisor is at %q", got)
	}
	opened := v.get(statementAddress).fields() // by somebody else, at the same time
	form.Set("status", "partly")
	v.post(statementAddress, form).want(http.StatusUnprocessableEntity).says("Fyll i", "Skriv minst en brist", "Skriv en e-postadress eller ett telefonnummer")
	form.Set("faultsv-1", "Diagrammet läses inte upp. Siffrorna finns i tabellen.")
	form.Set("faulten-1", "The chart is not read aloud. The figures are in the table.")
	form.Set("faultmended-1", "2026-06-01")
	form.Set("faultwhy-1", "unmended")
	form.Set("assessed", "2026-03-02")
	form.Set("method", "self")
	form.Set("reportemail", "tillganglighet@example.org")
	form.Set("reportdays", "2")
	form.Set("more-sv", "")
	v.follow(v.post(statementAddress, form)).says("Sparat.")
	page := v.get("/e/"+string(h.event.Code)+"/accessibility").says("delvis förenliga med lagen om tillgänglighet till digital offentlig service",
		"Diagrammet läses inte upp.", "ska rättas", "Rättas senast den 1 juni 2026", "Bedömningen gjordes den 2 mars 2026",
		"ändrades senast den 16 april 2026", "inom 2 arbetsdagar", "Digg")
	for _, to := range []string{"mailto:tillganglighet@example.org", "https://www.digg.se/tdosanmalan"} {
		if page.Find("main a[href='"+to+"']").Length() != 1 {
			t.Errorf("nothing leads to %s", to)
		}
	}
	v.get("/accessibility?lang=en").says("partially compliant with the Swedish Act", "The chart is not read aloud.", "within 2 working days")
	fi := v.get("/accessibility?lang=fi").says("täyttävät vaatimukset osittain")
	if fi.Find("span[lang=en]").Length() != 1 {
		t.Error("a fault in another language is not marked as that")
	}
	form.Set("status", "fully")
	v.post(statementAddress, form).want(http.StatusUnprocessableEntity).says("Helt förenliga sidor har inga brister")
	opened.Set("more-sv", "Min text")
	late := v.post(statementAddress, opened).want(http.StatusConflict).says("Delvis förenliga", "2026-03-02")
	if late.fields().Get("more-sv") != "Min text" {
		t.Error("what was typed is lost")
	}
}

func TestAStatementThatCannotBeSavedIsKept(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	form := v.get(statementAddress).fields("more-sv", "a\x00b\xff", "more-en", strings.Repeat("å", 4002), "faultmended-1", "2026-02-30")
	page := v.post(statementAddress, form).want(http.StatusUnprocessableEntity)
	page.says("Text (Svenska)", "2 tecken för lång", "30")
	for _, link := range page.Find("[role=alert] a").EachIter() {
		if to := link.AttrOr("href", ""); page.Find(to).Length() != 1 {
			t.Errorf("the summary leads to %s, which is not there", to)
		}
	}
	if kept := page.fields(); kept.Get("more-sv") != "ab" || len(kept.Get("more-en")) != 2*4002 || kept.Get("faultmended-1") != "2026-02-30" {
		t.Error("what was typed is lost")
	}
	if own, err := h.store.Statement(t.Context(), h.event.OrganizationID); err != nil || own.Revision != 0 {
		t.Errorf("stored all the same: %v, %v", own, err)
	}
}
