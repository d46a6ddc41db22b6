package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store"
)

// The fields of the organizer's page of inquiries beside "do".
const (
	fieldOrder = "order" // "number": in the order they came
	fieldShow  = "show"  // "unanswered": what is left to answer
	doAsking   = "asking"
	doLink     = "link"
	doNoLink   = "nolink"
	doRelease  = "releaseall"
)

// An askedView is what attendees have asked, for who runs the session.
type askedView struct {
	Title, Session, SessionAddress string
	Page, Done                     string
	// May says that the reader may change things.
	May bool
	// Ways are whether and how attendees may ask.
	Ways []editOption
	// Address is where attendees ask, Link where the speakers answer.
	Address, Link string
	Orders        []wayOn
	// Choose are the ways to choose many; empty where there is nothing to hide.
	Choose    []wayOn
	Inquiries []askedLine
	// None says that there are none, or none of these.
	None string
	// Unreleased says that the page shows answers that nobody else sees yet, and
	// Refused why they were not released.
	Unreleased bool
	Refused    string
}

// An askedLine is an inquiry with what can be done to it.
type askedLine struct {
	inquiryView
	State string
	// Do are the buttons: what they do and what they say.
	Do []wayOn
	// Revision is that of the answer; Unreleased says that nobody else sees it yet.
	Revision   int
	Unreleased bool
	// Hides says that it can be chosen to be hidden with others, Chosen that it is.
	Hides, Chosen bool
}

// organizerAsked shows what attendees have asked.
func (s *server) organizerAsked(w http.ResponseWriter, r *http.Request, m member) error {
	return s.showAsked(w, r, s.office(w, r, m), http.StatusOK, "")
}

// inquiries are those of the session that the address names.
func (o office) inquiries(r *http.Request) (survey.Inquiries, error) {
	code, err := codeNamed(r)
	if err != nil {
		return survey.Inquiries{}, err
	}
	return o.store.Inquiries(r.Context(), code)
}

func (s *server) showAsked(w http.ResponseWriter, r *http.Request, o office, status int, refused string) error {
	all, err := o.inquiries(r)
	if err != nil {
		return err
	}
	code := all.Session.Code
	base := o.base + "/s/" + string(code)
	view := askedView{
		Refused: refused,
		Title:   o.catalog.T("organizer.inquiry"), Session: all.Session.Title, SessionAddress: base, Page: base + "/asked",
		May: o.may(base) != "", Address: s.url + "/s/" + string(code) + "/ask",
	}
	if all.Key != "" && view.May {
		view.Link = s.url + "/a/" + all.Key
	}
	for _, way := range survey.Inquirings {
		view.Ways = append(view.Ways, editOption{string(way), o.catalog.T("organizer.inquiry.way." + string(way)), way == all.Inquiring})
	}
	if done := r.URL.Query().Get("done"); refused == "" && (done == doAsking || done == doLink || done == doNoLink || done == "answers" || done == doShowAgain || done == "nonechosen") {
		view.Done = o.catalog.T("organizer.inquiry.done." + done)
	}
	o.askedLines(r, all, s.asked.seen(code, lastNumber(all.List)), &view)
	return s.showOffice(w, r, o, status, "organizer_asked", page{
		Title: o.catalog.T("organizer.inquiry.title", "session", all.Session.Title), Failed: refused != "", Data: view,
	})
}

// askedLines fills in the inquiries that were asked for, in the order asked for.
// Of those that can be hidden, the ones are chosen that the address says; before is
// the last number of some minutes ago.
func (o office) askedLines(r *http.Request, all survey.Inquiries, before int, view *askedView) {
	order, show, choose := r.URL.Query().Get(fieldOrder), r.URL.Query().Get(fieldShow), r.URL.Query().Get(fieldChoose)
	list := all.List
	if order != "number" {
		list = survey.ByVotes(list)
	}
	for _, q := range list {
		open := !q.Aloud && q.Answer == "" && q.State != survey.InquiryHidden
		if show == "unanswered" && !open {
			continue
		}
		line := o.askedLine(q, view.May)
		line.Hides = view.May && q.State != survey.InquiryHidden
		line.Chosen = line.Hides && (choose == chooseAll || choose == chooseNew && q.Number > before)
		if line.Hides && len(view.Choose) == 0 {
			view.Choose = o.chooseWays(view.Page, r, chooseAll, chooseNew)
		}
		view.Unreleased = view.Unreleased || line.Unreleased
		view.Inquiries = append(view.Inquiries, line)
	}
	view.None = o.catalog.T("organizer.inquiry.none")
	if len(all.List) > 0 {
		view.None = o.catalog.T("organizer.inquiry.none.left")
		view.Orders = []wayOn{
			{view.Page, o.catalog.T("organizer.inquiry.order.votes")},
			{view.Page + "?order=number", o.catalog.T("organizer.inquiry.order.number")},
			{view.Page + "?show=unanswered", o.catalog.T("organizer.inquiry.show.unanswered")},
		}
	}
}

