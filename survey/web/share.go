package web

import (
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// A shareView is all that an organizer needs to ask for answers: papers, slides
// and messages to paste.
type shareView struct {
	wayIn
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

// occasions are when an online meeting is asked.
var occasions = []string{"before", "end", "after"}

// organizerShare is how to ask a session's attendees.
func (s *server) organizerShare(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	form, err := o.form(r)
	if err != nil {
		return err
	}
	path := "/s/" + string(form.Session.Code)
	way, err := s.wayTo(path, form.Session.Code, o.catalog.T("slide.qr"))
	if err != nil {
		return err
	}
	view := shareView{
		wayIn: way, Title: form.Session.Title, Up: form.Session.Title, UpAddress: o.base + path,
		Sheet: o.base + path + "/sheet", Slide: way.Address + "/slide", Closing: way.Address + "/closing",
		Picture: path + "/qr.svg",
	}
	return s.showShare(w, r, o, form.Event, view, func(c *i18n.Catalog, occasion string) string {
		v := visit{Form: form, catalog: c}
		text := v.t("share."+occasion+".text", "title", form.Session.Title, "how", s.how(c, form.Event, way))
		if at := form.Session.ClosesAt; !at.IsZero() && occasion != "before" {
			text += " " + v.t("share.until", "time", v.moment(at))
		}
		return text
	})
}

// organizerEventShare is how to ask an event's attendees.
func (s *server) organizerEventShare(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	e, err := o.event(r)
	if err != nil {
		return err
	}
	path := "/e/" + string(e.Event.Code)
	way, err := s.wayTo(path, e.Event.Code, o.catalog.T("slide.qr"))
	if err != nil {
		return err
	}
	view := shareView{
		wayIn: way, Title: e.Event.Name, Up: e.Event.Name, UpAddress: o.base + path,
		Sheet: o.base + path + "/sheet", Sheets: o.base + path + "/sheets", Slide: way.Address + "/slide",
		Picture: path + "/qr.svg",
	}
	return s.showShare(w, r, o, e.Event, view, func(c *i18n.Catalog, occasion string) string {
		return c.T("share."+occasion+".event", "title", e.Event.Name, "how", s.how(c, e.Event, way))
	})
}

// how says how to get to the form: by the link or the code, or, where only
// invited people answer, by their own link.
func (s *server) how(c *i18n.Catalog, e survey.Event, way wayIn) string {
	if e.Access == survey.AccessInvitation {
		return c.T("share.how.invited")
	}
	return c.T("share.how", "link", way.Address, "code", way.Code, "host", way.Host)
}

// showShare writes each occasion's message in each of the event's languages.
func (s *server) showShare(w http.ResponseWriter, r *http.Request, o office, e survey.Event, view shareView,
	message func(c *i18n.Catalog, occasion string) string,
) error {
	view.Invited = e.Access == survey.AccessInvitation
	view.Links = o.base + "/e/" + string(e.Code) + "/invitations"
	for _, l := range offered(e) {
		c := i18n.For(l)
		group := messageGroup{Language: l, Name: c.T("language.name")}
		for _, occasion := range occasions {
			group.Messages = append(group.Messages, messageView{
				ID: occasion + "-" + string(l), When: o.catalog.T("share." + occasion), Text: message(c, occasion),
			})
		}
		view.Messages = append(view.Messages, group)
	}
	return s.showOffice(w, r, o, http.StatusOK, "share", page{
		Title: o.catalog.T("share.title") + ": " + view.Title, Data: view,
	})
}
