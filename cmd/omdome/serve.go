package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/omdome/omdome/survey/guard"
	"github.com/omdome/omdome/survey/issue"
	"github.com/omdome/omdome/survey/store"
	"github.com/omdome/omdome/survey/web"
)

const (
	// tick is how often the clock looks for sessions to open, close and seal.
	tick = 5 * time.Second
	// finish is how long requests under way may take when the program stops: longer than
	// any waits for the database. What still comes or goes then, such as a large file over
	// a slow network, is cut off.
	finish = 15 * time.Second
)

// serveFlags say where the pages are served and how people reach them.
type serveFlags struct {
	Listen string `help:"Address and port to listen on." env:"OMDOME_LISTEN" default:"127.0.0.1:8080"`
	URL    string `help:"How people reach it, such as https://omdome.example.org; links are made of it, never of what a request says. Empty: http:// and the address listened on." env:"OMDOME_URL" default:""`
	Proxy  string `help:"Addresses or networks of the reverse proxies in front, such as 127.0.0.1,10.0.0.0/8: X-Forwarded-For is believed from them alone. It is only used to limit how much one address may send." env:"OMDOME_PROXY" default:""`
}

// waitFlag is how long a start waits for what it needs.
type waitFlag struct {
	Wait time.Duration `help:"How long a start waits for a database that does not answer yet, such as 90s; 0s for not at all." env:"OMDOME_WAIT" default:"60s"`
}

type serveCommand struct {
	databaseFlag
	waitFlag
	markFlag
	keyFlag
	stampFlag
	serveFlags
}

func (c serveCommand) Run(ctx context.Context, t terminal) error {
	log := logger(t)
	s, err := c.awaited(ctx, log, c.Wait)
	if err != nil || s == nil {
		return err
	}
	defer s.Close()
	if err := s.ClaimFiles(ctx); err != nil {
		return err
	}
	stamps, err := c.stamps()
	if err != nil {
		return err
	}
	authority, err := c.authority(ctx, s, c.URL)
	if err != nil {
		return err
	}
	if err := keyMarks(ctx, s, markFile(c.markFlag, c.keyFlag, c.databaseFlag), log); err != nil {
		return err
	}
	warnOfEnd(authority, log)
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	if lacks := lacking(); lacks != "" {
		log.Warn(lacks)
	}
	site, err := newSite(s, listener, c.serveFlags, log, func(public string) *issue.Issuer { return newIssuer(s, public, authority, stamps) })
	if err == nil {
		err = site.signAnew(ctx)
	}
	if err != nil {
		listener.Close()
		return err
	}
	if err := site.printDoor(ctx, t.out); err != nil {
		listener.Close()
		return err
	}
	return site.serve(ctx)
}

// hidden says whether there must be a proxy that is not named.
func (f serveFlags) hidden() bool {
	return strings.HasPrefix(strings.ToLower(f.URL), "https://") && strings.TrimSpace(f.Proxy) == ""
}

// A site is a store behind its pages on a listener. The listener is the site's
// once serve is called; the store stays its opener's.
type site struct {
	store    *store.Store
	issuer   *issue.Issuer
	listener net.Listener
	url      string
	handler  http.Handler
	// stop ends what is sent bit by bit.
	stop func()
	log  *slog.Logger
}

// newSite makes a site whose letters are issued by what issuer returns for its address.
func newSite(s *store.Store, listener net.Listener, flags serveFlags, log *slog.Logger, issuer func(public string) *issue.Issuer) (*site, error) {
	public := strings.TrimRight(flags.URL, "/")
	if public == "" {
		public = "http://" + reachable(listener.Addr())
	}
	issues, stopping := issuer(public), make(chan struct{})
	handler, err := web.New(web.Config{Store: s, Issuer: issues, URL: public, Proxy: flags.Proxy, Stopping: stopping, Log: log})
	if errors.Is(err, web.ErrURL) {
		return nil, wrongUse{fmt.Errorf("OMDOME_URL is %q; it begins with http:// or https:// and has a host and no path, such as https://omdome.example.org", flags.URL)}
	}
	if err != nil {
		return nil, err
	}
	if flags.hidden() {
		log.Warn("people come by https and this program listens without, so a proxy stands in front, and OMDOME_PROXY does not name it: " +
			"all who come by it count as one, and one who guesses passwords holds up the others; name its address")
	}
	return &site{store: s, issuer: issues, listener: listener, url: public, handler: handler, stop: sync.OnceFunc(func() { close(stopping) }), log: log}, nil
}

// signAnew signs letters that were approved before letters were signed as files.
func (s *site) signAnew(ctx context.Context) error {
	n, err := signAnew(ctx, s.store, s.issuer)
	if n > 0 {
		s.log.Info("letters that were approved before were signed anew", "letters", n)
	}
	return err
}

// reachable is where a browser on this machine finds the listener.
func reachable(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("localhost", port)
	}
	return a.String()
}

// serve answers requests until the context ends, then finishes those under way.
func (s *site) serve(ctx context.Context) error {
	server := &http.Server{
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
		Handler:           s.handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	var work guard.Group
	work.Go(func() error { s.clock(background); return nil }, func(err error) {
		if err != nil {
			s.log.Error("the clock has stopped", "error", err)
		}
	})
	defer waitFor(&work, finish) // a database that is silent holds the clock up
	defer stop()

	failed := make(chan error, 1)
	guard.Go(func() error { return server.Serve(s.listener) }, func(err error) { failed <- err })
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		s.stop()
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), finish)
	defer cancel()
	if err := server.Shutdown(patience); errors.Is(err, context.DeadlineExceeded) {
		s.log.Warn("requests that were still under way are cut off", "after", finish)
		_ = server.Close() // whoever is cut off cannot be told
	} else if err != nil {
		return fmt.Errorf("stopping: %w", err)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// waitFor waits for the work's end, but not longer than most.
func waitFor(work *guard.Group, most time.Duration) {
	ended := make(chan struct{})
	guard.Go(func() error { work.Wait(); return nil }, func(error) { close(ended) })
	select {
	case <-ended:
	case <-time.After(most):
	}
}

// clock opens, closes and seals what is due, until the context ends.
func (s *site) clock(ctx context.Context) {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		if err := guard.Do(func() error { return s.store.Tick(ctx) }); err != nil && ctx.Err() == nil {
			s.log.Error("the clock could not do its work", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
