package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode"
)

// turns says whether r turns what follows it, or cannot be seen.
func turns(r rune) bool {
	return unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Cf, r)
}

func TestAnOrganizationIsNotNamedLikeAnother(t *testing.T) {
	t.Parallel()
	h := open(t)
	event, err := h.store.Event(t.Context(), h.event.Code)
	if err != nil {
		t.Fatal(err)
	}
	there := event.Organization.Name
	for name, says := range map[string]string{
		there + ".":                         "Namnet ser ut som en annan arrangörs",
		strings.ToUpper(there):              "Namnet ser ut som en annan arrangörs",
		"Skоla i Gävle":                     "blandar bokstäver ur olika alfabet", // a Cyrillic о
		there + "\u200b\u202e":              "Det finns redan en arrangör med det namnet",
		strings.Replace(there, "o", "о", 1): "blandar bokstäver", // Cyrillic
	} {
		page := h.stranger().post("/o/setup/"+strings.ToLower(h.setUpLink(0)), url.Values{
			"organization": {name}, "name": {"Eva Ek"}, "email": {"eva@example.org"}, "password": {"en lång och egen mening"},
		})
		page.want(http.StatusUnprocessableEntity).says(says)
	}
}

func TestNoSignOfDirectionGetsIntoTitlesAndFiles(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	page := v.get("/o" + h.eventPath() + "/add").want(http.StatusOK)
	v.post("/o"+h.eventPath()+"/add", page.editor("title", "Ma\u030al\u202egpj.exe\u202c", "room", "Sal\u00ad\u200e B",
		"starts", "2026-04-17T09:00", "ends", "2026-04-17T10:00", "speaker-1", "Ka\u2066rin\u2069 Ek"))
	e, err := h.store.Event(t.Context(), h.event.Code)
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range e.Sessions {
		if st.Session.Title != "Målgpj.exe" {
			continue
		}
		if st.Session.Room != "Sal B" || st.Appearances[0].Speaker.Name != "Karin Ek" {
			t.Errorf("stored are %+q and %+q", st.Session.Room, st.Appearances[0].Speaker.Name)
		}
		return
	}
	t.Error("the session is not there under the title that everybody reads")
}

func TestATitleFromTheRightStandsByItself(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	page := v.get("/o" + h.eventPath() + "/add").want(http.StatusOK)
	v.follow(v.post("/o"+h.eventPath()+"/add", page.editor("title", "שלום (2)", "starts", "2026-04-17T09:00", "ends", "2026-04-17T10:00")))
	list := v.get("/o" + h.eventPath())
	if list.Find("bdi:contains('שלום')").Length() == 0 {
		t.Error("the title stands among other words")
	}
	address := list.Find("a.title:contains('שלום')").AttrOr("href", "")
	session := v.get(address).want(http.StatusOK)
	if session.Find("h1[dir=auto]").Length() != 1 || strings.ContainsFunc(session.text("title"), turns) {
		t.Errorf("the heading or the title %+q", session.text("title"))
	}
}

func TestATimeThatComesTwiceIsAskedAbout(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	add := "/o" + h.eventPath() + "/add"
	page := v.get(add).want(http.StatusOK)
	if page.Find("select[name=starts-which]").Length() != 0 {
		t.Error("it is asked before there is anything to ask")
	}
	v.post(add, page.editor("title", "Natt", "starts", "2026-03-29T02:30", "ends", "2026-03-29T04:00")).wrong("starts").says("Menar du 2026-03-29 03:30?")
	asked := v.post(add, page.editor("title", "Natt", "room", "Sal N", "starts", "2026-10-25T02:30", "ends", "2026-10-25T04:00")).wrong("starts")
	asked.says("kommer två gånger", "Vilken av de två tiderna?")
	if asked.Find("input[name=room]").AttrOr("value", "") != "Sal N" || asked.Find("select[name=starts-which] option").Length() != 3 {
		t.Error("what was typed, or what to choose from, is not there")
	}
	v.follow(v.post(add, asked.editor("starts-which", "second"))).want(http.StatusOK)
	e, err := h.store.Event(t.Context(), h.event.Code)
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range e.Sessions {
		if st.Session.Title != "Natt" {
			continue
		}
		if got := st.Session.Starts.UTC().Format("15:04"); got != "01:30" {
			t.Errorf("it starts at %s UTC", got)
		}
		edit := "/o/s/" + string(st.Session.Code) + "/edit"
		v.follow(v.post(edit, v.get(edit).editor("room", "Sal M"))).want(http.StatusOK)
		again, err := h.store.Form(t.Context(), st.Session.Code)
		if err != nil || !again.Session.Starts.Equal(st.Session.Starts) || again.Session.Room != "Sal M" {
			t.Errorf("saving it anew moves it to %v; %v", again.Session.Starts, err)
		}
		return
	}
	t.Error("the session is not there")
}

func TestAPastedTimeThatComesTwiceIsAskedAbout(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	for _, way := range []string{"/paste", "/rows"} {
		at := "/o" + h.eventPath() + way
		form := url.Values{"table": {"Datum;Tid;Titel\n2026-10-25;2.30-3.30;Natt\n"}, "do": {"preview"}}
		if way == "/rows" {
			form = url.Values{"rows": {"10"}, "row-1-date": {"2026-10-25"}, "row-1-time": {"2.30"}, "row-1-ends": {"3.30"}, "row-1-title": {"Natt"}, "do": {"preview"}}
		}
		asked := v.post(at, form).want(http.StatusUnprocessableEntity).says("kommer två gånger")
		if asked.Find("select[name=table-which]").Length() != 1 {
			t.Errorf("%s: nothing to choose", way)
			continue
		}
		form.Set("table-which", "second")
		v.post(at, form).want(http.StatusOK).says("1 nytt pass.")
	}
}
