package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey/organizer"
)

// TestGreetingsAreAskedAbout: before letters are approved, the names that do not tell how
// to greet are listed; what is said there is what the letters say, and what is approved
// stays as it was.
func TestGreetingsAreAskedAbout(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, database.new(t))
			v, list := h.organizer(organizer.Editor), "/o/e/"+string(h.event.Code)+"/letters"
			edit := h.office(workshop) + "/edit"
			v.post(edit, v.get(edit).editor("speaker-1", "Nagy Karin")).want(http.StatusSeeOther)
			h.releasedWorkshop()
			letters := h.letters(workshop)
			first := letters[0]
			field := "greeting-" + fmt.Sprint(int64(first.Appearance.Speaker.ID))

			page := v.get(list).want(http.StatusOK).says("Nagy Karin", "Hej Nagy Karin!")
			if page.fields().Get(field) != "Nagy Karin" || page.Find("#greetings input").Length() != 1 {
				t.Errorf("asked: %v", page.fields())
			}
			if h.organizer(organizer.Viewer).get(list).says("Hej Nagy Karin!").Find("#greetings input").Length() != 0 {
				t.Error("a viewer is asked")
			}
			v.post(list, page.fields("do", "greet", field, "Karin\u0000")).want(http.StatusUnprocessableEntity)
			v.post(list, page.fields("do", "greet", field, strings.Repeat("a", 2000))).want(http.StatusUnprocessableEntity)
			seen := v.get(h.letterPage(first))
			v.follow(v.post(list, page.fields("do", "greet", field, " Karin "))).says("Tilltalsnamnet är sparat")
			if v.get(list).Find("#greetings").Length() != 0 {
				t.Error("what was said is asked again")
			}
			// Who had looked at the draft before has not seen this one.
			v.post(h.letterPage(first), seen.fields("do", "approve")).want(http.StatusConflict).says("Hej Karin!")

			// It can be changed at the letter, to nothing too.
			v.follow(v.pressed(h.letterPage(first), "greet", field, "")).says("Tilltalsnamnet är sparat", "Hej!")
			v.follow(v.pressed(h.letterPage(first), "approve"))
			v.post(list, page.fields("do", "greet", field, "Kajsa")).want(http.StatusSeeOther)
			if text := v.get(h.letterPage(first)).text(".letter-salutation"); text != "Hej!" {
				t.Errorf("an approved letter begins with %q", text)
			}
			// The other event's organizer greets nobody here.
			v.post(list, page.fields("do", "greet", "greeting-1", "Du")).want(http.StatusNotFound)
		})
	}
}

// The session's form tells it, too: what is emptied there is a greeting without a name,
// what was never filled in is guessed.
func TestASessionsFormTellsTheGreeting(t *testing.T) {
	t.Parallel()
	h := open(t)
	v, address := h.visitor(), h.office(draft)+"/edit"
	for _, c := range []struct {
		typed string
		told  bool
	}{{"", false}, {"Karro", true}, {"", true}} {
		v.post(address, v.get(address).editor("greeting-1", c.typed)).want(http.StatusSeeOther)
		f, err := h.store.Form(t.Context(), h.code[draft])
		if err != nil {
			t.Fatal(err)
		}
		if g := f.Appearances[0].Speaker.Greeting; g.Told != c.told || g.Name != c.typed {
			t.Errorf("%q is %+v", c.typed, g)
		}
	}
}
