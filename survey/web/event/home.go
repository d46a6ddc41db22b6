package event

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

type homeView struct {
	Typed string
	Error string
}

// Home takes a code typed by hand and leads to its session. The form is posted:
// who types an answer's code here, by mistake, shall not have it in an address.
func (s *Room) Home(w http.ResponseWriter, r *http.Request) error {
	typed := strings.TrimSpace(r.URL.Query().Get("code"))
	if r.Method == http.MethodPost {
		if err := s.ParseForm(w, r); err != nil {
			return err
		}
		typed = strings.TrimSpace(r.PostForm.Get("code"))
	}
	// Who pastes the whole address means the code at its end.
	typed = typed[strings.LastIndex(strings.TrimRight(typed, "/"), "/")+1:]
	typed = strings.TrimRight(typed, "/")
	if code, ok := survey.ParseCode(typed); ok {
		http.Redirect(w, r, "/s/"+string(code), http.StatusSeeOther)
		return nil
	}
	if key, ok := survey.ParseKey(typed); ok {
		return s.longCode(w, r, key)
	}
	if strings.TrimSpace(typed) != "" {
		return s.NoSession(w, r, typed, survey.ErrNotFound)
	}
	w.Header().Del("X-Robots-Tag") // the one page that is for everybody
	return s.showHome(w, r, http.StatusOK, homeView{})
}

// longCode takes the code of a printed slip. An answer's code looks the same, and
// is looked for in its own session alone; where to do that is told.
func (s *Room) longCode(w http.ResponseWriter, r *http.Request, key survey.Key) error {
	_, _, err := s.invitation(r, key.Text())
	if errors.Is(err, survey.ErrNotFound) {
		return s.showHome(w, r, http.StatusNotFound, homeView{Error: "home.none.long"})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/i/"+key.Text(), http.StatusSeeOther)
	return nil
}

// NoSession says that no session has the code, with the field to try again; after
// too many wrong ones (err is TooManyGuesses) not even that.
func (s *Room) NoSession(w http.ResponseWriter, r *http.Request, typed string, err error) error {
	view := homeView{Typed: page.Shorten(page.ShownText(strings.TrimSpace(typed))), Error: "home.none"}
	if errors.Is(err, page.TooManyGuesses) {
		view.Error = "home.guesses"
		w.Header().Set("Retry-After", strconv.Itoa(page.RetrySeconds))
	}
	return s.showHome(w, r, page.ProblemOf(err).Status, view)
}

// showHome renders the page; the view's Error is a message's key.
func (s *Room) showHome(w http.ResponseWriter, r *http.Request, status int, view homeView) error {
	language := s.Language(w, r, i18n.Languages())
	c := i18n.For(language)
	if view.Error != "" {
		view.Error = c.T(view.Error, "code", view.Typed)
	}
	return s.Render(w, r, status, "event/home", page.Page{
		Language: language, Offered: i18n.Languages(), Title: c.T("home.title"),
		Failed: view.Error != "", Data: view,
	})
}
