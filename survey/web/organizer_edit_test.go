package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/omdome/omdome/survey/organizer"
)

// editor is what the page's editing form would send, with some fields changed.
func (s seen) editor(pairs ...string) url.Values {
	s.t.Helper()
	form := seen{Document: goquery.NewDocumentFromNode(s.Find("main").Get(0))}.fields()
	s.Find("main select").Each(func(_ int, e *goquery.Selection) {
		chosen := e.Find("option[selected]")
		if chosen.Length() == 0 {
			chosen = e.Find("option").First()
		}
		form.Set(e.AttrOr("name", ""), chosen.AttrOr("value", ""))
	})
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// wrong fails unless the page sends back what was typed, its summary leading to
// the fields.
func (s seen) wrong(fields ...string) seen {
	s.t.Helper()
	s.want(http.StatusUnprocessableEntity)
	for _, field := range fields {
		if s.Find(".message a[href='#"+field+"']").Length() != 1 || s.Find("#"+field+"[aria-invalid=true]").Length() != 1 {
			s.t.Errorf("nothing is said of %s; said is %q", field, s.text(".message"))
		}
	}
	if n := s.Find(".message a").Length(); n != len(fields) {
		s.t.Errorf("%d errors, want %d: %s", n, len(fields), s.text(".message"))
	}
	if !strings.HasPrefix(s.text("title"), "Fel") {
		s.t.Errorf("the title is %q", s.text("title"))
	}
	return s
}

const pasted = "Tid\tTitel\tTalare\tE-post\tSal\n9:00–10:00\tFörsta\tKarin Ek\tkarin@example.org\tSal A\n" +
	"10:15-11:00\tAndra\tJohan Åberg, Mo\t\tSal B\n"

func TestFromAnEmptyPageToAProgramme(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	page := v.get(v.get("/o/").want(http.StatusOK).Find("a[href='/o/new']").AttrOr("href", "")).want(http.StatusOK)
	v.post("/o/new", page.editor("name", " ", "zone", "Stockholm")).wrong("name", "zone")
	v.post("/o/new", page.editor("name", h.event.Name)).wrong("name")
	page = v.follow(v.post("/o/new", page.editor("name", "Höstdagen", "place", "Gävle")))
	page.want(http.StatusOK).says("Evenemanget är skapat")
	paste := page.Find(".editor").AttrOr("action", "")

	preview := v.post(paste, page.editor("table", pasted, "date", "2026-10-01", "do", "preview")).want(http.StatusOK)
	preview.says("2 nya pass.", "Johan Åberg · Mo", "Första")
	event := strings.TrimSuffix(paste, "/paste")
	if n := v.get(event).Find(".list li").Length(); n != 0 {
		t.Errorf("the preview has written %d sessions", n)
	}
	done := v.follow(v.post(paste, preview.editor("do", "save")))
	done.says("Programmet är sparat.", "Första", "Andra", "Karin Ek")
	if n := done.Find(".list li").Length(); n != 2 {
		t.Errorf("%d sessions", n)
	}
	again := v.post(paste, preview.editor("do", "preview")).want(http.StatusOK)
	again.says("Allt stämmer redan.")
	if again.Find("button[value=save]").Length() != 0 {
		t.Error("there is nothing to save, and a button to save it")
	}
}

func TestAProgrammeWithFaultsIsGivenBack(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	address := "/o/e/" + string(h.event.Code) + "/paste"
	page := v.get(address).want(http.StatusOK)
	text := "Tid\tTitel\tE-post\n9-10\t\tx\nnio\tEtt"
	page = v.post(address, page.editor("table", text, "date", "2026-10-01", "do", "save")).wrong("table")
	page.says("Rad 2, kolumn 2: Fyll i det här.", "Rad 3, kolumn 1: ”nio” är ingen tid.")
	if got := strings.TrimSpace(page.Find("textarea").Text()); got != text {
		t.Errorf("what was pasted comes back as %q", got)
	}
	// What was shown is what is saved: another has added a session meanwhile.
	page = v.post(address, page.editor("table", pasted, "do", "preview")).want(http.StatusOK)
	other := h.visitor()
	preview := other.post(address, page.editor("table", strings.Join(strings.SplitAfter(pasted, "\n")[:2], ""), "do", "preview"))
	other.post(address, preview.editor("do", "save")).want(http.StatusSeeOther)
	page = v.post(address, page.editor("do", "save")).want(http.StatusConflict)
	page.says("Programmet har ändrats sedan du granskade det", "1 nytt pass. 0 ändras. 1 är som förut.")
	v.post(address, page.editor("do", "save")).want(http.StatusSeeOther)
}

func TestASingleWebinarIsOneShortForm(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	page := v.get("/o/new/single").want(http.StatusOK)
	typed := page.editor("title", "Vårens webbinarium", "starts", "2026-03-29T02:30", "ends", "2026-03-29T04:00", "speaker-1", "Karin Ek", "email-1", "karin")
	page = v.post("/o/new/single", typed).wrong("starts", "email-1")
	page.says("Klockan 02:30 finns inte den 2026-03-29")
	if page.Find("#title").AttrOr("value", "") != "Vårens webbinarium" {
		t.Error("the title is gone")
	}
	done := v.follow(v.post("/o/new/single", page.editor("starts", "2026-03-29T03:30", "email-1", "karin@example.org")))
	done.says("Vårens webbinarium", "Nästa steg", "Karin Ek")
	v.post("/o/new/single", page.editor("starts", "2026-03-29T03:30", "email-1", "")).wrong("title")
}

func TestEditingASession(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	address := h.office(draft) + "/edit"
	page := v.get(address).want(http.StatusOK)
	// Sent back untouched, nothing changes but the revision.
	before, _ := h.store.Form(t.Context(), h.code[draft])
	v.post(address, page.editor()).want(http.StatusSeeOther)
	after, _ := h.store.Form(t.Context(), h.code[draft])
	if before.Session.Revision++; before.Session != after.Session || len(after.Appearances) != 1 || after.Appearances[0] != before.Appearances[0] {
		t.Errorf("before %+v\nafter  %+v", before.Session, after.Session)
	}
	page = v.get(address)
	v.post(address, page.editor("title", "", "ends", "2026-04-16T09:00", "k", "1", "email-1", "x")).wrong("title", "ends", "email-1", "k")
	v.follow(v.post(address, page.editor("title", "Sent i dag", "speaker-2", "Johan Åberg", "speaks-2", "en", "attended", "40", "about", "1"))).
		says("Ändringen är sparad.", "Sent i dag", "Johan Åberg")
	v.get(h.path(draft)).want(http.StatusOK) // the code is what it was
}

// Two people edit the same: the second is told, and overwrites nothing unless
// they save again.
func TestTheSecondOfTwoIsTold(t *testing.T) {
	t.Parallel()
	h := open(t)
	first, second := h.visitor(), h.visitor()
	address := h.office(draft) + "/edit"
	page := second.get(address)
	first.post(address, first.get(address).editor("room", "Sal A")).want(http.StatusSeeOther)
	told := second.post(address, page.editor("title", "Mitt")).want(http.StatusConflict)
	told.says("Någon annan har ändrat det här medan du skrev", "Lokal: Sal A", "Rubrik: "+draft)
	if told.Find("#title").AttrOr("value", "") != "Mitt" {
		t.Error("what was typed is gone")
	}
	if f, _ := h.store.Form(t.Context(), h.code[draft]); f.Session.Room != "Sal A" || f.Session.Title != draft {
		t.Errorf("overwritten: %+v", f.Session)
	}
	second.post(address, told.editor("room", "Sal A")).want(http.StatusSeeOther)
	event := "/o/e/" + string(h.event.Code) + "/edit"
	page = second.get(event)
	first.post(event, first.get(event).editor("place", "Gävle")).want(http.StatusSeeOther)
	second.post(event, page.editor("name", "Annat")).want(http.StatusConflict).says("Plats: Gävle")
}

func TestWhatCannotBeEditedSaysWhy(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	h.releasedWorkshop()
	page := v.get(h.office(workshop) + "/edit").want(http.StatusOK).says("kan passet inte ändras längre")
	if page.Find(".editor").Length() != 0 {
		t.Error("there is a form all the same")
	}
	h.visitor().answer(webinar, "q1", "5", "q2.1", "5")
	address := h.office(webinar) + "/edit"
	page = v.get(address)
	if page.Find("#k[readonly]").Length() != 1 {
		t.Error("k can be typed over")
	}
	v.post(address, page.editor("k", "9", "speaker-1", "Någon annan")).wrong("k", "speaker-1")

	off := h.office(cancelled)
	page = v.get(off + "/edit").want(http.StatusOK)
	v.post(off+"/replacement", page.editor("replacement", string(h.code[questions]))).want(http.StatusSeeOther)
	if f, _ := h.store.Form(t.Context(), h.code[cancelled]); f.Session.ReplacedBy != h.code[questions] {
		t.Errorf("replaced by %q", f.Session.ReplacedBy)
	}
}

func TestWhoMayNotEdit(t *testing.T) {
	t.Parallel()
	h := open(t)
	reader := h.organizer(organizer.Viewer)
	event := "/o/e/" + string(h.event.Code)
	for _, path := range []string{"/o/new", "/o/new/single", event + "/edit", event + "/add", event + "/paste", h.office(draft) + "/edit"} {
		reader.get(path).want(http.StatusForbidden)
		reader.post(path, url.Values{"name": {"X"}, "title": {"X"}}).want(http.StatusForbidden)
	}
	for _, path := range []string{"/o/", event, h.office(draft)} {
		if n := reader.get(path).want(http.StatusOK).Find("a[href$='/edit'], a[href$='/new'], a[href$='/paste']").Length(); n != 0 {
			t.Errorf("%s shows %d ways to edit", path, n)
		}
	}
}
