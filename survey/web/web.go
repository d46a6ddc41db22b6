// Package web is the pages: the attendee's form, the speaker's letter and the
// organizer's results. It is the only room that speaks HTTP.
package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/issue"
	"github.com/omdome/omdome/survey/store"
)

// A Config is what the pages need. Store, Issuer and URL are required.
type Config struct {
	Store *store.Store
	// Issuer issues the letters that organizers approve.
	Issuer *issue.Issuer
	// URL is how people reach the program ("https://svar.example.org"), without
	// a trailing slash. Links that leave a page are built from it and never
	// from a request's Host.
	URL string
	// Proxy names the reverse proxies in front of the program, as addresses and
	// networks ("127.0.0.1, 10.0.0.0/8"): X-Forwarded-For is believed from them
	// alone. Without it the connection's own address counts.
	Proxy string
	// Accept stores a response; nil for the Store's. A benchmark measures with it
	// what the rest costs.
	Accept func(context.Context, survey.Submission) (survey.Receipt, error)
	// Now, Random and Log are the system's own when nil.
	Now    func() time.Time
	Random io.Reader
	Log    *slog.Logger
}

// A server holds what all handlers share.
type server struct {
	store  *store.Store
	accept func(context.Context, survey.Submission) (survey.Receipt, error)
	forms  *recentForms
	limits *limits
	bursts *bursts
	asked  *recentAsked
	runs   *runs
	issuer *issue.Issuer
	// checker says of files whether they are letters that were issued.
	checker *issue.Checker
	// drawing is held while the first page of a file is drawn.
	drawing   sync.Mutex
	url       string
	signIns   *scs.SessionManager
	passwords *passwords
	secret    *knownSecret
	// secure says that people come by https, so cookies travel only there.
	secure bool
	now    func() time.Time
	random io.Reader
	log    *slog.Logger
	assets *assets
	pages  *pages
}

// New returns the handler of all pages. The error says what the configuration
// lacks.
func New(c Config) (http.Handler, error) {
	if c.Store == nil || c.Issuer == nil {
		return nil, errors.New("web: no store, or nothing that issues letters")
	}
	public, err := url.Parse(c.URL)
	if err != nil || public.Host == "" || strings.Trim(public.Path, "/") != "" ||
		(public.Scheme != "http" && public.Scheme != "https") {
		return nil, fmt.Errorf("web: %q is not an address such as https://svar.example.org", c.URL)
	}
	behind, err := parseProxies(c.Proxy)
	if err != nil {
		return nil, fmt.Errorf("web: proxy: %w", err)
	}
	s := &server{
		limits: newLimits(behind), bursts: newBursts(), runs: newRuns(), issuer: c.Issuer, checker: issue.NewChecker(c.Store),
		store: c.Store, accept: c.Accept, forms: &recentForms{read: c.Store.Form}, url: strings.TrimRight(c.URL, "/"),
		secure: public.Scheme == "https", now: c.Now, random: c.Random, log: c.Log,
	}
	if s.accept == nil {
		s.accept = c.Store.Accept
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	s.asked = &recentAsked{read: c.Store.SharedInquiries, now: s.now}
	s.signIns, s.passwords = s.newSignIns(), newPasswords(s.random)
	s.secret = &knownSecret{read: s.store.DeviceSecret}
	if s.assets, err = loadAssets(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if s.pages, err = loadPages(s.assets); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return s.routes(public.Scheme + "://" + public.Host)
}
