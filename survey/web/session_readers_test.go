package web_test

import (
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// TestTheFormSaysWhoReadsIt: everybody who gets a letter is named or meant, and
// nobody else is, before anything is written.
func TestTheFormSaysWhoReadsIt(t *testing.T) {
	t.Parallel()
	h := open(t)
	speakers := func(names ...string) (all []survey.Appearance) {
		for i, name := range names {
			all = append(all, survey.Appearance{
				Number: i + 1, Role: survey.RoleSpeaker, Rated: true,
				Speaker: survey.Speaker{Name: name, Language: survey.Swedish},
			})
		}
		return all
	}
	sessions := map[string]struct {
		kind     survey.Kind
		speakers []survey.Appearance
		says     string
	}{
		"En":       {survey.KindTalk, speakers("Ada"), "När utvärderingen har stängt får Ada ett brev, med siffror och kommentarer bara om minst tre har svarat."},
		"Två":      {survey.KindTalk, speakers("Ada", "Bo"), "får Ada och Bo var sitt brev"},
		"Många":    {survey.KindPanel, speakers("Ada", "Bo", "Ceasar", "Dan", "Eva"), "får de medverkande var sitt brev"},
		"Ingen":    {survey.KindTalk, nil, "Siffror och kommentarer visas först när utvärderingen har stängt"},
		"Allt":     {survey.KindEvent, nil, "Siffror och kommentarer visas först när utvärderingen har stängt"},
		"Moderera": {survey.KindPanel, speakers("Ada", "Bo"), "får Ada och Bo var sitt brev"},
	}
	sessions["Moderera"].speakers[1].Role, sessions["Moderera"].speakers[1].Rated = survey.RoleModerator, false
	p := programme(h.event.Location())
	standard := p.Sessions[0]
	p.Sessions = nil
	for title, s := range sessions {
		added := standard
		added.Session.Title, added.Session.Kind, added.Appearances, added.Session.Code = title, s.kind, s.speakers, ""
		p.Sessions = append(p.Sessions, added)
	}
	if _, err := h.store.Load(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	e, err := h.store.Event(t.Context(), h.event.Code)
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range e.Sessions {
		h.code[st.Session.Title] = st.Session.Code
	}
	for title, s := range sessions {
		page := h.visitor().get(h.path(title))
		page.says("Forum för styrning läser kommentarerna", s.says, "Skriv så att du inte känns igen.")
		for _, l := range i18n.Languages() {
			v := h.visitor()
			v.language = string(l)
			form, protection := v.get(h.path(title)).text("main"), v.get(h.path(title)+"/protection").text("main")
			k := i18n.For(l).Spelled(3)
			for _, text := range []string{form, protection} {
				if !strings.Contains(text, "Forum för styrning") || !strings.Contains(text, k) {
					t.Errorf("%s in %s does not say who reads it, and from %s answers on: %s", title, l, k, text)
				}
				for _, a := range s.speakers {
					if len(s.speakers) <= 3 && !strings.Contains(text, a.Speaker.Name) {
						t.Errorf("%s in %s does not name %s", title, l, a.Speaker.Name)
					}
				}
			}
		}
	}
}
