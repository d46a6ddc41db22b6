package followup

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
)

// A FollowUpVisit is a request for a follow-up page.
type FollowUpVisit struct {
	followup.Page
	Catalog *i18n.Catalog
	// Base is the page's own address, /f/CODE.
	Base string
	// invitation is what the visitor came by, if anything.
	invitation survey.Invitation
	// Preview says that an organizer looks at the page as it will be, and office is
	// where the organizer's pages about it begin.
	Preview bool
	Office  string
}

// Followed finds the follow-up page that the address names, for those whom it is
// for, and hands it on.
func (s *Room) Followed(next func(w http.ResponseWriter, r *http.Request, v FollowUpVisit) error) http.HandlerFunc {
	return s.Following(false, next)
}

// Following is followed, with own also for whoever has written on a page that has
// gone away, so that it can be taken back.
func (s *Room) Following(own bool, next func(w http.ResponseWriter, r *http.Request, v FollowUpVisit) error) http.HandlerFunc {
	return s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		typed, err := url.PathUnescape(chi.URLParam(r, "code"))
		if err != nil {
			return survey.ErrNotFound
		}
		code, ok := survey.ParseCode(typed)
		if !ok {
			return s.NoSession(w, r, typed, survey.ErrNotFound)
		}
		p, err := s.store.FollowUp(r.Context(), code)
		if errors.Is(err, survey.ErrNotFound) {
			return s.NoSession(w, r, typed, s.MissedCode(r, err))
		}
		if err != nil {
			return err
		}
		v := FollowUpVisit{Page: p, Base: "/f/" + string(code)}
		if typed != string(code) && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			http.Redirect(w, r, v.Base, http.StatusSeeOther)
			return nil
		}
		v.Catalog = i18n.For(s.Language(w, r, page.Offered(p.Event)))
		if v.invitation, err = s.InvitationTo(r, p.Event); err != nil {
			return err
		}
		if !v.FollowUp.Shown(s.Now()) {
			if _, wrote := page.DeviceKey(r); !own || !wrote {
				return s.showNoFollowUp(w, r, v)
			}
		}
		if v.FollowUp.Audience == survey.FollowUpInvited && !v.invitedHere() {
			return page.Uninvited
		}
		return next(w, r, v)
	})
}

// invitedHere says whether the visitor was invited to what the page is about.
func (v FollowUpVisit) invitedHere() bool {
	return v.invitation.ID != 0 && (v.Session.ID == 0 || v.invitation.For(v.Session))
}

// text is the organizer's text in the page's language, or the event's.
func (v FollowUpVisit) text(t survey.Text) string {
	return t.In(v.Catalog.Language(), v.Event.Language)
}

// A followUpView is all of a follow-up page.
type followUpView struct {
	// Event and EventAddress lead up from a session's page; else Event is who
	// arranged it.
	Event, EventAddress string
	Title               string
	// Spoken is the language of the titles and of what readers wrote, see page.Spoken.
	Spoken survey.Language
	// When and where it was, and who held it.
	When     string
	Speakers []string
	// Preview says that only organizers see this.
	Preview bool
	// Notice is what has become of the thanks for a card.
	Notice  string
	Lead    []page.Block
	Changes []page.Block
	// Material are the slides, links and recordings that there are.
	Material []page.MaterialView
	// Inquiries are what was asked, with the answers; Asked leads to where one's
	// own can be taken away.
	Inquiries []page.InquiryView
	Asked     string
	// Cards are the wall of reflections; Reflect is where one writes, or takes away
	// what one has written, and Writes says that one can write.
	Cards   []cardView
	Reflect string
	Writes  bool
	// Thank is where readers thank for a card, and Thanks says who sees that they
	// have; empty where nobody can.
	Thank, Thanks string
	// Figure is the result as a whole; nil where it is not shown. Takeaways are
	// the speakers'.
	Figure    *page.FigureView
	Takeaways []shownTakeaway
	// Contents lead to the parts of a long page.
	Contents []page.WayOn
	// Share is what the page says to who shares it; nil for nothing.
	Share *sharing
	// Sessions lead to the pages of the event's sessions.
	Sessions []followUpLink
	// Empty says that there is nothing yet.
	Empty bool
}

type followUpLink struct{ Title, Speakers, Address string }

// FollowUp shows the page.
func (s *Room) FollowUp(w http.ResponseWriter, r *http.Request, v FollowUpVisit) error {
	notice := ""
	if r.URL.Query().Get("done") == "cookie" {
		notice = "reflection.thank.cookie"
	}
	return s.showWall(w, r, v, http.StatusOK, notice)
}

