package web

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// A handler answers a request or returns why it could not.
type handler func(w http.ResponseWriter, r *http.Request) error

// A problem is an answer that is a status and a sentence: the catalog's texts
// problem.KEY.title and problem.KEY.
type problem struct {
	status int
	key    string
}

func (p problem) Error() string { return "problem " + p.key }

// retrySeconds is when a client that was turned away may come again. A batch
// takes milliseconds, so this is long.
const retrySeconds = 5

// problems is what each error of the domain becomes, the first that fits.
var problems = []struct {
	is error
	problem
}{
	{survey.ErrNotFound, problem{http.StatusNotFound, "notfound"}},
	{survey.ErrSealed, problem{http.StatusConflict, "sealed"}},
	{survey.ErrConflict, problem{http.StatusConflict, "conflict"}},
	{survey.ErrInUse, problem{http.StatusConflict, "conflict"}},
	{survey.ErrAnswered, problem{http.StatusConflict, "answered"}},
	{survey.ErrWithdrawn, problem{http.StatusConflict, "withdrawn"}},
	{survey.ErrNotOpen, problem{http.StatusConflict, "notopen"}},
	{survey.ErrClosed, problem{http.StatusGone, "closed"}},
	{survey.ErrUnconfirmed, problem{http.StatusServiceUnavailable, "unconfirmed"}},
	{survey.ErrBusy, problem{http.StatusServiceUnavailable, "busy"}},
	{os.ErrDeadlineExceeded, problem{http.StatusRequestTimeout, "timeout"}},
}

// problemOf turns an error into what the reader is told. What no reader can do
// anything about is the same for all: an internal error.
func problemOf(err error) problem {
	if p, ok := errors.AsType[problem](err); ok {
		return p
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return problem{http.StatusRequestEntityTooLarge, "toolarge"}
	}
	for _, p := range problems {
		if errors.Is(err, p.is) {
			return p.problem
		}
	}
	return problem{http.StatusInternalServerError, "internal"}
}

// handle is the one place where an error becomes a status and a page.
func (s *server) handle(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		if err == nil || errors.Is(err, context.Canceled) && r.Context().Err() != nil {
			return // answered, or nobody is there any more
		}
		p := problemOf(err)
		if p.status == http.StatusInternalServerError {
			s.log.LogAttrs(r.Context(), slog.LevelError, "request failed",
				slog.String("route", route(r)), slog.String("error", err.Error()))
		}
		s.showProblem(w, r, p)
	}
}

// showProblem answers with the problem's page. It must work when all else has
// failed, so it asks the store nothing.
func (s *server) showProblem(w http.ResponseWriter, r *http.Request, p problem) {
	office := r.URL.Path == "/o" || strings.HasPrefix(r.URL.Path, "/o/")
	offered := i18n.Languages()
	if office {
		offered = i18n.LanguagesFor(i18n.Organizers)
	}
	language := s.language(w, r, offered)
	if p.status == http.StatusServiceUnavailable || p.status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", strconv.Itoa(retrySeconds))
	}
	view := problemView{
		Text: i18n.For(language).T("problem."+p.key, "n", retrySeconds), Written: written(r),
	}
	shown := page{
		Language: language, Offered: offered, Title: i18n.For(language).T("problem." + p.key + ".title"),
	}
	view.Home, view.HomeText = "/", i18n.For(language).T("problem.home")
	if office {
		shown.Organizer, shown.Home = true, "/o/"
		view.Home, view.HomeText = shown.Home, i18n.For(language).T("organizer.problem.home")
		if p.key == "notfound" {
			view.Text = i18n.For(language).T("organizer.problem.notfound")
		}
	}
	shown.Data = view
	if err := s.render(w, r, p.status, "problem", shown); err != nil {
		s.log.LogAttrs(r.Context(), slog.LevelError, "error page failed", slog.String("error", err.Error()))
		http.Error(w, http.StatusText(p.status), p.status)
	}
}

type problemView struct {
	Text string
	// Written are the texts of a form that could not be taken, to copy.
	Written []string
	// Home is where to go on, and HomeText says what is there.
	Home, HomeText string
}

// written returns what stands in the text fields of a form that was read: all
// answers that are not just a number.
func written(r *http.Request) []string {
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		text := survey.FoldComment(shownText(r.PostForm.Get(name)))
		if strings.HasPrefix(name, "q") && len(text) > 2 {
			texts = append(texts, text)
		}
	}
	return texts
}

func (s *server) notFound(http.ResponseWriter, *http.Request) error {
	return problem{http.StatusNotFound, "notfound"}
}

func (s *server) crossOriginDenied(http.ResponseWriter, *http.Request) error {
	return problem{http.StatusForbidden, "crossorigin"}
}

// methodNotAllowed answers 405 and says which methods the address knows, also
// for methods that no address knows.
func (s *server) methodNotAllowed(r chi.Routes) handler {
	return func(w http.ResponseWriter, req *http.Request) error {
		path := req.URL.RawPath
		if path == "" {
			path = req.URL.Path
		}
		var allowed []string
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
			as := method
			if method == http.MethodHead {
				as = http.MethodGet // every GET answers HEAD too
			}
			if r.Match(chi.NewRouteContext(), as, path) {
				allowed = append(allowed, method)
			}
		}
		if len(allowed) == 0 {
			return problem{http.StatusNotFound, "notfound"}
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		return problem{http.StatusMethodNotAllowed, "method"}
	}
}

// healthy says that the process answers.
func (s *server) healthy(w http.ResponseWriter, _ *http.Request) {
	plainText(w, http.StatusOK, "ok\n")
}

// ready says whether the database answers and has the schema of this program.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	if err := s.store.Ready(r.Context()); err != nil {
		s.log.LogAttrs(r.Context(), slog.LevelWarn, "not ready", slog.String("error", err.Error()))
		plainText(w, http.StatusServiceUnavailable, "not ready\n")
		return
	}
	plainText(w, http.StatusOK, "ready\n")
}

func plainText(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // a client that has gone away is no fault
}
