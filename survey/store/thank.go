package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
)

// Thank says that the device thanks for a card on the wall of the follow-up page
// with the code, or with on false that it takes that back. However often, it is
// once. It wraps survey.ErrNotFound for a card that the page does not show, or a
// page that is not shown, and survey.ErrOwn for what the device itself has written.
func (s *Store) Thank(ctx context.Context, code survey.Code, card survey.ID, device survey.Key, on bool) error {
	err := s.write(ctx, s.pools.write, "thank", func(t *tx) error {
		page, err := t.followUpPage(code)
		if err != nil {
			return err
		}
		_, of := reflectionsOf(page)
		own := device.ThanksDevice(of, card)
		if !on {
			n, err := t.exec("DELETE FROM thanks WHERE device = ?", own[:])
			if err != nil || n > 0 {
				return err
			}
		}
		found, err := t.card(page, card, device)
		if err != nil || !on {
			return err
		}
		var reflection, comment, whole any
		if found.Quoted {
			comment, whole = card, page.Session.ID == 0
		} else {
			reflection = card
		}
		_, err = t.exec("INSERT INTO thanks (device, reflection_id, comment_id, whole) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
			own[:], reflection, comment, whole)
		return err
	})
	if isForeignKey(err) { // it was taken away meanwhile
		err = survey.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("thanking: %w", err)
	}
	return nil
}

// card returns the card of the page's wall with the id, as the device sees it.
// Nobody hides it until the transaction ends.
func (t *tx) card(page followup.Page, id survey.ID, device survey.Key) (followup.Card, error) {
	if !page.FollowUp.Shown(t.store.now()) {
		return followup.Card{}, survey.ErrNotFound
	}
	found := followup.Reflections{Page: page}
	if err := t.written(&found, device); err != nil {
		return followup.Card{}, err
	}
	if err := t.quotes(&found, false); err != nil {
		return followup.Card{}, err
	}
	wall := found.Wall()
	at := slices.IndexFunc(wall, func(c followup.Card) bool { return c.ID == id })
	switch {
	case at < 0:
		return followup.Card{}, survey.ErrNotFound
	case wall[at].Own:
		return followup.Card{}, survey.ErrOwn
	case wall[at].Quoted: // its key holds the thanks
		return wall[at], nil
	}
	var locked survey.ID
	err := t.one(&locked, "SELECT id FROM reflection WHERE id = ? AND state = ?"+t.store.pools.dialect.update, id, followup.Shown)
	return wall[at], err
}

// thanking fills in which of the page's cards the device has thanked for.
func (t *tx) thanking(found *followup.Reflections, device survey.Key) error {
	if device == (survey.Key{}) {
		return nil
	}
	_, page := reflectionsOf(found.Page)
	var hashes []any
	of := map[survey.Hash]*followup.Thanks{}
	look := func(card survey.ID, thanks *followup.Thanks) {
		own := device.ThanksDevice(page, card)
		hashes, of[own] = append(hashes, own[:]), thanks
	}
	for i := range found.List {
		look(found.List[i].ID, &found.List[i].Thanks)
	}
	for i := range found.Quotes {
		look(found.Quotes[i].ID, &found.Quotes[i].Thanks)
	}
	for part := range slices.Chunk(hashes, portion) {
		var have [][]byte
		if err := t.all(&have, "SELECT device FROM thanks WHERE device IN ("+placeholders(len(part))+")", part...); err != nil {
			return err
		}
		for _, h := range have {
			of[survey.Hash(h)].Thanking = true
		}
	}
	return nil
}
