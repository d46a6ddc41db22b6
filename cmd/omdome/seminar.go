package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store"
)

//go:embed example/seminar.json
var seminarProgramme []byte

// seminar is the example's event for invited people: twelve of them, of whom
// seven have answered.
var seminar = struct {
	example
	invited []string
}{
	example: example{
		title:   "Vad lärde vi oss av konferensen?",
		ratings: map[string]survey.Tally{"q1": {0, 0, 0, 2, 3, 2}, "q2.1": {0, 0, 0, 2, 4, 1}, "q3.1": {0, 0, 1, 1, 3, 2}},
		best:    []string{"Att vi fick prata igenom det medan det var färskt."},
		better:  []string{"Bjud in fler från regionen."},
	},
	invited: []string{
		"agnes.lund@example.org", "bilal.aydin@example.org", "cecilia.noren@example.org", "david.ek@example.org",
		"elin.strom@example.org", "farid.karimi@example.org", "greta.holmgren@example.org", "hugo.sandell@example.org",
		"ingrid.falk@example.org", "jonas.wikman@example.org", "karolina.berglund@example.org", "lars.nyholm@example.org",
	},
}

// loadSeminar loads the example's second event, on the day of now, lets some of
// those invited answer, and returns a link that nobody has used yet, from the
// site's root.
func loadSeminar(ctx context.Context, s *store.Store, now time.Time) (link string, err error) {
	event, err := loadEvent(ctx, s, seminarProgramme, now)
	if err != nil {
		return "", err
	}
	if _, err := s.AddInvitations(ctx, event.Event.ID, 0, seminar.invited); err != nil {
		return "", err
	}
	states, err := s.Invitations(ctx, event.Event.ID, 0)
	if err != nil {
		return "", err
	}
	var invitations []survey.Invitation
	for _, i := range states {
		invitations = append(invitations, i.Invitation)
	}
	invited, err := s.Invite(ctx, event.Event.ID, invitations)
	if err != nil {
		return "", err
	}
	if len(invited) <= len(seminar.responses()) {
		return "", errors.New("the example invites too few")
	}
	if err := seminar.happen(ctx, s, event.Sessions[0].Session.Code, invitations...); err != nil {
		return "", fmt.Errorf("the example %q: %w", seminar.title, err)
	}
	return "/i/" + invited[len(invited)-1].Token, nil
}
