package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/issue"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/store"
)

type demoCommand struct{ serveFlags }

func (c demoCommand) Run(ctx context.Context, t terminal) error {
	folder, err := os.MkdirTemp("", "omdome-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	log := logger(t)
	s, err := databaseFlag{Database: filepath.Join(folder, "demo.db")}.open(ctx, log)
	if err != nil {
		return err
	}
	defer s.Close()
	event, err := loadExample(ctx, s, time.Now())
	if err != nil {
		return err
	}
	invitation, err := loadSeminar(ctx, s, time.Now())
	if err != nil {
		return err
	}
	listener, err := c.listen()
	if err != nil {
		return err
	}
	site, err := newSite(s, listener, c.serveFlags, log, func(public string) *issue.Issuer { return newIssuer(s, public, nil, nil) })
	if err == nil {
		_, err = keyFlag{}.authority(ctx, s, site.url)
	}
	if err != nil {
		listener.Close()
		return err
	}
	if err := site.approveExample(ctx, event); err != nil {
		listener.Close()
		return err
	}
	webinar, err := site.loadWebinar(ctx, time.Now())
	if err != nil {
		listener.Close()
		return err
	}
	if err := site.printExample(ctx, t.out, event, invitation, webinar); err != nil {
		listener.Close()
		return err
	}
	return site.serve(ctx)
}

// listen takes the address asked for or, where another program has it, any
// free port of the same host: a demonstration should not fail for that.
func (c demoCommand) listen() (net.Listener, error) {
	l, err := net.Listen("tcp", c.Listen)
	if !errors.Is(err, syscall.EADDRINUSE) {
		return l, err
	}
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return nil, err
	}
	return net.Listen("tcp", net.JoinHostPort(host, "0"))
}

// approved are the sessions of the example whose letters are approved; those of
// the others are drafts to go through.
var approved = []string{"Samma mål hela vägen: från beslut till vardag", "Från mål till avtal"}

// approveExample approves the letters of some sessions, as an organizer does.
func (s *site) approveExample(ctx context.Context, event survey.EventSessions) error {
	office := s.store.Office(organizer.Member{Organization: event.Organization})
	_, lines, err := office.Letters(ctx, event.Event.Code)
	if err != nil {
		return err
	}
	var ids []survey.ID
	for _, line := range lines {
		if slices.Contains(approved, line.Session.Title) {
			ids = append(ids, line.Letter.ID)
		}
	}
	return approve(ctx, s.issuer, office, event.Event, ids)
}

// approve approves these letters of an event.
func approve(ctx context.Context, issuer *issue.Issuer, office store.Office, event survey.Event, ids []survey.ID) error {
	facts, err := office.LetterFacts(ctx, event.Code, ids...)
	if err != nil {
		return err
	}
	approvals, err := issuer.Approve(ctx, facts...)
	if err != nil {
		return err
	}
	_, err = office.Approve(ctx, event.Name, approvals)
	return err
}

// printExample prints a line for each thing to look at.
func (s *site) printExample(ctx context.Context, w io.Writer, event survey.EventSessions, invitation string, webinar survey.Code) error {
	form := event.Sessions[find(event, "Öppna data i vardagen")].Session.Code
	first, err := s.store.Result(ctx, event.Sessions[find(event, "Från mål till avtal")].Session.Code)
	if err != nil {
		return err
	}
	organizer, err := setUpLink(ctx, s.store, s.url, organizer.LinkDemo, event.Organization)
	if err != nil {
		return err
	}
	letter := s.url + "/l/" + first.Letters[0].Key
	for _, line := range [][2]string{
		{"form", s.url + "/s/" + string(form)},
		{"event", s.url + "/e/" + string(event.Event.Code)},
		{"invitation", s.url + invitation},
		{"organizer", organizer},
		{"results", organizer + "?next=/o/s/" + string(first.Session.Code)},
		{"letter", letter},
		{"pdf", letter + "/letter.pdf"},
		{"speaker", letter},
		{"follow-up", s.url + "/f/" + string(webinar)},
		{"verify", s.url + "/verify/" + first.Letters[0].Number},
	} {
		if _, err := fmt.Fprintf(w, "%-10s  %s\n", line[0], line[1]); err != nil {
			return err
		}
	}
	fmt.Fprintln(w, "The organizer's address is the demonstration's set-up link: it signs you in as its owner, again and again.")
	_, err = fmt.Fprintln(w, "Everything is kept in a throw-away file. Stop with Ctrl-C.")
	return err
}
