package programme

import (
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

// slipsAPage is how many slips stand on an A4 page: two columns of four.
const slipsAPage = 8

// A slipsView is a sheet of slips to print and cut.
type slipsView struct {
	// Language is the slips' own: the event's, whoever prints them.
	Language           survey.Language
	Back, Title, Count string
	Ask, Event, For    string
	// Days are those of an event that has several; Long says that For needs a
	// smaller hand.
	Days               string
	Long               bool
	How, Host, Promise string
	Pages              [][]slipView
}

// A slipView is one slip: its code to type, in groups, and as a QR code.
type slipView struct {
	Code []string
	QR   template.HTML
}

// Slips makes a sheet of slips and shows it at once.
func (s *Room) Slips(w http.ResponseWriter, r *http.Request, o invitationsOffice) error {
	session, title, err := o.chosen(r)
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(r.PostForm.Get(fieldSlips))
	n, err := strconv.Atoi(typed)
	sheet, ok := survey.ParseKey(r.PostForm.Get(fieldSheet))
	if err != nil || n < 1 || n > survey.MaxSlips || !ok {
		return s.showInvitations(w, r, o, http.StatusUnprocessableEntity, invitationsView{
			Slips:      page.Shorten(page.ShownText(typed)),
			SlipsError: o.Catalog.T("organizer.invite.error.slips", "max", survey.MaxSlips),
		})
	}
	slips, err := o.store.AddSlips(r.Context(), o.Event.ID, session, n, sheet)
	if errors.Is(err, survey.ErrConflict) {
		return s.showInvitations(w, r, o, http.StatusConflict, invitationsView{})
	}
	if err != nil {
		return err
	}
	return s.showSlips(w, r, o, title, session == 0, slips)
}

// showSlips answers with the sheet, which is for all sessions of the event or for
// one. It is the only page that ever shows these tokens; the database has their hashes
// only.
func (s *Room) showSlips(w http.ResponseWriter, r *http.Request, o invitationsOffice, title string, all bool, slips []survey.Invited) error {
	c := i18n.For(page.Offered(o.Event)[0])
	view := slipsView{
		Language: c.Language(), Back: o.page, For: title, Event: o.Event.Name,
		Title: o.Catalog.T("organizer.slips.title", "what", title),
		Count: o.Catalog.T("organizer.slips.note.count", "n", len(slips)),
		Host:  s.URL[strings.Index(s.URL, "://")+len("://"):],
	}
	if !i18n.KnownTo(i18n.Organizers, c.Language()) {
		c = o.Catalog
		view.Language = c.Language()
	}
	if view.Event == view.For {
		view.Event = o.Organization.Name
	}
	if days := daysOf(o.EventSessions, c); all && strings.Contains(days, "–") {
		view.Days = days
	}
	view.Long = page.Long(title, "")
	view.Ask, view.How, view.Promise = c.T("organizer.slips.ask"), c.T("organizer.slips.how"), c.T("organizer.slips.promise")
	for part := range slices.Chunk(slips, slipsAPage) {
		var sheet []slipView
		for _, slip := range part {
			key, _ := survey.ParseKey(slip.Token)
			code, err := page.QrCode(s.URL+"/i/"+slip.Token, c.T("organizer.slips.qr"))
			if err != nil {
				return err
			}
			sheet = append(sheet, slipView{Code: strings.Split(key.Spaced(), "-"), QR: code})
		}
		view.Pages = append(view.Pages, sheet)
	}
	return s.ShowOffice(w, r, o.desk.Desk, http.StatusOK, "office/programme/slips", page.Page{Title: view.Title, Data: view})
}
