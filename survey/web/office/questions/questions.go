package questions

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/attendee"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
)

// A questionsView is the organizer's page of a session's questions.
type questionsView struct {
	// Back is the session, and BackText its title.
	Back, BackText string
	// Base is where the pages of questions begin, empty for who may not edit or
	// where nothing can be changed.
	Base          string
	Revision      int
	Done, Refused string
	// Rule says what may be changed now, and why not the rest.
	Rule []string
	// Warnings are what makes the form worse than it could be.
	Warnings  []string
	Questions []questionLine
	// Add are the kinds of questions to add, LeftOut the standard ones to put back.
	Add     []page.WayOn
	LeftOut []leftOut
	// Reset says that there is a standard questionnaire to go back to, Use that
	// other sessions may have this one.
	Reset, Use bool
	// Previews are the form in each of the event's languages.
	Previews []page.WayOn
}

type questionLine struct {
	Number int
	Text   string
	// What says its kind, whom it is about, and whether it must be answered.
	What, Options string
	// Notes are what is missing.
	Notes []string
	// Up and Down say that there is somewhere to move to; Remove that it may go.
	Up, Down, Remove bool
}

type leftOut struct{ Key, Text string }

// questionsDone are what the pages of questions lead back to the list with.
var questionsDone = []string{
	"organizer.questions.done.saved", "organizer.questions.done.added", "organizer.questions.done.removed",
	"organizer.questions.done.moved", "organizer.questions.done.putback", "organizer.questions.done.reset",
}

// Questions lists the questions of a session in their order.
func (s *Room) Questions(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	return s.showQuestions(w, r, o, http.StatusOK, f, "")
}

// showQuestions shows the list; refused says why something was not done.
func (s *Room) showQuestions(w http.ResponseWriter, r *http.Request, o desk, status int, f survey.Form, refused string) error {
	responses, err := o.store.Answered(r.Context(), f.Session.ID)
	if err != nil {
		return err
	}
	answered := responses > 0 && !f.Session.Rehearsal // trial answers hold nothing fast
	address := o.Base + "/s/" + string(f.Session.Code)
	v := questionsView{
		Back: address, BackText: f.Session.Title, Revision: f.Session.Revision, Refused: refused,
		Rule: o.questionsRule(f.Session, answered), Warnings: o.questionsWarnings(f), Previews: o.previews(f),
	}
	v.Done = o.Catalog.T(page.DoneKey(r, questionsDone...))
	if n, err := strconv.Atoi(r.URL.Query().Get("done")); err == nil && n > 0 && n <= maxUsed {
		v.Done = o.Catalog.T("organizer.questions.done.used", "n", n)
	}
	changing := f.Session.State == survey.StateDraft || f.Session.State == survey.StateOpen
	if changing && o.May(address) != "" {
		v.Base = address + "/questions"
		for _, kind := range survey.QuestionKinds {
			v.Add = append(v.Add, page.WayOn{Address: v.Base + "/add?asks=" + string(kind), Text: o.Catalog.T(kind.Key())})
		}
		for _, q := range f.LeftOut() {
			v.LeftOut = append(v.LeftOut, leftOut{q.Key, o.asked(f, q)})
		}
		v.Reset = !f.IsStandard() && !answered
	}
	v.Use = o.May(address) != ""
	for _, q := range f.Questions {
		v.Questions = append(v.Questions, o.questionLine(f, q, answered))
	}
	return s.ShowOffice(w, r, o.Desk, status, "office/questions/questions", page.Page{
		Title: o.Catalog.T("organizer.questions"), Failed: refused != "", Data: v,
	})
}

// maxUsed bounds a number that stands in an address.
const maxUsed = 10_000

// questionsRule says what may be changed now.
func (o desk) questionsRule(session survey.Session, answered bool) []string {
	key := "organizer.questions.rule.fixed"
	switch {
	case session.Rehearsal:
		key = "organizer.questions.rule.rehearsal"
	case session.State == survey.StateDraft:
		key = "organizer.questions.rule.draft"
	case session.State == survey.StateOpen && answered:
		key = "organizer.questions.rule.answered"
	case session.State == survey.StateOpen:
		key = "organizer.questions.rule.open"
	}
	rule := []string{o.Catalog.T(key)}
	if session.State == survey.StateOpen {
		rule = append(rule, o.Catalog.T("organizer.questions.rule.told"))
	}
	return rule
}

// questionsWarnings say plainly what makes people give up.
func (o desk) questionsWarnings(f survey.Form) []string {
	var warnings []string
	required, speakers := 0, 0
	for _, q := range f.Questions {
		if q.Required {
			required++
		}
	}
	for _, a := range f.Appearances {
		if a.Rated {
			speakers++
		}
	}
	if taps, texts := f.Effort(); f.Long() {
		warnings = append(warnings, o.Catalog.T("organizer.questions.long", "taps", taps, "texts", texts))
		if speakers > 1 && slices.ContainsFunc(f.Questions, func(q survey.Question) bool { return q.About == survey.AboutSpeaker }) {
			warnings = append(warnings, o.Catalog.T("organizer.questions.long.speakers", "n", speakers))
		}
	}
	if f.Scattered() {
		warnings = append(warnings, o.Catalog.T("organizer.questions.scattered"))
	}
	if required > 0 {
		warnings = append(warnings, o.Catalog.T("organizer.questions.required", "n", required))
	}
	if !slices.ContainsFunc(f.Questions, func(q survey.Question) bool { return q.Key == survey.QuestionOverall }) {
		warnings = append(warnings, o.Catalog.T("organizer.questions.nooverall"))
	}
	return warnings
}

