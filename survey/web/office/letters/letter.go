package letters

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/record"
	"github.com/omdome/omdome/survey/web/office"
	"github.com/omdome/omdome/survey/web/page"
)

// The fields of a letter's page. seen is a hash of the letter as the page showed
// it: what is approved is what somebody has seen.
const (
	fieldLetterDo   = "do"
	fieldLetterSeen = "seen"
)

// letterDone are what leads to a letter's page and is said there.
var letterDone = []string{
	"organizer.letters.done.line", "organizer.letters.done.approve", "organizer.letters.done.correct",
	"organizer.letters.done.revoke", "organizer.letters.done.rekey", "organizer.letters.done.series", "organizer.letters.done.greeted",
}

// An organizerLetterView is the page of one letter.
type organizerLetterView struct {
	Event, Letters string // and where they are
	EventAddress   string
	Done, Refused  string
	Name, Number   string
	State          survey.LetterState
	StateText      string
	// Facts say who approved it and when, what it replaces, why it was revoked.
	Facts []string
	// Hold says what is to be looked at before it is approved.
	Hold           string
	Place          string // "3 av 12"
	Previous, Next string
	Article        template.HTML
	// Sheet is the style sheet of the letter's own accent.
	Sheet string
	PDF   string
	// Speaker is the address that the speaker gets, Verify that for everyone.
	Speaker, Verify string

	// Action is where the buttons lead; empty for who may not.
	Action                        string
	Draft, CanCorrect, CanDiscard bool
	// Says is what the speaker has said on their page, Published where they have
	// published some of the letter.
	Says      *office.SpeakerSays
	Published string
	// Comments is where those of a series are gone through, Sums what it is of.
	Comments, CommentsText string
	Sums                   []string
	Revoke                 string
	Line, LineError        string
	Revision               int
	Seen                   string
	// Greeting is the field of what the draft calls its speaker, with what it calls
	// them now; Guessed says that nobody has said it.
	Greeting, Called string
	Guessed          bool
}

// A letterPlace is a letter among its event's.
type letterPlace struct {
	event survey.EventSessions
	lines []survey.LetterLine
	at    int
}

func (p letterPlace) line() survey.LetterLine { return p.lines[p.at] }

func (o desk) letterPlace(r *http.Request) (letterPlace, error) {
	code, err := office.CodeNamed(r)
	if err != nil {
		return letterPlace{}, err
	}
	id, err := page.IDNamed(r, "letter")
	if err != nil {
		return letterPlace{}, err
	}
	p := letterPlace{}
	if p.event, p.lines, err = o.store.Letters(r.Context(), code); err != nil {
		return p, err
	}
	for i, line := range p.lines {
		if line.Letter.ID == id {
			p.at = i
			return p, nil
		}
	}
	return p, fmt.Errorf("letter: %w", survey.ErrNotFound)
}

func (o desk) letterAddress(p letterPlace, id survey.ID) string {
	return o.Base + "/e/" + string(p.event.Event.Code) + "/letters/" + page.IDText(id)
}

// shownLetter is the letter as the organizer sees it: a draft as it would go out
// now, all else as it was approved. line is what stands on it beside.
func (s *Room) shownLetter(r *http.Request, o desk, p letterPlace) (l letter.Letter, f survey.LetterFacts, frozen survey.FrozenLetter, err error) {
	id, code := p.line().Letter.ID, p.event.Event.Code
	if p.line().Letter.State == survey.LetterDraft {
		if p.line().Gone {
			return l, f, frozen, seriesGone
		}
		facts, err := o.store.LetterFacts(r.Context(), code, id)
		if err == nil && len(facts) != 1 {
			err = survey.ErrNotFound
		}
		if err != nil {
			return l, f, frozen, err
		}
		l, err = s.issuer.Build(facts[0])
		return l, facts[0], frozen, err
	}
	all, err := o.store.Frozen(r.Context(), code, id)
	if err == nil && len(all) != 1 {
		err = survey.ErrNotFound
	}
	if err != nil {
		return l, f, frozen, err
	}
	e, err := letter.Open(all[0].Enclosure, all[0].Pictures...)
	return e.Letter, f, all[0], err
}

// seenHash is what a page says that it has shown.
func seenHash(l letter.Letter) (string, error) {
	b, err := json.Marshal(l)
	return record.HashHex(b), err
}

// Letter shows a letter as its speaker will see it, and what can be done with it.
func (s *Room) Letter(w http.ResponseWriter, r *http.Request, o desk, p letterPlace) error {
	return s.showLetter(w, r, o, p, http.StatusOK, "", nil, nil)
}

