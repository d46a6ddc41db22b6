package page

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// A handler answers a request or returns why it could not.
type handler func(w http.ResponseWriter, r *http.Request) error

// A Problem is an answer that is a status and a sentence: the catalog's texts
// problem.KEY.title and problem.KEY.
type Problem struct {
	Status int
	Key    string
}

func (p Problem) Error() string { return p.Key }

// RetrySeconds is when a client that was turned away may come again. A batch
// takes milliseconds, so this is long.
const RetrySeconds = 5

// problems is what each error of the domain becomes, the first that fits.
var problems = []struct {
	is error
	Problem
}{
	{survey.ErrNotFound, Problem{http.StatusNotFound, "problem.notfound"}},
	{survey.ErrSealed, Problem{http.StatusConflict, "problem.sealed"}},
	{survey.ErrConflict, Problem{http.StatusConflict, "problem.conflict"}},
	{survey.ErrInUse, Problem{http.StatusConflict, "problem.conflict"}},
	{survey.ErrAnswered, Problem{http.StatusConflict, "problem.answered"}},
	{survey.ErrKeyTaken, Problem{http.StatusConflict, "problem.answered"}},
	{survey.ErrWithdrawn, Problem{http.StatusConflict, "problem.withdrawn"}},
	{survey.ErrNotOpen, Problem{http.StatusConflict, "problem.notopen"}},
	{survey.ErrClosed, Problem{http.StatusGone, "problem.closed"}},
	{survey.ErrNewer, Problem{http.StatusServiceUnavailable, "problem.newer"}},
	{survey.ErrUnconfirmed, Problem{http.StatusServiceUnavailable, "problem.unconfirmed"}},
	{survey.ErrFull, Problem{http.StatusServiceUnavailable, "problem.unavailable"}},
	{survey.ErrUnavailable, Problem{http.StatusServiceUnavailable, "problem.unavailable"}},
	{survey.ErrBusy, Problem{http.StatusServiceUnavailable, "problem.busy"}},
	{context.DeadlineExceeded, Problem{http.StatusServiceUnavailable, "problem.unavailable"}},
	{os.ErrDeadlineExceeded, Problem{http.StatusRequestTimeout, "problem.timeout"}},
}

// ProblemOf turns an error into what the reader is told. What no reader can do
// anything about is the same for all: an internal error.
func ProblemOf(err error) Problem {
	if p, ok := errors.AsType[Problem](err); ok {
		return p
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return Problem{http.StatusRequestEntityTooLarge, "problem.toolarge"}
	}
	for _, p := range problems {
		if errors.Is(err, p.is) {
			return p.Problem
		}
	}
	return Problem{http.StatusInternalServerError, "problem.internal"}
}

// Handle is the one place where an error becomes a status and a page.
func (s *Site) Handle(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		if err == nil || gone(r, err) {
			return // answered, or nobody is there any more
		}
		p := ProblemOf(err)
		if p.Status == http.StatusInternalServerError {
			s.Log.LogAttrs(r.Context(), slog.LevelError, "request failed",
				slog.String("route", Route(r)), slog.String("error", err.Error()))
		}
		s.LogTrouble(r, err)
		s.showProblem(w, r, p)
	}
}

// LogTrouble says in the log what is wrong with the database, if that is why a request
// failed.
func (s *Site) LogTrouble(r *http.Request, err error) {
	if errors.Is(err, survey.ErrFull) || errors.Is(err, survey.ErrUnavailable) || errors.Is(err, survey.ErrNewer) {
		s.Log.LogAttrs(r.Context(), slog.LevelWarn, "the database is in trouble",
			slog.String("route", Route(r)), slog.String("error", err.Error()))
	}
}

// showProblem answers with the problem's page. It must work when all else has
// failed, so it asks the store nothing.
func (s *Site) showProblem(w http.ResponseWriter, r *http.Request, p Problem) {
	office := r.URL.Path == "/o" || strings.HasPrefix(r.URL.Path, "/o/")
	offered := i18n.Languages()
	if office {
		offered = i18n.LanguagesFor(i18n.Organizers)
	}
	language := s.Language(w, r, offered)
	if p.Status == http.StatusServiceUnavailable || p.Status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", strconv.Itoa(RetrySeconds))
	}
	view := problemView{
		Text: i18n.For(language).T(p.Key, "n", RetrySeconds), Again: again(r, p), Written: written(r),
	}
	shown := Page{
		Language: language, Offered: offered, Title: i18n.For(language).T(p.Key + ".title"),
	}
	view.Home, view.HomeText = "/", i18n.For(language).T("problem.home")
	if office {
		shown.Organizer, shown.Home = true, "/o/"
		view.Home, view.HomeText = shown.Home, i18n.For(language).T("organizer.problem.home")
		if p.Key == "problem.notfound" {
			view.Text = i18n.For(language).T("organizer.problem.notfound")
		}
	}
	shown.Data = view
	if err := s.Render(w, r, p.Status, "page/problem", shown); err != nil {
		s.Log.LogAttrs(r.Context(), slog.LevelError, "error page failed", slog.String("error", err.Error()))
		http.Error(w, http.StatusText(p.Status), p.Status)
	}
}

type problemView struct {
	Text string
	// Again is the form that could not be taken, where it can be sent again; else nil.
	Again *againView
	// Written are the texts of a form that could not be taken, to copy.
	Written []string
	// Home is where to go on, and HomeText says what is there.
	Home, HomeText string
}

// NotFound answers where there is no page.
func (s *Site) NotFound(http.ResponseWriter, *http.Request) error {
	return Problem{http.StatusNotFound, "problem.notfound"}
}

// CrossOriginDenied answers a form that another site has sent.
func (s *Site) CrossOriginDenied(http.ResponseWriter, *http.Request) error {
	return Problem{http.StatusForbidden, "problem.crossorigin"}
}

// MethodNotAllowed answers 405 and says which methods the address knows, also
// for methods that no address knows.
func (s *Site) MethodNotAllowed(r chi.Routes) handler {
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
			return Problem{http.StatusNotFound, "problem.notfound"}
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		return Problem{http.StatusMethodNotAllowed, "problem.method"}
	}
}

// Healthy says that the process answers.
func (s *Site) Healthy(w http.ResponseWriter, _ *http.Request) {
	PlainText(w, http.StatusOK, "ok\n")
}

// readyWaits is how long the database may take to say that it is ready.
const readyWaits = 2500 * time.Millisecond

// Ready says whether the database takes what is written and has the schema of this
// program, and what fails where it does not.
func (s *Site) Ready(ready func(context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyWaits)
		defer cancel()
		err := ready(ctx)
		if err == nil {
			PlainText(w, http.StatusOK, "ready\n")
			return
		}
		s.Log.LogAttrs(r.Context(), slog.LevelWarn, "not ready", slog.String("error", err.Error()))
		PlainText(w, http.StatusServiceUnavailable, "not ready: "+unready(err)+"\n")
	}
}

// unready is what a stranger may know of why the program is not ready.
func unready(err error) string {
	for _, known := range []error{survey.ErrNewer, survey.ErrFull, survey.ErrUnavailable, survey.ErrOlder} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "the database refuses"
}

// PlainText answers programs that look for no page.
func PlainText(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // a client that has gone away is no fault
}
