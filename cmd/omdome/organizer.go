package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/store"
	"github.com/omdome/omdome/survey/writing"
)

// printDoor prints where organizers sign in or, as long as there is none, the
// links with which the first one sets up: a new one at each start.
func (s *site) printDoor(ctx context.Context, w io.Writer) error {
	organizations, nobody, err := s.store.Unowned(ctx)
	if err != nil {
		return err
	}
	if !nobody {
		_, err := fmt.Fprintf(w, "organizer  %s/o/\n", s.url)
		return err
	}
	if len(organizations) == 0 {
		organizations = []survey.Organization{{}} // yet to be made
	}
	for _, o := range organizations {
		link, err := setUpLink(ctx, s.store, s.url, organizer.LinkFirst, o)
		if err != nil {
			return err
		}
		if len(organizations) > 1 {
			fmt.Fprintf(w, "%s:\n", o.Name)
		}
		if _, err := fmt.Fprintf(w, "organizer  %s\n", link); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(w, "Open it to choose a name and a password. It works once, for seven days.")
	return err
}

// setUpLink makes a link with which the first owner of an organization sets up;
// an organization without an ID is made then.
func setUpLink(ctx context.Context, s *store.Store, url string, kind organizer.LinkKind, o survey.Organization) (string, error) {
	lasts := organizer.SetUpLinkLasts
	if kind == organizer.LinkDemo {
		lasts = organizer.DemoLinkLasts
	}
	token, err := s.AddLink(ctx, organizer.Link{
		Kind: kind, OrganizationID: o.ID, Role: organizer.Owner, Expires: time.Now().Add(lasts),
	})
	return url + "/o/setup/" + strings.ToLower(token.Text()), err
}

type organizerCommand struct {
	Setup organizerSetupCommand `cmd:"" help:"Print a link that sets up a further organization with its first owner."`
	Reset organizerResetCommand `cmd:"" help:"Print a link with which an organizer chooses a new password; e-mail is not sent yet."`
}

// linkFlags say what links begin with.
type linkFlags struct {
	databaseFlag
	URL string `help:"How people reach the program, such as https://omdome.example.org." env:"OMDOME_URL" default:"http://127.0.0.1:8080"`
}

func (f linkFlags) base() string { return strings.TrimRight(f.URL, "/") }

type organizerSetupCommand struct{ linkFlags }

func (c organizerSetupCommand) Run(ctx context.Context, t terminal) error {
	s, err := c.open(ctx, logger(t))
	if err != nil {
		return err
	}
	defer s.Close()
	link, err := setUpLink(ctx, s, c.base(), organizer.LinkSetUp, survey.Organization{})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "organizer  %s\n", link)
	return nil
}

type organizerResetCommand struct {
	linkFlags
	Email string `arg:"" help:"The e-mail that the organizer signs in with."`
}

func (c organizerResetCommand) Run(ctx context.Context, t terminal) error {
	s, err := c.open(ctx, logger(t))
	if err != nil {
		return err
	}
	defer s.Close()
	known, err := s.Credentials(ctx, writing.FoldAddress(c.Email))
	if err != nil {
		return err
	}
	if len(known) == 0 {
		return fmt.Errorf("nobody signs in with %s", c.Email)
	}
	for _, one := range known {
		m, err := s.Member(ctx, one.Organizer.ID)
		if err != nil {
			return err
		}
		token, err := s.AddLink(ctx, organizer.Link{
			Kind: organizer.LinkReset, OrganizerID: one.Organizer.ID, Expires: time.Now().Add(organizer.ResetLinkLasts),
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(t.out, "%s, %s: %s/o/reset/%s\n", m.Organizer.Name, m.Organization.Name, c.base(), strings.ToLower(token.Text()))
	}
	fmt.Fprintln(t.out, "Each link works once, for 24 hours.")
	return nil
}