// asked is the question as attendees read it, in the organizer's language.
func (o desk) asked(f survey.Form, q survey.Question) string {
	return attendee.Visit{Visit: event.Visit{Form: f, Catalog: o.Catalog}}.Label(survey.FormItem{Asked: q})
}

func (o desk) questionLine(f survey.Form, q survey.Question, answered bool) questionLine {
	line := questionLine{Number: q.Number, Text: o.asked(f, q), Remove: !answered && len(f.Questions) > 1}
	_, line.Up = f.Moved(q.Number, -1)
	_, line.Down = f.Moved(q.Number, 1)
	what := []string{o.Catalog.T(q.Kind.Key())}
	if q.About == survey.AboutSpeaker {
		var names []string
		for _, a := range f.Appearances {
			if a.Rated {
				names = append(names, a.Speaker.Name)
			}
		}
		switch len(names) {
		case 0:
			line.Notes = append(line.Notes, o.Catalog.T("organizer.questions.nobody"))
		case 1:
			what = append(what, o.Catalog.T("organizer.questions.about.one", "name", names[0]))
		default:
			what = append(what, o.Catalog.T("organizer.questions.about.each", "names", o.Catalog.List(names)))
		}
	}
	if q.Required {
		what = append(what, o.Catalog.T("organizer.questions.must"))
	}
	line.What = strings.Join(what, " · ")
	var options []string
	for _, option := range q.Options {
		options = append(options, option.Text.In(o.Catalog.Language(), f.Event.Language))
	}
	line.Options = strings.Join(options, " / ")
	if lacks := q.Lacks(page.Offered(f.Event)); len(lacks) > 0 {
		line.Notes = append(line.Notes, o.Catalog.T("organizer.questions.lacks", "languages", strings.Join(languageNames(lacks), ", ")))
	}
	return line
}

// languageNames are the languages, each in its own words.
func languageNames(languages []survey.Language) []string {
	var names []string
	for _, l := range languages {
		names = append(names, i18n.For(l).T("language.name"))
	}
	return names
}

// question finds the question that the address names.
func questionNamed(r *http.Request, f survey.Form) (survey.Question, error) {
	n, err := strconv.Atoi(chi.URLParam(r, "question"))
	at := slices.IndexFunc(f.Questions, func(q survey.Question) bool { return q.Number == n })
	if err != nil || at < 0 {
		return survey.Question{}, fmt.Errorf("question: %w", survey.ErrNotFound)
	}
	return f.Questions[at], nil
}

// saveQuestions stores the questionnaire and leads to the list, at the place
// given; or shows the list as it is now, and says why nothing was stored.
func (s *Room) saveQuestions(w http.ResponseWriter, r *http.Request, o desk, f survey.Form, questions []survey.Question, done string) error {
	revision := page.RevisionOf(r)
	err := o.store.SaveQuestions(r.Context(), f.Session.Code, revision, questions)
	if err == nil {
		http.Redirect(w, r, o.Base+"/s/"+string(f.Session.Code)+"/questions?done="+done, http.StatusSeeOther)
		return nil
	}
	return s.questionsRefused(w, r, o, f, err)
}

// questionsRefused shows the list as it is now, and says why nothing was stored.
func (s *Room) questionsRefused(w http.ResponseWriter, r *http.Request, o desk, f survey.Form, err error) error {
	refused, status := "", http.StatusConflict
	switch errs, ok := page.Wrong(err); {
	case ok:
		refused = o.Said(errs[0])
	case errors.Is(err, survey.ErrConflict), errors.Is(err, survey.ErrInUse):
		refused = o.Catalog.T("organizer.questions.overtaken")
	default:
		return err
	}
	if f, err = o.store.Form(r.Context(), f.Session.Code); err != nil {
		return err
	}
	return s.showQuestions(w, r, o, status, f, refused)
}

// MoveQuestion moves a question one place up or down.
func (s *Room) MoveQuestion(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	q, err := questionNamed(r, f)
	if err != nil {
		return err
	}
	by := map[string]int{"up": -1, "down": 1}[r.PostForm.Get("to")]
	questions, _ := f.Moved(q.Number, by)
	return s.saveQuestions(w, r, o, f, questions, "moved#q"+strconv.Itoa(q.Number))
}

// PutBack puts a standard question back.
func (s *Room) PutBack(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	questions, ok := f.PutBack(r.PostForm.Get("key"))
	if !ok {
		return s.questionsRefused(w, r, o, f, survey.ErrConflict)
	}
	return s.saveQuestions(w, r, o, f, questions, "putback")
}
