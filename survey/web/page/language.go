package page

import (
	"net/http"
	"slices"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// languageField is the name of the language in an address (?lang=en), and of
// the cookie that remembers the choice.
const languageField = "lang"

// Language returns the offered language that the reader has chosen, now or
// before, or else the one that the browser asks for. A choice made now is
// remembered for as long as the browser is open.
func (s *Site) Language(w http.ResponseWriter, r *http.Request, offered []survey.Language) survey.Language {
	if chosen := survey.Language(r.URL.Query().Get(languageField)); slices.Contains(offered, chosen) {
		s.SetCookie(w, &http.Cookie{
			Name: languageField, Value: string(chosen), Path: "/",
		})
		return chosen
	}
	if c, err := r.Cookie(languageField); err == nil && slices.Contains(offered, survey.Language(c.Value)) {
		return survey.Language(c.Value)
	}
	return i18n.Match(r.Header.Get("Accept-Language"), offered)
}

// Offered returns the languages that the event's pages can be shown in, its own
// first.
func Offered(e survey.Event) []survey.Language {
	var list []survey.Language
	for _, l := range append([]survey.Language{e.Language}, e.Languages...) {
		if i18n.Known(l) && !slices.Contains(list, l) {
			list = append(list, l)
		}
	}
	if len(list) == 0 {
		return []survey.Language{survey.English}
	}
	return list
}

// Spoken is the language that an event's names and titles are in, on a page in another;
// empty where it is the page's own, and there is nothing to say.
func Spoken(e survey.Event, shown survey.Language) survey.Language {
	if e.Language == shown {
		return ""
	}
	return e.Language
}
