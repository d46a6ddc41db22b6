package letters

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/sign"
	"github.com/omdome/omdome/survey/web/office"
	"github.com/omdome/omdome/survey/web/page"
)

// A lettersView is the list of an event's letters.
type lettersView struct {
	Event, EventAddress string
	Done, Refused       string
	Letters             []letterItem
	// Page is where all are approved and greetings told, empty for who may not; Approve
	// says how many, where there are drafts to approve.
	Page, Approve string
	// Held says how many drafts are left out of that.
	Held string
	// Series is where letters for several sessions are made.
	Series string
	// Greetings are the speakers whose drafts greet them by a guess that may be wrong.
	Greetings []greetingItem
	// Zip is where all approved ones are had; Count says how many there are.
	Zip, Count string
}

type letterItem struct {
	Name, Session, Number, Address string
	State                          survey.LetterState
	StateText                      string
	// Hold says why the draft is not approved with all others, Note what became
	// of the letter.
	Hold, Note string
}

// Letters lists an event's letters.
func (s *Room) Letters(w http.ResponseWriter, r *http.Request, o desk) error {
	return s.showLetters(w, r, o, http.StatusOK, "")
}

func (s *Room) showLetters(w http.ResponseWriter, r *http.Request, o desk, status int, refused string) error {
	code, err := office.CodeNamed(r)
	if err != nil {
		return err
	}
	e, lines, err := o.store.Letters(r.Context(), code)
	if err != nil {
		return err
	}
	base := o.Base + "/e/" + string(code)
	view := lettersView{Event: e.Event.Name, EventAddress: base, Refused: refused, Series: base + "/letters/series"}
	drafts, held, approved := 0, 0, 0
	for _, line := range lines {
		item := letterItem{
			Name: line.Letter.Appearance.Speaker.Name, Session: o.summed(e, line), Number: line.Letter.Number,
			Address: base + "/letters/" + page.IDText(line.Letter.ID), State: line.Letter.State, StateText: o.LetterState(line.Letter.State),
			Note: o.letterNote(line.Letter),
		}
		switch {
		case line.Letter.State == survey.LetterDraft:
			if item.Hold = o.hold(line); item.Hold != "" {
				held++
			} else {
				drafts++
			}
		case line.Letter.State.Stands():
			approved++
		}
		view.Letters = append(view.Letters, item)
	}
	if view.Greetings, err = o.greetings(r, e, lines); err != nil {
		return err
	}
	if drafts > 0 || len(view.Greetings) > 0 {
		view.Page = o.May(base + "/letters")
	}
	if drafts > 0 {
		view.Approve = o.Catalog.T("organizer.letters.approve.all", "n", drafts)
	}
	if held > 0 {
		view.Held = o.Catalog.T("organizer.letters.held", "n", held)
	}
	if approved > 0 {
		view.Zip, view.Count = base+"/letters/download", o.Catalog.T("organizer.letters.download", "n", approved)
	}
	view.Done = o.lettersDone(r)
	return s.ShowOffice(w, r, o.Desk, status, "office/letters/letters", page.Page{
		Title: o.Catalog.T("organizer.letters.title", "event", e.Event.Name), Failed: refused != "", Data: view,
	})
}

// lettersDone says what led here.
func (o desk) lettersDone(r *http.Request) string {
	switch q := r.URL.Query(); q.Get("done") {
	case "approved":
		n, err := strconv.Atoi(q.Get("n"))
		if err == nil && n > 0 {
			return o.Catalog.T("organizer.letters.done.approved", "n", n)
		}
	case "greeted":
		return o.Catalog.T("organizer.letters.done.greeted")
	case "discarded":
		return o.Catalog.T("organizer.letters.done.discarded")
	}
	return ""
}

// hold says why a draft waits for somebody to look at it; empty for no reason.
func (o desk) hold(l survey.LetterLine) string {
	h := l.Hold()
	if h == survey.HoldNone {
		return ""
	}
	if h == survey.HoldUnread && l.Letter.Series != 0 {
		return o.Catalog.T("organizer.series.unread", "n", l.Unread)
	}
	return o.Catalog.T(h.Key(), "n", l.Unread)
}

// letterNote says what a letter has to do with another, or why it was revoked.
func (o desk) letterNote(l survey.LetterRef) string {
	switch {
	case l.State == survey.LetterRevoked:
		return o.Catalog.T("organizer.letters.revoked", "reason", l.Reason)
	case l.ReplacedBy != "":
		return o.Catalog.T("organizer.letters.replacedby", "number", l.ReplacedBy)
	case l.Replaces != "":
		return o.Catalog.T("organizer.letters.replaces", "number", l.Replaces)
	}
	return ""
}

const (
	// approvedAtOnce is how many letters are approved at a time: they are drawn, signed
	// and kept together.
	approvedAtOnce = 50
	// approvingLasts is how long approving all may take.
	approvingLasts = 5 * time.Minute
)

// ApproveLetters approves all drafts of an event that nothing speaks
// against.
func (s *Room) ApproveLetters(w http.ResponseWriter, r *http.Request, o desk) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	code, err := office.CodeNamed(r)
	if err != nil {
		return err
	}
	if r.PostForm.Get(fieldLetterDo) == doGreet {
		return s.greet(w, r, o, code)
	}
	e, lines, err := o.store.Letters(r.Context(), code)
	if err != nil {
		return err
	}
	var ids []survey.ID
	for _, line := range lines {
		if line.Letter.State == survey.LetterDraft && line.Hold() == survey.HoldNone {
			ids = append(ids, line.Letter.ID)
		}
	}
	// A thousand take a while on a small machine; where this cannot be set, the
	// server's own limit holds.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(approvingLasts))
	approved := 0
	for len(ids) > 0 {
		some := ids[:min(approvedAtOnce, len(ids))]
		ids = ids[len(some):]
		n, err := s.approve(r, o, code, e.Event.Name, some)
		if err != nil && !errors.Is(err, survey.ErrConflict) {
			return err
		}
		approved += n
	}
	if approved == 0 {
		return s.showLetters(w, r, o, http.StatusConflict, o.Catalog.T("organizer.letters.nothing"))
	}
	http.Redirect(w, r, o.Base+"/e/"+string(code)+"/letters?done=approved&n="+strconv.Itoa(approved), http.StatusSeeOther)
	return nil
}

// approve approves drafts of one event as they are now, and returns how many.
func (s *Room) approve(r *http.Request, o desk, event survey.Code, subject string, ids []survey.ID) (int, error) {
	facts, err := o.store.LetterFacts(r.Context(), event, ids...)
	if err != nil {
		return 0, err
	}
	approvals, err := s.issuer.Approve(r.Context(), facts...)
	if err != nil {
		return 0, cannotSign(err)
	}
	return o.store.Approve(r.Context(), subject, approvals)
}

// cannotSign tells the organizer what keeps letters from being signed, where it is
// something that the operator can mend.
func cannotSign(err error) error {
	switch {
	case errors.Is(err, sign.ErrStamp):
		return page.Problem{Status: http.StatusServiceUnavailable, Key: "problem.notstamped"}
	case errors.Is(err, sign.ErrEnded), errors.Is(err, survey.ErrKeyElsewhere), errors.Is(err, survey.ErrNotFound):
		return page.Problem{Status: http.StatusServiceUnavailable, Key: "problem.notsigned"}
	}
	return err
}
