package followup

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

// fieldThanks is the button of a card: on thanks, and off takes it back.
const fieldThanks = "thanks"

// fieldKept says that the device has been given its cookie already.
const fieldKept = "kept"

// A cardView is a card on the wall.
type cardView struct {
	ID, Text string
	// From is who wrote it, or that it was said in the evaluation.
	From string
	// Thank is what the button does, on or off; empty for no button.
	Thank string
	// Own is what the card tells its writer alone.
	Own string
}

// cardShown is the card as the device sees it; thanks says that it can thank.
func cardShown(c *i18n.Catalog, card followup.Card, thanks bool) cardView {
	view := cardView{ID: page.IDText(card.ID), Text: card.Shown(c.T("reflection.removed")), From: card.Name}
	if card.Quoted {
		view.From = c.T("reflection.quoted")
	}
	switch {
	case !thanks:
	case card.Own && card.Thanked:
		view.Own = c.T("reflection.thanked.you")
	case card.Own:
		view.Own = c.T("reflection.mine")
	case card.Thanking:
		view.Thank = "off"
	default:
		view.Thank = "on"
	}
	return view
}

// thanksSeen says who sees the thanks for cards of either sort.
func thanksSeen(c *i18n.Catalog, quoted, written bool) string {
	switch {
	case quoted && written:
		return c.T("reflection.thanks.both")
	case quoted:
		return c.T("reflection.thanks.quoted")
	}
	return c.T("reflection.thanks.written")
}

// Thanked takes a reader's thanks for a card, or takes them back.
//
// Who only reads the page gets no cookie. A device that has none gets it with its
// first thanks, and is asked to send them once more, so that one that keeps no
// cookies, and could not take them back, leaves nothing behind.
func (s *Room) Thanked(w http.ResponseWriter, r *http.Request, v FollowUpVisit) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	id, err := strconv.ParseInt(chi.URLParam(r, "card"), 10, 64)
	if err != nil {
		return survey.ErrNotFound
	}
	device, ok := page.DeviceKey(r)
	if !ok && r.URL.Query().Has(fieldKept) {
		http.Redirect(w, r, v.Base+"?done=cookie", http.StatusSeeOther)
		return nil
	}
	if !ok {
		if err := s.GiveDevice(w, r, v.Base); err != nil {
			return err
		}
		http.Redirect(w, r, v.Base+"/thank/"+strconv.FormatInt(id, 10)+"?"+fieldKept, http.StatusTemporaryRedirect)
		return nil
	}
	if wait := s.Limits.Act(r, v.Base, device, s.Now()); wait > 0 {
		return page.TooManyGuesses
	}
	err = s.store.Thank(r.Context(), v.Code(), survey.ID(id), device, r.PostForm.Get(fieldThanks) == "on")
	switch {
	case errors.Is(err, survey.ErrNotFound):
		return s.showWall(w, r, v, http.StatusNotFound, "reflection.thank.gone")
	case errors.Is(err, survey.ErrOwn):
		return s.showWall(w, r, v, http.StatusConflict, "reflection.thank.own")
	case err != nil:
		return err
	}
	http.Redirect(w, r, v.Base+"#c"+strconv.FormatInt(id, 10), http.StatusSeeOther)
	return nil
}