// showWall shows the page with a notice on what has become of the thanks for a
// card; empty for none.
func (s *Room) showWall(w http.ResponseWriter, r *http.Request, v FollowUpVisit, status int, notice string) error {
	if v.FollowUp.Audience == survey.FollowUpPublic && !v.Preview {
		w.Header().Del("X-Robots-Tag")
	}
	view := v.view()
	if notice != "" {
		view.Notice = v.Catalog.T(notice)
	}
	if v.Session.ID != 0 {
		all, err := s.store.Inquiries(r.Context(), v.Session.Code, survey.Key{})
		if err != nil {
			return err
		}
		for _, q := range all.Shown() {
			view.Inquiries = append(view.Inquiries, page.InquiryShown(v.Catalog, q, false))
		}
		view.Asked = "/s/" + string(v.Session.Code) + "/ask"
	}
	if err := s.wall(r, v, &view); err != nil {
		return err
	}
	if err := s.figures(r, v, &view); err != nil {
		return err
	}
	view.Share = s.sharing(v)
	view.Contents = view.contents(v.Catalog)
	view.Empty = len(view.Lead)+len(view.Changes)+len(view.Sessions)+len(view.Inquiries)+len(view.Cards)+len(view.Takeaways)+len(view.Material) == 0 && view.Figure == nil
	return s.showFollowUp(w, r, v, status, "followup/followup", page.Page{
		Title: v.Catalog.T("followup.title", "title", v.Page.Title()), Data: view,
	})
}

// longPage is from how many parts on a page has a table of contents.
const longPage = 4

// contents lead to the page's parts, in their order; nil where they are few.
func (v followUpView) contents(c *i18n.Catalog) []page.WayOn {
	var list []page.WayOn
	for _, part := range []struct {
		has      bool
		at, text string
	}{
		{len(v.Material) > 0, "material", "followup.material"},
		{len(v.Inquiries) > 0, "asked", "inquiry.replies"},
		{len(v.Cards) > 0 || v.Writes, "reflections", "reflection.wall"},
		{v.Figure != nil, "figures", "followup.figures"},
		{len(v.Changes) > 0, "changes", "followup.changes"},
		{len(v.Sessions) > 0, "sessions", "followup.sessions"},
	} {
		if part.has {
			list = append(list, page.WayOn{Address: "#" + part.at, Text: c.T(part.text)})
		}
	}
	if len(list) < longPage {
		return nil
	}
	return list
}

// wall fills in the cards.
func (s *Room) wall(r *http.Request, v FollowUpVisit, view *followUpView) error {
	device, _ := page.DeviceKey(r)
	found, err := s.store.Reflections(r.Context(), v.Code(), device)
	if err != nil {
		return err
	}
	quoted, written := false, false
	for _, c := range found.Wall() {
		quoted, written = quoted || c.Quoted, written || !c.Quoted
		view.Cards = append(view.Cards, cardShown(v.Catalog, c, !v.Preview))
	}
	if len(view.Cards) > 0 && !v.Preview {
		view.Thank, view.Thanks = v.Base+"/thank", thanksSeen(v.Catalog, quoted, written)
	}
	view.Writes = v.FollowUp.Reflections
	if view.Writes || len(found.List) > 0 {
		view.Reflect = v.Base + "/reflect"
	}
	return nil
}

func (s *Room) showFollowUp(w http.ResponseWriter, r *http.Request, v FollowUpVisit, status int, name string, p page.Page) error {
	p.Language, p.Offered, p.Event = v.Catalog.Language(), page.Offered(v.Event), v.Event.Code
	return s.Render(w, r, status, name, p)
}

// view is what the page has without looking further.
func (v FollowUpVisit) view() followUpView {
	view := followUpView{
		Event: v.Organization.Name, Title: v.Page.Title(), Preview: v.Preview, Spoken: page.Spoken(v.Event, v.Catalog.Language()),
		Lead: page.Blocks(v.text(v.FollowUp.Lead)), Changes: page.Blocks(v.text(v.FollowUp.Changes)),
	}
	if v.Session.ID != 0 {
		view.Event, view.EventAddress = v.Event.Name, "/e/"+string(v.Event.Code)
		view.Speakers = page.SpeakersOf(v.Catalog, v.Appearances)
	}
	view.Material = page.MaterialViews(v.Catalog, v.Material, v.Base+"/material/", "")
	if v.Preview {
		view.Material = page.MaterialViews(v.Catalog, v.Material, v.Office+"/material/", "/file")
	}
	view.When = v.when(v.Catalog)
	for _, p := range v.Sessions {
		if p.FollowUp.Audience == survey.FollowUpLink && !v.Preview {
			continue // only those who have the address find it
		}
		var names []string
		for _, a := range p.Appearances {
			names = append(names, a.Speaker.Name)
		}
		view.Sessions = append(view.Sessions, followUpLink{p.Session.Title, v.Catalog.List(names), "/f/" + string(p.Session.Code)})
	}
	return view
}

// showNoFollowUp says that there is no such page, or none any more, and leads to
// what there is.
func (s *Room) showNoFollowUp(w http.ResponseWriter, r *http.Request, v FollowUpVisit) error {
	view := noFollowUpView{Title: v.Page.Title(), Event: v.Event.Name, Address: "/e/" + string(v.Event.Code)}
	if v.Session.ID != 0 {
		view.Address = "/s/" + string(v.Session.Code)
	}
	return s.showFollowUp(w, r, v, http.StatusNotFound, "followup/none", page.Page{
		Title: v.Catalog.T("followup.none.title"), Data: view,
	})
}

type noFollowUpView struct{ Title, Event, Address string }