// showLetter shows one letter; typed is the line as it was typed, where it was not
// stored, with what is wrong in it.
func (s *Room) showLetter(w http.ResponseWriter, r *http.Request, o desk, p letterPlace, status int, refused string, typed *string, wrong *survey.FieldError) error {
	l, facts, _, err := s.shownLetter(r, o, p)
	if err != nil {
		return err
	}
	line, here := p.line(), o.letterAddress(p, p.line().Letter.ID)
	ref := line.Letter
	view := organizerLetterView{
		Event: p.event.Event.Name, EventAddress: o.Base + "/e/" + string(p.event.Event.Code),
		Letters: o.Base + "/e/" + string(p.event.Event.Code) + "/letters", Refused: refused,
		Name: ref.Appearance.Speaker.Name, Number: ref.Number, State: ref.State, StateText: o.LetterState(ref.State),
		Facts: o.letterFacts(p.event.Event, ref), Action: o.May(here), PDF: here + "/letter.pdf",
		Place: o.Catalog.T("organizer.letters.place", "at", p.at+1, "of", len(p.lines)),
		Draft: ref.State == survey.LetterDraft, Revision: ref.Revision, Line: facts.PersonalLine, Sheet: page.AccentSheet(l.Accent),
	}
	if view.Seen, err = seenHash(l); err != nil {
		return err
	}
	if refused == "" {
		view.Done = o.Catalog.T(page.DoneKey(r, letterDone...))
	}
	if word := r.URL.Query().Get("word"); view.Done != "" && word != "" {
		view.Facts = append(view.Facts, o.Catalog.T("organizer.letters.doubtful", "word", page.Shorten(page.ShownText(word))))
	}
	if view.Draft {
		l = draftOf(l, o)
		view.Hold, view.CanDiscard = o.hold(line), ref.Replaces != ""
		speaker := ref.Appearance.Speaker
		view.Greeting, view.Called = form.FieldGreeting+"-"+page.IDText(speaker.ID), speaker.Greeting.Name
		if view.Guessed = !speaker.Greeting.Told; view.Guessed {
			view.Called, _ = letter.GuessGreeting(speaker.Name)
		}
		view.Sums = o.occasions(facts.Series)
		if n := len(facts.Comments); ref.Series != 0 && n > 0 {
			view.Comments, view.CommentsText = o.May(here+"/comments"), o.Catalog.T("organizer.series.comments.link", "n", n)
		}
	} else {
		// The speaker's address is also where the speaker decides: not for who only reads.
		view.Speaker, view.Verify = o.May(s.URL+"/l/"+ref.Key), s.URL+"/verify/"+ref.Number
		view.CanCorrect = (ref.State.Stands() || ref.State == survey.LetterRevoked) && !corrected(p, ref.Number)
		if ref.State.Stands() {
			view.Revoke = o.May(here + "/revoke")
		}
		if err := s.speakerSide(r, o, ref, &view); err != nil {
			return err
		}
	}
	if typed != nil {
		view.Line = *typed
	}
	if wrong != nil {
		view.LineError = o.Said(*wrong)
	}
	if p.at > 0 {
		view.Previous = o.letterAddress(p, p.lines[p.at-1].Letter.ID)
	}
	if p.at+1 < len(p.lines) {
		view.Next = o.letterAddress(p, p.lines[p.at+1].Letter.ID)
	}
	if view.Article, err = l.HTML(); err != nil {
		return fmt.Errorf("letter as a page: %w", err)
	}
	return s.ShowOffice(w, r, o.Desk, status, "office/letters/letter", page.Page{
		Title: o.Catalog.T("organizer.letters.one", "name", view.Name), Failed: view.Refused != "" || view.LineError != "", Data: view,
	})
}

// speakerSide fills in what the letter's speaker has said and published.
func (s *Room) speakerSide(r *http.Request, o desk, ref survey.LetterRef, view *organizerLetterView) error {
	p, err := o.store.SpeakerPage(r.Context(), ref.ID)
	if err != nil {
		return err
	}
	if p.Publication.Of(ref.ID) && ref.State.Stands() {
		view.Published = s.URL + "/p/" + p.Publication.Code
	}
	says := o.Says(survey.Takeaway{Appearance: ref.Appearance, Text: p.Reply.Takeaway, Shared: p.Reply.Shared})
	if p.Reply.Figures {
		says.Agreed = o.Catalog.T("organizer.letters.agreed")
	}
	if says.Text != "" || says.Agreed != "" {
		view.Says = &says
	}
	return nil
}

// corrected says whether a correction of the letter has been begun already.
func corrected(p letterPlace, number string) bool {
	for _, line := range p.lines {
		if line.Letter.Replaces == number {
			return true
		}
	}
	return false
}

// draftOf makes sure that nobody takes a draft for a letter.
func draftOf(l letter.Letter, o desk) letter.Letter {
	l.NumberLine, l.Address, l.AddressLine = o.Catalog.T("organizer.letters.draft"), "", ""
	return l
}

// letterFacts say what became of a letter, for the organization alone.
func (o desk) letterFacts(e survey.Event, l survey.LetterRef) []string {
	var facts []string
	if !l.Approved.IsZero() {
		time := o.Moment(e, l.Approved)
		if l.ApprovedBy == "" { // by a program, or somebody who is gone
			facts = append(facts, o.Catalog.T("organizer.letters.approvedat", "time", time))
		} else {
			facts = append(facts, o.Catalog.T("organizer.letters.approvedby", "name", l.ApprovedBy, "time", time))
		}
	}
	if note := o.letterNote(l); note != "" {
		facts = append(facts, note)
	}
	return facts
}

