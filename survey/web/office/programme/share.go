package programme

import (
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
)

// A shareView is all that an organizer needs to ask for answers: papers, slides
// and messages to paste.
type shareView struct {
	page.WayIn
	Title, Up, UpAddress string
	// Invited says that the link alone does not let in; Links is where personal
	// links are made.
	Invited bool
	Links   string
	// Sheet, Sheets, Slide, Closing and Picture are addresses; empty where there
	// is no such thing.
	Sheet, Sheets, Slide, Closing, Picture string
	Messages                               []messageGroup
}

// A messageGroup is the messages in one language.
type messageGroup struct {
	Language survey.Language
	Name     string
	Messages []messageView
}

// A messageView is a message to paste, and when.
type messageView struct{ ID, When, Text string }

// An occasion is when an online meeting is asked: key is of when that is, text of what
// is sent then about a session, event about a whole event.
type occasion struct{ id, key, text, event string }

var occasions = []occasion{
	{before, "share.before", "share.before.text", "share.before.event"},
	{"end", "share.end", "share.end.text", "share.end.event"},
	{"after", "share.after", "share.after.text", "share.after.event"},
}

// before is the occasion before a session is over.
const before = "before"

// Share is how to ask a session's attendees.
func (s *Room) Share(w http.ResponseWriter, r *http.Request, o desk, form survey.Form) error {
	path := "/s/" + string(form.Session.Code)
	way, err := s.WayTo(path, form.Session.Code, o.Catalog.T("slide.qr"))
	if err != nil {
		return err
	}
	view := shareView{
		WayIn: way, Title: form.Session.Title, Up: form.Session.Title, UpAddress: o.Base + path,
		Sheet: o.Base + path + "/sheet", Slide: way.Address + "/slide", Closing: way.Address + "/closing",
		Picture: path + "/qr.svg",
	}
	return s.showShare(w, r, o, form.Event, view, func(c *i18n.Catalog, at occasion) string {
		v := event.Visit{Form: form, Catalog: c}
		text := v.T(at.text, "title", form.Session.Title, "how", s.how(c, form.Event, way))
		if closes := form.Session.ClosesAt; !closes.IsZero() && at.id != before {
			text += " " + v.T("share.until", "time", v.Moment(closes))
		}
		return text
	})
}

// EventShare is how to ask an event's attendees.
func (s *Room) EventShare(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	path := "/e/" + string(e.Event.Code)
	way, err := s.WayTo(path, e.Event.Code, o.Catalog.T("slide.qr"))
	if err != nil {
		return err
	}
	view := shareView{
		WayIn: way, Title: e.Event.Name, Up: e.Event.Name, UpAddress: o.Base + path,
		Sheet: o.Base + path + "/sheet", Sheets: o.Base + path + "/sheets", Slide: way.Address + "/slide",
		Picture: path + "/qr.svg",
	}
	return s.showShare(w, r, o, e.Event, view, func(c *i18n.Catalog, at occasion) string {
		return c.T(at.event, "title", e.Event.Name, "how", s.how(c, e.Event, way))
	})
}

// how says how to get to the form: by the link or the code, or, where only
// invited people answer, by their own link.
func (s *Room) how(c *i18n.Catalog, e survey.Event, way page.WayIn) string {
	if e.Access == survey.AccessInvitation {
		return c.T("share.how.invited")
	}
	return c.T("share.how", "link", way.Address, "code", way.Code, "host", way.Host)
}

// showShare writes each occasion's message in each of the event's languages.
func (s *Room) showShare(w http.ResponseWriter, r *http.Request, o desk, e survey.Event, view shareView,
	message func(c *i18n.Catalog, at occasion) string,
) error {
	view.Invited = e.Access == survey.AccessInvitation
	view.Links = o.Base + "/e/" + string(e.Code) + "/invitations"
	for _, l := range page.Offered(e) {
		c := i18n.For(l)
		group := messageGroup{Language: l, Name: c.T("language.name")}
		for _, at := range occasions {
			group.Messages = append(group.Messages, messageView{
				ID: at.id + "-" + string(l), When: o.Catalog.T(at.key), Text: message(c, at),
			})
		}
		view.Messages = append(view.Messages, group)
	}
	return s.ShowOffice(w, r, o.Desk, http.StatusOK, "office/programme/share", page.Page{
		Title: o.Catalog.T("share.title") + ": " + view.Title, Data: view,
	})
}
