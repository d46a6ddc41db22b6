package questions

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/web/office"
	"github.com/omdome/omdome/survey/web/page"
)

const (
	doAsking  = "asking"
	doLink    = "link"
	doNoLink  = "nolink"
	doRelease = "releaseall"
)

// askedDone are what leads back to the list and is said there.
var askedDone = []string{
	"organizer.inquiry.done.asking", "organizer.inquiry.done.link", "organizer.inquiry.done.nolink", "organizer.inquiry.done.replies",
	"organizer.inquiry.done.showagain", "organizer.inquiry.done.nonechosen",
}

// An askedView is what attendees have asked, for who runs the session.
type askedView struct {
	Title, Session, SessionAddress string
	Page, Done                     string
	// May says that the reader may change things.
	May bool
	// Ways are whether and how attendees may ask.
	Ways []page.EditOption
	// Address is where attendees ask, Link where the speakers reply.
	Address, Link string
	Orders        []page.WayOn
	// Choose are the ways to choose many; empty where there is nothing to hide.
	Choose    []page.WayOn
	Inquiries []askedLine
	// None says that there are none, or none of these.
	None string
	// Unreleased says that the page shows replies that nobody else sees yet, and
	// Refused why they were not released.
	Unreleased bool
	Refused    string
}

// An askedLine is an inquiry with what can be done to it.
type askedLine struct {
	page.InquiryView
	State string
	// Do are the buttons: what they do and what they say.
	Do []page.WayOn
	// Revision is that of the reply; Unreleased says that nobody else sees it yet.
	Revision   int
	Unreleased bool
	// Hides says that it can be chosen to be hidden with others, Chosen that it is.
	Hides, Chosen bool
}

// Asked shows what attendees have asked.
func (s *Room) Asked(w http.ResponseWriter, r *http.Request, o desk) error {
	return s.showAsked(w, r, o, http.StatusOK, "")
}

// inquiries are those of the session that the address names.
func (o desk) inquiries(r *http.Request) (inquiry.Inquiries, error) {
	code, err := office.CodeNamed(r)
	if err != nil {
		return inquiry.Inquiries{}, err
	}
	return o.store.Inquiries(r.Context(), code)
}

func (s *Room) showAsked(w http.ResponseWriter, r *http.Request, o desk, status int, refused string) error {
	all, err := o.inquiries(r)
	if err != nil {
		return err
	}
	code := all.Session.Code
	base := o.Base + "/s/" + string(code)
	view := askedView{
		Refused: refused,
		Title:   o.Catalog.T("organizer.inquiry"), Session: all.Session.Title, SessionAddress: base, Page: base + "/asked",
		May: o.May(base) != "", Address: s.URL + "/s/" + string(code) + "/ask",
	}
	if all.Key != "" && view.May {
		view.Link = s.URL + "/a/" + all.Key
	}
	for _, way := range survey.Inquirings {
		view.Ways = append(view.Ways, page.EditOption{Value: string(way), Text: o.Catalog.T(way.Key()), Chosen: way == all.Inquiring})
	}
	if refused == "" {
		view.Done = o.Catalog.T(page.DoneKey(r, askedDone...))
	}
	o.askedLines(r, all, s.asked.Seen(code, page.LastNumber(all.List)), &view)
	return s.ShowOffice(w, r, o.Desk, status, "office/questions/asked", page.Page{
		Title: o.Catalog.T("organizer.inquiry.title", "session", all.Session.Title), Failed: refused != "", Data: view,
	})
}

// askedLines fills in the inquiries that were asked for, in the order asked for.
// Of those that can be hidden, the ones are chosen that the address says; before is
// the last number of some minutes ago.
func (o desk) askedLines(r *http.Request, all inquiry.Inquiries, before int, view *askedView) {
	order, show, choose := r.URL.Query().Get(office.FieldOrder), r.URL.Query().Get(office.FieldShow), r.URL.Query().Get(office.FieldChoose)
	list := all.List
	if order != "number" {
		list = inquiry.ByVotes(list)
	}
	for _, q := range list {
		open := !q.Aloud && q.Reply == "" && q.State != inquiry.Hidden
		if show == "unanswered" && !open {
			continue
		}
		line := o.askedLine(q, view.May)
		line.Hides = view.May && q.State != inquiry.Hidden
		line.Chosen = line.Hides && (choose == office.ChooseAll || choose == office.ChooseNew && q.Number > before)
		if line.Hides && len(view.Choose) == 0 {
			view.Choose = o.ChooseWays(view.Page, r, office.ChooseAll, office.ChooseNew)
		}
		view.Unreleased = view.Unreleased || line.Unreleased
		view.Inquiries = append(view.Inquiries, line)
	}
	view.None = o.Catalog.T("organizer.inquiry.none")
	if len(all.List) > 0 {
		view.None = o.Catalog.T("organizer.inquiry.none.left")
		view.Orders = []page.WayOn{
			{Address: view.Page, Text: o.Catalog.T("organizer.inquiry.order.votes")},
			{Address: view.Page + "?order=number", Text: o.Catalog.T("organizer.inquiry.order.number")},
			{Address: view.Page + "?show=unanswered", Text: o.Catalog.T("organizer.inquiry.show.unanswered")},
		}
	}
}

