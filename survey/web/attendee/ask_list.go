package attendee

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
)

// AskList is the list alone of the page where attendees ask, for a page that
// renews itself: hundreds of phones ask for it every few seconds. It is made once
// for all that have not asked or voted, and nothing is sent where nothing has
// changed since the phone asked last.
func (s *Room) AskList(w http.ResponseWriter, r *http.Request) error {
	code, ok := survey.ParseCode(chi.URLParam(r, "code"))
	if !ok {
		return s.MissedCode(r, survey.ErrNotFound)
	}
	lately, shared, err := s.Recent.get(r.Context(), code)
	if err != nil {
		return s.MissedCode(r, err)
	}
	if err := s.admitAgain(w, r, lately, shared); err != nil {
		return err
	}
	language := s.Language(w, r, page.Offered(shared.Event))
	tag := `"` + shared.Version + "-" + string(language) + `"`
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	device, _ := page.DeviceKey(r)
	list, personal := shared.For(device)
	draw := func() ([]byte, error) { return s.drawAsked(language, code, shared.Form, list) }
	var b []byte
	if personal {
		b, err = draw()
	} else {
		b, err = lately.list(language, shared.Version, draw)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", string(language))
	_, _ = w.Write(b) // a client that has gone away is no fault
	return nil
}

// admitAgain lets in where the session is for invited people alone: who has come by
// a personal link a moment ago is not looked up again.
func (s *Room) admitAgain(w http.ResponseWriter, r *http.Request, lately *askedLately, shared inquiry.Shared) error {
	if shared.Event.Access != survey.AccessInvitation {
		return nil
	}
	link := ""
	if c, err := r.Cookie(page.InviteCookie + string(shared.Event.Code)); err == nil {
		link = c.Value
	}
	if link != "" && lately.knows(link, s.Now()) {
		return nil
	}
	if _, err := s.Admit(w, r, shared.Form); err != nil {
		return err
	}
	lately.let(link, s.Now())
	return nil
}

// drawAsked is the list as HTML.
func (s *Room) drawAsked(l survey.Language, code survey.Code, form survey.Form, list []inquiry.Inquiry) ([]byte, error) {
	t, err := s.Pages.Page(l, "attendee/session_ask")
	if err != nil {
		return nil, err
	}
	view := askingView{Heading: event.Heading{Base: "/s/" + string(code)}, Ask: form.TakesInquiries()}
	view.Inquiries = inquiriesShown(i18n.For(l), list, view.Ask)
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "asked-list", view); err != nil {
		return nil, fmt.Errorf("a list of inquiries: %w", err)
	}
	return b.Bytes(), nil
}

// inquiriesShown are those that the device sees, in the page's order; votes says
// that it can vote.
func inquiriesShown(c *i18n.Catalog, list []inquiry.Inquiry, votes bool) []page.InquiryView {
	var views []page.InquiryView
	for _, q := range inquiry.ByVotes(slices.Clone(list)) { // other phones have the same list
		if q.State == inquiry.Shown || q.Own {
			views = append(views, page.InquiryShown(c, q, votes))
		}
	}
	return views
}
