package store

import (
	"context"
	"fmt"

	"github.com/omdome/omdome/survey"
)

// Results returns the organization's released sessions with their figures, by
// event and in the programme's order; of one event when its code is given. It
// holds no comments, letters or choices. It asks a handful of questions however
// many sessions there are.
func (s *Store) Results(ctx context.Context, organization survey.ID, event survey.Code) ([]survey.Result, error) {
	var results []survey.Result
	err := s.read(ctx, func(t *tx) error {
		var err error
		results, err = t.results(organization, event)
		for i, r := range results {
			results[i] = r.WithoutRemoved()
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("results: %w", err)
	}
	return results, nil
}

func (t *tx) results(organization survey.ID, event survey.Code) ([]survey.Result, error) {
	owner, err := t.organization(organization)
	if err != nil {
		return nil, err
	}
	// The sessions are found first, and what belongs to them by them: a database that
	// joined in another order would read all that there is.
	which := ` JOIN event ON event.id = session.event_id WHERE session.state = ? AND session.binned IS NULL AND event.organization_id = ?`
	args := []any{survey.StateReleased, organization}
	if event != "" {
		which, args = which+" AND event.code = ?", append(args, event)
	}
	those := "SELECT session.id FROM session" + which
	var events []eventRow
	var sessions []struct {
		sessionRow
		Responses, Burst int
	}
	var appearances []appearanceRow
	var questions []questionRow
	var tallies []tallyRow
	if err := inOrder(
		func() error { return t.all(&events, "SELECT * FROM event WHERE organization_id = ?", organization) },
		func() error {
			return t.all(&sessions, `SELECT session.*, register.responses, register.burst FROM session JOIN register ON register.session_id = session.id`+
				which+" ORDER BY event.name, event.id, session.position, session.id", args...)
		},
		func() error {
			return t.all(&appearances, selectAppearances+" WHERE appearance.session_id IN ("+those+") ORDER BY appearance.number", args...)
		},
		func() error {
			return t.all(&questions, "SELECT * FROM question WHERE session_id IN ("+those+") ORDER BY position", args...)
		},
		func() error {
			return t.all(&tallies, "SELECT * FROM tally WHERE session_id IN ("+those+") AND value BETWEEN 1 AND 6 AND count <> 0", args...)
		},
	); err != nil {
		return nil, err
	}
	removals, err := t.removals("WHERE session_id IN ("+those+")", args...)
	if err != nil {
		return nil, err
	}
	place := map[survey.ID]int{}
	results := make([]survey.Result, len(sessions))
	for i, row := range sessions {
		place[row.ID] = i
		r := &results[i]
		r.Organization, r.Session, r.Burst = owner, row.session(), row.Burst
		for _, e := range events {
			if e.ID == row.EventID {
				r.Event = e.event()
			}
		}
		r.Tallies = survey.Tallies{Responses: row.Responses, Ratings: map[survey.Item]survey.Tally{}}
	}
	for _, a := range appearances {
		r := &results[place[a.SessionID]]
		r.Appearances = append(r.Appearances, a.appearance())
	}
	rating := map[[2]int]bool{} // by the place of the session, and question
	for _, q := range questions {
		if q.Kind != survey.KindRating {
			continue
		}
		rating[[2]int{place[q.SessionID], q.Number}] = true
		r := &results[place[q.SessionID]]
		r.Questions = append(r.Questions, survey.Question{
			SessionID: q.SessionID, Number: q.Number, Key: q.Key, Kind: q.Kind, About: q.About, Required: q.Required, Text: q.Text.V,
		})
	}
	for _, row := range tallies {
		at := place[row.SessionID]
		if !rating[[2]int{at, row.Question}] {
			continue
		}
		item := survey.Item{Question: row.Question, Appearance: row.Appearance}
		tally := results[at].Tallies.Ratings[item]
		tally[row.Value-1] = row.Count
		results[at].Tallies.Ratings[item] = tally
	}
	for i, r := range results {
		results[i].Removals = removals[r.Session.ID]
	}
	return results, nil
}