func (o desk) askedLine(q inquiry.Inquiry, may bool) askedLine {
	line := askedLine{InquiryView: page.InquiryShown(o.Catalog, q, false)}
	line.Note, line.Vote, line.Own = "", "", false
	line.Reply, line.Replier = page.Blocks(q.Reply), q.By
	line.State = o.Catalog.T(q.State.Key())
	switch {
	case q.State == inquiry.Shown && q.Aloud:
		line.State = o.Catalog.T("organizer.inquiry.state.aloud")
	case q.State == inquiry.Shown && q.Released:
		line.State = o.Catalog.T("organizer.inquiry.state.released")
	case q.State == inquiry.Shown && q.Reply != "":
		line.State = o.Catalog.T("organizer.inquiry.state.answered")
	}
	if !may {
		return line
	}
	line.Revision, line.Unreleased = q.Revision, q.Reply != "" && !q.Released
	add := func(do inquiry.Deed) {
		line.Do = append(line.Do, page.WayOn{Address: string(do), Text: o.Catalog.T(do.Key())})
	}
	if q.State == inquiry.Shown {
		if q.Aloud {
			add(inquiry.NotAloud)
		} else {
			add(inquiry.Aloud)
		}
		switch {
		case q.Reply != "" && !q.Released:
			add(inquiry.Release)
		case q.Released:
			add(inquiry.Keep)
		}
		add(inquiry.Hide)
	} else {
		add(inquiry.Show)
		if q.State == inquiry.Waiting {
			add(inquiry.Hide)
		}
		add(inquiry.Delete)
	}
	return line
}

// AskedDo does what a button says: to one inquiry, or to all of it.
func (s *Room) AskedDo(w http.ResponseWriter, r *http.Request, o desk) error {
	if err := s.ParseFormOf(w, r, office.MaxChosen); err != nil {
		return err
	}
	code, err := office.CodeNamed(r)
	if err != nil {
		return err
	}
	to, do := o.Base+"/s/"+string(code)+"/asked", r.PostForm.Get(page.FieldDo)
	if office.Hides(do) {
		return s.hideInquiries(w, r, o, code, do)
	}
	switch do {
	case doAsking:
		way := survey.Inquiring(r.PostForm.Get("way"))
		if way != survey.InquiringOff && way != survey.InquiringOpen && way != survey.InquiringReview {
			return page.Problem{Status: http.StatusBadRequest, Key: "problem.badform"}
		}
		err = o.store.SetInquiring(r.Context(), code, way)
		to += "?done=" + do
	case doLink, doNoLink:
		err = o.store.SetReplyLink(r.Context(), code, do == doLink)
		to += "?done=" + do
	case doRelease:
		err = o.store.ReleaseReplies(r.Context(), code, repliesRead(r))
	default:
		id, bad := strconv.ParseInt(r.PostForm.Get(form.FieldInquiry), 10, 64)
		if bad != nil {
			return survey.ErrNotFound
		}
		err = o.store.DoInquiry(r.Context(), code, survey.ID(id), repliesRead(r)[survey.ID(id)], inquiry.Deed(do))
		to += "#q" + r.PostForm.Get(form.FieldInquiry)
	}
	if errors.Is(err, survey.ErrConflict) {
		return s.showAsked(w, r, o, http.StatusConflict, o.Catalog.T("organizer.inquiry.overtaken"))
	}
	if err != nil {
		return err
	}
	s.asked.Changed(code)
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// repliesRead are the replies that the page showed, by inquiry with their
// revisions: only those may be released.
func repliesRead(r *http.Request) map[survey.ID]int {
	read := map[survey.ID]int{}
	for field := range r.PostForm {
		id, ok := strings.CutPrefix(field, form.FieldInquiryRevision)
		inquiry, err := strconv.ParseInt(id, 10, 64)
		if !ok || err != nil {
			continue
		}
		read[survey.ID(inquiry)], _ = strconv.Atoi(r.PostForm.Get(field)) // 0 is nobody's revision
	}
	return read
}
