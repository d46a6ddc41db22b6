package store

import (
	"context"

	"github.com/omdome/omdome/survey"
)

// A batch makes groups of what it brings and what waits. So at least k wait only
// where another schema, or another k, has left them; shuffleSome makes groups of them.
func (s *Store) shuffleSome(ctx context.Context, sessions []survey.ID) error {
	if len(sessions) == 0 {
		return nil
	}
	return s.write(ctx, s.pools.write, "shuffle", func(t *tx) error {
		var locked []sessionRow
		if err := t.all(&locked, "SELECT * FROM session WHERE id IN ("+placeholders(len(sessions))+") ORDER BY id"+
			s.pools.dialect.update, list(sessions)...); err != nil {
			return err
		}
		registers, err := t.lockRegisters(sorted(sessions))
		if err != nil {
			return err
		}
		// Another program may have been first: then too few wait now.
		var due []survey.ID
		for _, row := range locked {
			if registers[row.ID].Waiting >= row.groupSize() {
				due = append(due, row.ID)
			}
		}
		if len(due) == 0 {
			return nil
		}
		taken, err := t.takeWaiting(due)
		if err != nil {
			return err
		}
		g := newGathered()
		for _, id := range due {
			if len(taken[id]) == 0 {
				continue
			}
			if err := g.group(t, id, taken[id]); err != nil {
				return err
			}
			g.count(taken[id], 1)
		}
		if err := g.write(t); err != nil {
			return err
		}
		_, err = t.exec("UPDATE register SET waiting = 0 WHERE session_id IN ("+placeholders(len(due))+")", list(due)...)
		return err
	})
}

// groupSize is how many responses of the session make a group.
func (r sessionRow) groupSize() int { return max(r.K, survey.MinK) }

// takeAll takes out all responses of a session whose row the transaction has locked,
// mixes them, and returns them and the tallies of those that had only waited.
func (t *tx) takeAll(session survey.ID) ([]held, tallyChange, error) {
	if _, err := t.lockRegisters([]survey.ID{session}); err != nil {
		return nil, nil, err
	}
	waited, err := t.takeWaiting([]survey.ID{session})
	if err != nil {
		return nil, nil, err
	}
	all, err := t.takeGroups(session)
	if err != nil {
		return nil, nil, err
	}
	counts := tallyChange{}
	for _, h := range waited[session] {
		counts.add(h.response, 1)
	}
	all = append(all, waited[session]...)
	return all, counts, shuffle(t.store.random, all)
}

// mix mixes all responses of a session that closes, so that the last few are no
// small group and groups tell nothing of the order in which they came.
func (t *tx) mix(session survey.Session) error {
	all, counts, err := t.takeAll(session.ID)
	if err != nil {
		return err
	}
	g := newGathered()
	g.counts = counts
	for _, some := range groupsOf(all, max(session.K, survey.MinK)) {
		if err := g.group(t, session.ID, some); err != nil {
			return err
		}
	}
	if err := g.write(t); err != nil {
		return err
	}
	_, err = t.exec("UPDATE register SET waiting = 0, swept = ? WHERE session_id = ?", true, session.ID)
	return err
}

// unmix lets what a session of fewer than k was closed with wait again, when it opens
// again. It is survey.ErrSealed once sealing has begun.
func (t *tx) unmix(session survey.Session) error {
	registers, err := t.lockRegisters([]survey.ID{session.ID})
	switch {
	case err != nil:
		return err
	case registers[session.ID].Sealing:
		return survey.ErrSealed
	case registers[session.ID].Responses >= max(session.K, survey.MinK):
		return nil
	}
	few, err := t.takeGroups(session.ID)
	if err != nil {
		return err
	}
	g := newGathered()
	g.wait(session.ID, few)
	g.count(few, -1)
	if err := g.write(t); err != nil {
		return err
	}
	_, err = t.exec("UPDATE register SET waiting = waiting + ? WHERE session_id = ?", len(few), session.ID)
	return err
}
