// Package web is the pages: the attendee's form, the speaker's letter and the
// organizer's results. It is the only room that speaks HTTP.
package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/issue"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/store"
	"github.com/omdome/omdome/survey/web/attendee"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/followup"
	"github.com/omdome/omdome/survey/web/office"
	"github.com/omdome/omdome/survey/web/office/letters"
	"github.com/omdome/omdome/survey/web/office/material"
	"github.com/omdome/omdome/survey/web/office/programme"
	"github.com/omdome/omdome/survey/web/office/questions"
	"github.com/omdome/omdome/survey/web/office/results"
	"github.com/omdome/omdome/survey/web/office/settings"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/web/speaker"
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
	Accept func(context.Context, survey.Delivery) (survey.Receipt, error)
	// Stopping is closed when the program ends: what is sent bit by bit ends then.
	// Nil for never.
	Stopping <-chan struct{}
	// Now, Random and Log are the system's own when nil.
	Now    func() time.Time
	Random io.Reader
	Log    *slog.Logger
}

// HasLiveCharts says whether this program was built with the library of the live
// charts. Without it pages keep their still ones.
func HasLiveCharts() bool { return page.HasLiveCharts() }

// ErrURL: a Config's URL is not a scheme and a host alone.
var ErrURL = page.ErrURL

// The rooms have the pages, each of one kind of reader.
type rooms struct {
	*page.Site
	event     *event.Room
	attendee  *attendee.Room
	followUp  *followup.Room
	speaker   *speaker.Room
	office    *office.Room
	programme *programme.Room
	questions *questions.Room
	results   *results.Room
	letters   *letters.Room
	material  *material.Room
	settings  *settings.Room
}

// New returns the handler of all pages. The error says what the configuration
// lacks.
func New(c Config) (http.Handler, error) {
	if c.Store == nil || c.Issuer == nil {
		return nil, errors.New("web: no store, or nothing that issues letters")
	}
	site, err := page.NewSite(page.Config{URL: c.URL, Proxy: c.Proxy, Stopping: c.Stopping, Now: c.Now, Random: c.Random, Log: c.Log})
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	s := &rooms{Site: site, event: event.New(site, c.Store)}
	s.attendee = attendee.New(s.event, c.Store, c.Accept)
	s.followUp = followup.New(s.event, c.Store)
	s.speaker = speaker.New(site, c.Store, issue.NewChecker(c.Store))
	s.office = office.New(site, c.Store, func(m organizer.Member) office.DeskStore { return c.Store.Office(m) })
	s.programme = programme.New(s.office, func(m organizer.Member) programme.Store { return c.Store.Office(m) }, c.Store)
	s.questions = questions.New(s.office, func(m organizer.Member) questions.Store { return c.Store.Office(m) }, s.attendee.Recent)
	s.results = results.New(s.office, func(m organizer.Member) results.Store { return c.Store.Office(m) })
	s.letters = letters.New(s.office, func(m organizer.Member) letters.Store { return c.Store.Office(m) }, c.Issuer)
	s.material = material.New(s.office, func(m organizer.Member) material.Store { return c.Store.Office(m) }, s.followUp)
	s.settings = settings.New(s.office, func(m organizer.Member) settings.Store { return c.Store.Office(m) })
	return s.routes(c.Store.Ready)
}