func (o office) askedLine(q survey.Inquiry, may bool) askedLine {
	line := askedLine{inquiryView: inquiryShown(o.catalog, q, false)}
	line.Note, line.Vote, line.Own = "", "", false
	line.Answer, line.Answerer = blocks(q.Answer), q.By
	line.State = o.catalog.T("organizer.inquiry.state." + string(q.State))
	switch {
	case q.State == survey.InquiryShown && q.Aloud:
		line.State = o.catalog.T("organizer.inquiry.state.aloud")
	case q.State == survey.InquiryShown && q.Released:
		line.State = o.catalog.T("organizer.inquiry.state.released")
	case q.State == survey.InquiryShown && q.Answer != "":
		line.State = o.catalog.T("organizer.inquiry.state.answered")
	}
	if !may {
		return line
	}
	line.Revision, line.Unreleased = q.Revision, q.Answer != "" && !q.Released
	add := func(do store.InquiryDeed) {
		line.Do = append(line.Do, wayOn{string(do), o.catalog.T("organizer.inquiry.do." + string(do))})
	}
	if q.State == survey.InquiryShown {
		if q.Aloud {
			add(store.InquiryNotAloud)
		} else {
			add(store.InquiryAloud)
		}
		switch {
		case q.Answer != "" && !q.Released:
			add(store.InquiryRelease)
		case q.Released:
			add(store.InquiryKeep)
		}
		add(store.InquiryHide)
	} else {
		add(store.InquiryShow)
		if q.State == survey.InquiryWaiting {
			add(store.InquiryHide)
		}
		add(store.InquiryDelete)
	}
	return line
}

// organizerAskedDo does what a button says: to one inquiry, or to all of it.
func (s *server) organizerAskedDo(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseFormOf(w, r, maxChosen); err != nil {
		return err
	}
	code, err := codeNamed(r)
	if err != nil {
		return err
	}
	to, do := o.base+"/s/"+string(code)+"/asked", r.PostForm.Get(fieldDo)
	if hides(do) {
		return s.hideInquiries(w, r, o, code, do)
	}
	switch do {
	case doAsking:
		way := survey.Inquiring(r.PostForm.Get("way"))
		if way != survey.InquiringOff && way != survey.InquiringOpen && way != survey.InquiringReview {
			return problem{http.StatusBadRequest, "badform"}
		}
		err = o.store.SetInquiring(r.Context(), code, way)
		to += "?done=" + do
	case doLink, doNoLink:
		err = o.store.SetAnswerLink(r.Context(), code, do == doLink)
		to += "?done=" + do
	case doRelease:
		err = o.store.ReleaseAnswers(r.Context(), code, answersRead(r))
	default:
		id, bad := strconv.ParseInt(r.PostForm.Get(survey.FieldInquiry), 10, 64)
		if bad != nil {
			return survey.ErrNotFound
		}
		err = o.store.DoInquiry(r.Context(), code, survey.ID(id), answersRead(r)[survey.ID(id)], store.InquiryDeed(do))
		to += "#q" + r.PostForm.Get(survey.FieldInquiry)
	}
	if errors.Is(err, survey.ErrConflict) {
		return s.showAsked(w, r, o, http.StatusConflict, o.catalog.T("organizer.inquiry.overtaken"))
	}
	if err != nil {
		return err
	}
	s.asked.changed(code)
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// answersRead are the answers that the page showed, by inquiry with their
// revisions: only those may be released.
func answersRead(r *http.Request) map[survey.ID]int {
	read := map[survey.ID]int{}
	for field := range r.PostForm {
		id, ok := strings.CutPrefix(field, survey.FieldInquiryRevision)
		inquiry, err := strconv.ParseInt(id, 10, 64)
		if !ok || err != nil {
			continue
		}
		read[survey.ID(inquiry)], _ = strconv.Atoi(r.PostForm.Get(field)) // 0 is nobody's revision
	}
	return read
}
