package web

import (
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/store"
)

// slipsAPage is how many slips stand on an A4 page: two columns of four.
const slipsAPage = 8

// A slipsView is a sheet of slips to print and cut.
type slipsView struct {
	// Language is the slips' own: the event's, whoever prints them.
	Language           survey.Language
	Back, Title, Count string
	Ask, Event, For    string
	How, Host, Promise string
	Pages              [][]slipView
}

// A slipView is one slip: its code to type, in groups, and as a QR code.
type slipView struct {
	Code []string
	QR   template.HTML
}

// organizerSlips makes a sheet of slips and shows it at once.
func (s *server) organizerSlips(w http.ResponseWriter, r *http.Request, o invitationsOffice) error {
	session, title, err := o.chosen(r)
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(r.PostForm.Get(fieldSlips))
	n, err := strconv.Atoi(typed)
	sheet, ok := survey.ParseKey(r.PostForm.Get(fieldSheet))
	if err != nil || n < 1 || n > survey.MaxSlips || !ok {
		return s.showInvitations(w, r, o, http.StatusUnprocessableEntity, invitationsView{
			Slips:      shorten(shownText(typed)),
			SlipsError: o.catalog.T("organizer.invite.error.slips", "max", survey.MaxSlips),
		})
	}
	slips, err := o.store.AddSlips(r.Context(), o.Event.ID, session, n, sheet)
	if errors.Is(err, survey.ErrConflict) {
		return s.showInvitations(w, r, o, http.StatusConflict, invitationsView{})
	}
	if err != nil {
		return err
	}
	return s.showSlips(w, r, o, title, slips)
}

// showSlips answers with the sheet. It is the only page that ever shows these
// tokens; the database has their hashes only.
func (s *server) showSlips(w http.ResponseWriter, r *http.Request, o invitationsOffice, title string, slips []store.Invited) error {
	c := i18n.For(offered(o.Event)[0])
	view := slipsView{
		Language: c.Language(), Back: o.page, For: title, Event: o.Event.Name,
		Title: o.catalog.T("organizer.slips.title", "what", title),
		Count: o.catalog.T("organizer.slips.note.count", "n", len(slips)),
		Host:  s.url[strings.Index(s.url, "://")+len("://"):],
	}
	if !i18n.KnownTo(i18n.Organizers, c.Language()) {
		c = o.catalog
		view.Language = c.Language()
	}
	if view.Event == view.For {
		view.Event = o.Organization.Name
	}
	view.Ask, view.How, view.Promise = c.T("organizer.slips.ask"), c.T("organizer.slips.how"), c.T("organizer.slips.promise")
	for part := range slices.Chunk(slips, slipsAPage) {
		var sheet []slipView
		for _, slip := range part {
			key, _ := survey.ParseKey(slip.Token)
			code, err := qrCode(s.url+"/i/"+slip.Token, c.T("organizer.slips.qr"))
			if err != nil {
				return err
			}
			sheet = append(sheet, slipView{Code: strings.Split(key.Spaced(), "-"), QR: code})
		}
		view.Pages = append(view.Pages, sheet)
	}
	return s.showOffice(w, r, o.office, http.StatusOK, "organizer_slips", page{Title: view.Title, Data: view})
}
