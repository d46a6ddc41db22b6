package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
)

// A lettersView is the list of an event's letters.
type lettersView struct {
	Event, EventAddress string
	Done, Refused       string
	Letters             []letterItem
	// Page is where all are approved, empty for who may not or when there are no
	// drafts to approve; Approve says how many.
	Page, Approve string
	// Held says how many drafts are left out of that.
	Held string
	// Series is where letters for several sessions are made.
	Series string
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

// organizerLetters lists an event's letters.
func (s *server) organizerLetters(w http.ResponseWriter, r *http.Request, m member) error {
	return s.showLetters(w, r, s.office(w, r, m), http.StatusOK, "")
}

func (s *server) showLetters(w http.ResponseWriter, r *http.Request, o office, status int, refused string) error {
	code, err := codeNamed(r)
	if err != nil {
		return err
	}
	e, lines, err := o.store.Letters(r.Context(), code)
	if err != nil {
		return err
	}
	base := o.base + "/e/" + string(code)
	view := lettersView{Event: e.Event.Name, EventAddress: base, Refused: refused, Series: base + "/letters/series"}
	drafts, held, approved := 0, 0, 0
	for _, line := range lines {
		item := letterItem{
			Name: line.Letter.Appearance.Speaker.Name, Session: o.summed(e, line), Number: line.Letter.Number,
			Address: base + "/letters/" + idText(line.Letter.ID), State: line.Letter.State, StateText: o.letterState(line.Letter.State),
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
	if drafts > 0 {
		view.Page, view.Approve = o.may(base+"/letters"), o.catalog.T("organizer.letters.approve.all", "n", drafts)
	}
	if held > 0 {
		view.Held = o.catalog.T("organizer.letters.held", "n", held)
	}
	if approved > 0 {
		view.Zip, view.Count = base+"/letters/download", o.catalog.T("organizer.letters.download", "n", approved)
	}
	view.Done = o.lettersDone(r)
	return s.showOffice(w, r, o, status, "organizer_letters", page{
		Title: o.catalog.T("organizer.letters.title", "event", e.Event.Name), Failed: refused != "", Data: view,
	})
}

// lettersDone says what led here.
func (o office) lettersDone(r *http.Request) string {
	switch q := r.URL.Query(); q.Get("done") {
	case "approved":
		n, err := strconv.Atoi(q.Get("n"))
		if err == nil && n > 0 {
			return o.catalog.T("organizer.letters.done.approved", "n", n)
		}
	case "discarded":
		return o.catalog.T("organizer.letters.done.discarded")
	}
	return ""
}

func (o office) letterState(s survey.LetterState) string {
	return o.catalog.T("organizer.letters.state." + string(s))
}

// hold says why a draft waits for somebody to look at it; empty for no reason.
func (o office) hold(l survey.LetterLine) string {
	h := l.Hold()
	if h == survey.HoldNone {
		return ""
	}
	if h == survey.HoldUnread && l.Letter.Series != 0 {
		return o.catalog.T("organizer.series.unread", "n", l.Unread)
	}
	return o.catalog.T("organizer.letters.hold."+string(h), "n", l.Unread)
}

// letterNote says what a letter has to do with another, or why it was revoked.
func (o office) letterNote(l survey.LetterRef) string {
	switch {
	case l.State == survey.LetterRevoked:
		return o.catalog.T("organizer.letters.revoked", "reason", l.Reason)
	case l.ReplacedBy != "":
		return o.catalog.T("organizer.letters.replacedby", "number", l.ReplacedBy)
	case l.Replaces != "":
		return o.catalog.T("organizer.letters.replaces", "number", l.Replaces)
	}
	return ""
}

const (
	// approvedAtOnce is how many letters are read at a time.
	approvedAtOnce = 200
	// approvingLasts is how long approving all may take.
	approvingLasts = 5 * time.Minute
)

// organizerApproveLetters approves all drafts of an event that nothing speaks
// against.
func (s *server) organizerApproveLetters(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	code, err := codeNamed(r)
	if err != nil {
		return err
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
	key, err := s.store.SigningKey(r.Context())
	if err != nil {
		return err
	}
	// A thousand take a while on a small machine; where this cannot be set, the
	// server's own limit holds.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(approvingLasts))
	var all []survey.Approval
	for len(ids) > 0 {
		some := ids[:min(approvedAtOnce, len(ids))]
		ids = ids[len(some):]
		facts, err := o.store.LetterFacts(r.Context(), code, some...)
		if err != nil {
			return err
		}
		for _, f := range facts {
			a, err := s.approval(key, f)
			if err != nil {
				return err
			}
			all = append(all, a)
		}
	}
	approved, err := o.store.Approve(r.Context(), e.Event.Name, all)
	if errors.Is(err, survey.ErrConflict) {
		return s.showLetters(w, r, o, http.StatusConflict, o.catalog.T("organizer.letters.nothing"))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.base+"/e/"+string(code)+"/letters?done=approved&n="+strconv.Itoa(approved), http.StatusSeeOther)
	return nil
}

// buildLetter makes the letter as it goes out.
func buildLetter(url string, f survey.LetterFacts) (letter.Letter, error) {
	l, err := letter.Build(f, letter.Options{Address: url + "/verify/" + f.Letter.Number})
	if err != nil {
		return l, fmt.Errorf("building letter %s: %w", f.Letter.Number, err)
	}
	return l, nil
}

// approval freezes the letter as it is built from these facts.
func (s *server) approval(key survey.SigningKey, f survey.LetterFacts) (survey.Approval, error) {
	return Approval(s.url, key, s.random, s.now(), f)
}

// Approval builds the letter from these facts and freezes it, signed with the key;
// url is how people reach the installation.
func Approval(url string, key survey.SigningKey, random io.Reader, now time.Time, f survey.LetterFacts) (survey.Approval, error) {
	l, err := buildLetter(url, f)
	if err != nil {
		return survey.Approval{}, err
	}
	seal := letter.Seal{Installation: url, Key: key, Random: random, Now: now, Drawing: pdf.Drawing, Fonts: pdf.Fonts(l)}
	frozen, err := seal.Freeze(l, f)
	return survey.Approval{Letter: f.Letter.ID, Revision: f.Letter.Revision, Frozen: frozen}, err
}
