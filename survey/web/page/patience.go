package page

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// Waits is how long a request may wait for the database, all in all, from when its
// form has come. A page that says so follows, well within the 12 seconds after which
// people give up.
const Waits = 10 * time.Second

// Hurried bounds how long a request waits for what it asks for. What its sender takes to
// send a form is the sender's own time.
//
// What takesLong names has its own limits: each transaction has one, and so has
// whoever sends or reads a file.
func (s *Site) Hurried(takesLong func(*http.Request) bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { hurry(w, r, takesLong(r), next) })
	}
}

func hurry(w http.ResponseWriter, r *http.Request, long bool, next http.Handler) {
	if long {
		next.ServeHTTP(w, r)
		return
	}
	from := r.Context()
	if isForm(r) {
		var err error
		if r.Body, err = fetched(r.Body); err != nil {
			// Whoever stopped in the middle may still be there to be told, although the
			// server takes them for gone.
			from = context.WithoutCancel(from)
		}
	}
	ctx, cancel := context.WithTimeout(from, Waits)
	defer cancel()
	next.ServeHTTP(w, r.WithContext(ctx))
}

// isForm says whether a form is posted, and no file.
func isForm(r *http.Request) bool {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return r.Method == http.MethodPost && strings.EqualFold(strings.TrimSpace(kind), formType)
}

const formType = "application/x-www-form-urlencoded"

// fetched reads as much of a body as a form may have, and returns what reads the same
// again, with the error that it ended with, if any.
func fetched(body io.ReadCloser) (again io.ReadCloser, err error) {
	var b bytes.Buffer
	_, err = io.Copy(&b, io.LimitReader(body, MaxForm+1))
	rest := io.Reader(body)
	if err != nil {
		rest = failing{err}
	}
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(&b, rest), body}, err
}

// A failing reader has only an error.
type failing struct{ err error }

// Read is io.Reader's.
func (f failing) Read([]byte) (int, error) { return 0, f.err }

// gone says whether nobody waits for the answer any more.
func gone(r *http.Request, err error) bool {
	return errors.Is(err, context.Canceled) && errors.Is(r.Context().Err(), context.Canceled)
}
