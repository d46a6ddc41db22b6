package speaker

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/web/page"
)

// A RepliesView is where what attendees have asked is replied to in writing: by
// the session's speakers with their link, or by an organizer.
type RepliesView struct {
	Event, Title, Up, UpAddress string
	Action, Done, Summary       string
	Errors                      []page.FormError
	// Who is offered as who replies.
	Who    []page.EditOption
	Groups []replyGroup
}

// A replyGroup is inquiries that have no reply yet, or have one.
type replyGroup struct {
	Heading   string
	Inquiries []replyField
}

type replyField struct {
	page.InquiryView
	Field, RevisionField string
	Typed, Error         string
	Revision             int
	// Now is what somebody else has written meanwhile.
	Now string
}

// RepliesPage is where speakers reply, at its unguessable address or that of
// their letter.
func (s *Room) RepliesPage(w http.ResponseWriter, r *http.Request) error {
	all, err := s.replying(r)
	if err != nil {
		return err
	}
	view := RepliesView{}
	c := s.repliesCatalog(w, r, all)
	if r.URL.Query().Get("done") != "" {
		view.Done = c.T("inquiry.replies.saved")
	}
	return s.showReplies(w, r, c, http.StatusOK, all, view, RepliesTyped{})
}

// replying are the inquiries that the address lets reply to.
func (s *Room) replying(r *http.Request) (inquiry.Inquiries, error) {
	all, err := s.store.InquiriesFor(r.Context(), chi.URLParam(r, "key"))
	return all, s.MissedKey(r, err)
}

// repliesCatalog is in the reader's language, or the event's.
func (s *Room) repliesCatalog(w http.ResponseWriter, r *http.Request, all inquiry.Inquiries) *i18n.Catalog {
	return i18n.For(s.Language(w, r, page.Offered(all.Event)))
}

// RepliesTyped is what was typed and not saved.
type RepliesTyped struct {
	Values    map[string]string
	Errs      survey.FieldErrors
	Overtaken []survey.ID
}

func (s *Room) showReplies(w http.ResponseWriter, r *http.Request, c *i18n.Catalog, status int, all inquiry.Inquiries, view RepliesView, typed RepliesTyped) error {
	view.Action = "/a/" + chi.URLParam(r, "key")
	view.Fill(c, all, typed)
	return s.Render(w, r, status, "speaker/replies", page.Page{
		Language: c.Language(), Offered: page.Offered(all.Event), Event: all.Event.Code,
		Title: c.T("inquiry.replies.title", "title", all.Session.Title), Failed: view.Summary != "", Data: view,
	})
}

// Fill makes the fields: those without a reply first, most wanted first.
func (view *RepliesView) Fill(c *i18n.Catalog, all inquiry.Inquiries, typed RepliesTyped) {
	view.Event, view.Title = all.Event.Name, all.Session.Title
	by := typed.Values[form.FieldReplier]
	names := make([]string, 0, len(all.Appearances)+1)
	for _, a := range all.Appearances {
		names = append(names, a.Speaker.Name)
	}
	for _, name := range append(names, all.Organization.Name) {
		view.Who = append(view.Who, page.EditOption{Value: name, Text: name, Chosen: name == by})
	}
	waiting := replyGroup{Heading: c.T("inquiry.replies.waiting")}
	done := replyGroup{Heading: c.T("inquiry.replies.written")}
	for _, q := range inquiry.ByVotes(slices.Clone(all.List)) {
		if q.State == inquiry.Hidden {
			continue
		}
		f := replyFieldOf(c, q, typed, view)
		if q.Reply == "" {
			waiting.Inquiries = append(waiting.Inquiries, f)
		} else {
			done.Inquiries = append(done.Inquiries, f)
		}
	}
	for _, g := range []replyGroup{waiting, done} {
		if len(g.Inquiries) > 0 {
			view.Groups = append(view.Groups, g)
		}
	}
	if len(view.Errors) > 0 {
		view.Summary = c.T("inquiry.replies.wrong")
	}
}

func replyFieldOf(c *i18n.Catalog, q inquiry.Inquiry, typed RepliesTyped, view *RepliesView) replyField {
	id := page.IDText(q.ID)
	f := replyField{
		InquiryView: page.InquiryShown(c, q, false), Field: form.FieldReply + id,
		RevisionField: form.FieldInquiryRevision + id, Typed: q.Reply, Revision: q.Revision,
	}
	f.Reply, f.Replier = nil, ""
	if value, ok := typed.Values[f.Field]; ok {
		f.Typed = value
	}
	if e := typed.Errs.For(f.Field); e != nil {
		f.Error = c.T("inquiry.error.reply", "n", e.Args["n"])
		if e.Message == survey.MsgCharacters {
			f.Error = c.T("inquiry.error.characters")
		}
	}
	if slices.Contains(typed.Overtaken, q.ID) {
		f.Error, f.Now = c.T("inquiry.error.overtaken"), q.Reply
	}
	if f.Error != "" {
		view.Errors = append(view.Errors, page.FormError{Target: f.Field, Text: f.Error})
	}
	return f
}

// SaveReplies stores what a speaker has written. A reply that somebody else has
// changed meanwhile is shown beside what was typed.
func (s *Room) SaveReplies(w http.ResponseWriter, r *http.Request) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	key := chi.URLParam(r, "key")
	all, err := s.replying(r)
	if err != nil {
		return err
	}
	replies, errs := form.ReadReplies(r.PostForm, all.List)
	typed := RepliesTyped{Values: page.Posted(r), Errs: errs}
	if len(errs) == 0 {
		if typed.Overtaken, err = s.store.ReplyToInquiries(r.Context(), key, replies); err != nil {
			return err
		}
		if len(typed.Overtaken) == 0 {
			http.Redirect(w, r, "/a/"+key+"?done=saved", http.StatusSeeOther)
			return nil
		}
		if all, err = s.store.InquiriesFor(r.Context(), key); err != nil {
			return err
		}
	}
	status := http.StatusUnprocessableEntity
	if len(typed.Overtaken) > 0 {
		status = http.StatusConflict
	}
	return s.showReplies(w, r, s.repliesCatalog(w, r, all), status, all, RepliesView{}, typed)
}
