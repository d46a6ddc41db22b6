// Package page is what every page has, whoever reads it: how an address is answered,
// what goes wrong and how that is told, languages, cookies, limits, assets, the parts
// of forms. It knows no store: the rooms that use it bring their own.
package page

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/omdome/omdome/survey/web/address"
)

// A Config is what a site is made of. URL is required; Now, Random and Log are the
// system's own when nil.
type Config struct {
	// URL is how people reach the program ("https://svar.example.org"). Links that
	// leave a page are built from it and never from a request's Host.
	URL string
	// Proxy names the reverse proxies in front, as addresses and networks.
	Proxy string
	// Stopping is closed when the program ends, so that what is sent bit by bit ends
	// too: else a server that shuts down waits for it. Nil for never.
	Stopping <-chan struct{}
	Now      func() time.Time
	Random   io.Reader
	Log      *slog.Logger
}

// A Site is what the handlers of all rooms share.
type Site struct {
	// URL has no slash at its end. Origin is its scheme and host alone.
	URL, Origin string
	// Secure says that people come by https, so cookies travel only there.
	Secure bool
	Now    func() time.Time
	Random io.Reader
	Log    *slog.Logger
	Assets *Assets
	Pages  *Pages
	Limits *Limits
	// Stopping is closed when the program ends; nil for never.
	Stopping <-chan struct{}
}

// ErrURL: an address is not a scheme and a host alone, which links can be made of.
var ErrURL = errors.New("not an address such as https://svar.example.org")

// NewSite returns a site, or an error that says what the configuration lacks.
func NewSite(c Config) (*Site, error) {
	public, err := url.Parse(strings.TrimRight(c.URL, "/"))
	if err != nil || public.Scheme != "http" && public.Scheme != "https" || public.Host == "" || public.User != nil ||
		public.Path != "" || public.RawQuery != "" || public.Fragment != "" {
		return nil, fmt.Errorf("%q: %w", c.URL, ErrURL)
	}
	behind, err := address.ParseProxies(c.Proxy)
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	s := &Site{
		URL: strings.TrimRight(c.URL, "/"), Origin: public.Scheme + "://" + public.Host, Secure: public.Scheme == "https",
		Now: c.Now, Random: c.Random, Log: c.Log, Limits: NewLimits(behind), Stopping: c.Stopping,
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Random == nil {
		s.Random = rand.Reader
	}
	if s.Log == nil {
		s.Log = slog.Default()
	}
	if s.Assets, err = LoadAssets(); err != nil {
		return nil, err
	}
	if s.Pages, err = LoadPages(s.Assets); err != nil {
		return nil, err
	}
	return s, nil
}
