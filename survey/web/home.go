package web

import (
	"net/http"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

type homeView struct {
	Typed string
	Error string
}

// home takes a code typed by hand and leads to its session.
func (s *server) home(w http.ResponseWriter, r *http.Request) error {
	typed := strings.TrimSpace(r.URL.Query().Get("code"))
	// Who pastes the whole address means the code at its end.
	typed = typed[strings.LastIndex(strings.TrimRight(typed, "/"), "/")+1:]
	typed = strings.TrimRight(typed, "/")
	if code, ok := survey.ParseCode(typed); ok {
		http.Redirect(w, r, "/s/"+string(code), http.StatusSeeOther)
		return nil
	}
	if key, ok := survey.ParseKey(typed); ok { // that of a printed slip
		http.Redirect(w, r, "/i/"+key.Text(), http.StatusSeeOther)
		return nil
	}
	if strings.TrimSpace(typed) != "" {
		return s.noSession(w, r, typed)
	}
	w.Header().Del("X-Robots-Tag") // the one page that is for everybody
	return s.showHome(w, r, http.StatusOK, "")
}

// noSession says that no session has the code, with the field to try again.
func (s *server) noSession(w http.ResponseWriter, r *http.Request, typed string) error {
	return s.showHome(w, r, http.StatusNotFound, shorten(shownText(strings.TrimSpace(typed))))
}

func (s *server) showHome(w http.ResponseWriter, r *http.Request, status int, typed string) error {
	language := s.language(w, r, i18n.Languages())
	c := i18n.For(language)
	view := homeView{Typed: typed}
	if status != http.StatusOK {
		view.Error = c.T("home.none", "code", typed)
	}
	return s.render(w, r, status, "home", page{
		Language: language, Offered: i18n.Languages(), Title: c.T("home.title"),
		Failed: view.Error != "", Data: view,
	})
}

// shorten keeps a mistyped code from filling a page.
func shorten(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