// LetterPDF is the letter as a PDF; of a draft, as one that says so.
func (s *Room) LetterPDF(w http.ResponseWriter, r *http.Request, o desk, p letterPlace) error {
	l, _, frozen, err := s.shownLetter(r, o, p)
	if err != nil {
		return err
	}
	if p.line().Letter.State != survey.LetterDraft {
		files, err := o.store.LetterFiles(r.Context(), p.event.Event.Code, frozen.Letter.ID)
		if err != nil {
			return err
		}
		page.SendPDF(w, r, page.FileName(l), files[frozen.Letter.ID])
		return nil
	}
	var b bytes.Buffer
	if err := pdf.Write(&b, draftOf(l, o)); err != nil {
		return fmt.Errorf("letter as PDF: %w", err)
	}
	page.SendPDF(w, r, o.Catalog.T("organizer.letters.draft.file")+" "+page.FileName(l), b.Bytes())
	return nil
}

// LetterAct does what a button of the letter's page says.
func (s *Room) LetterAct(w http.ResponseWriter, r *http.Request, o desk, p letterPlace) error {
	ref, do := p.line().Letter, r.PostForm.Get(fieldLetterDo)
	here := o.letterAddress(p, ref.ID)
	var err error
	switch do {
	case "line", "approve":
		return s.editDraft(w, r, o, p, do)
	case doGreet:
		greetings, wrong := readGreetings(r)
		if wrong != nil {
			return s.showLetter(w, r, o, p, http.StatusUnprocessableEntity, o.Said(*wrong), nil, nil)
		}
		if _, this := greetings[ref.Appearance.Speaker.ID]; !this || len(greetings) > 1 || ref.State != survey.LetterDraft {
			err = survey.ErrConflict
			break
		}
		err = o.store.Greet(r.Context(), p.event.Event.Code, greetings)
		here += "?done=greeted"
	case "correct":
		var correction survey.ID
		if correction, err = o.store.Correct(r.Context(), ref.ID, page.RevisionOf(r)); err == nil {
			here = o.letterAddress(p, correction) + "?done=correct"
		}
	case "discard":
		err = o.store.Discard(r.Context(), ref.ID, page.RevisionOf(r))
		here = o.Base + "/e/" + string(p.event.Event.Code) + "/letters?done=discarded"
	case "rekey":
		err = o.store.NewLetterKey(r.Context(), ref.ID, page.RevisionOf(r))
		here += "?done=rekey"
	default:
		return page.Problem{Status: http.StatusBadRequest, Key: "problem.badform"}
	}
	if errors.Is(err, survey.ErrConflict) {
		return s.showLetter(w, r, o, p, http.StatusConflict, o.Catalog.T("organizer.letters.conflict"), nil, nil)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, here, http.StatusSeeOther)
	return nil
}

// editDraft stores the organizer's line, or approves the draft as it was shown. A
// line that was typed and not stored yet is stored first, and the letter shown
// with it: nothing goes out that nobody has seen.
func (s *Room) editDraft(w http.ResponseWriter, r *http.Request, o desk, p letterPlace, do string) error {
	ref, here := p.line().Letter, o.letterAddress(p, p.line().Letter.ID)
	l, facts, _, err := s.shownLetter(r, o, p)
	if err != nil {
		return err
	}
	typed := page.ShownText(r.PostForm.Get(form.FieldLine))
	line, doubtful, wrong := letter.ReadPersonalLine(l.Language, typed)
	if wrong != nil {
		if wrong.Message == letter.MsgPersonalPraise {
			wrong.Message = "organizer.letters.praise"
		}
		return s.showLetter(w, r, o, p, http.StatusUnprocessableEntity, "", &typed, wrong)
	}
	conflict := func() error {
		return s.showLetter(w, r, o, p, http.StatusConflict, o.Catalog.T("organizer.letters.conflict"), &typed, nil)
	}
	if ref.State != survey.LetterDraft || ref.Revision != page.RevisionOf(r) {
		return conflict()
	}
	if do == "line" || line != facts.PersonalLine {
		err = o.store.SetLine(r.Context(), ref.ID, ref.Revision, line)
		here += "?done=line"
		if doubtful != "" {
			here += "&word=" + url.QueryEscape(doubtful)
		}
	} else {
		seen, hashErr := seenHash(l)
		if hashErr != nil {
			return hashErr
		}
		if seen != r.PostForm.Get(fieldLetterSeen) {
			return conflict()
		}
		err = s.approveOne(r, o, ref, facts)
		here += "?done=approve"
	}
	if errors.Is(err, survey.ErrConflict) {
		return conflict()
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, here, http.StatusSeeOther)
	return nil
}

func (s *Room) approveOne(r *http.Request, o desk, ref survey.LetterRef, facts survey.LetterFacts) error {
	approvals, err := s.issuer.Approve(r.Context(), facts)
	if err != nil {
		return cannotSign(err)
	}
	_, err = o.store.Approve(r.Context(), ref.Appearance.Speaker.Name, approvals)
	return err
}
