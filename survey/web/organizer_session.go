package web

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// A resultView is the organizer's page of a session.
type resultView struct {
	sessionLine
	Event, Organization, EventAddress string
	// Delete is where it is deleted, empty for who may not; Rehearsal says what it
	// means that the session is rehearsed, empty where it is not.
	Delete, Rehearsal string
	// Done says what a button has just done, Refused why it did nothing.
	Done, Refused string
	// Turnout is how many answered, beside how many attended. Look is what of that
	// is worth a look, and what can be done.
	Turnout string
	Look    []string
	// Times are when the form opens and closes, or closed.
	Times   []string
	Actions []actionView

	// NoFigures says why there are none.
	NoFigures string
	Figures   []figureView
	Choices   []choiceView
	// Live are the scripts of the live charts; empty when they are not there.
	Live []string

	// NoComments says why there are none.
	NoComments string
	Comments   []commentGroup
	// Review is where the comments are read one by one; empty when it is too
	// early or too late.
	Review  string
	Letters []letterLine
	// Takeaways are what the speakers have written on the pages of their letters.
	Takeaways []speakerSays
	// NoLetters says that they have been removed. Kept is when the rest will be.
	NoLetters string
	Kept      []string
	// Packet is what a registrar keeps of the session, once its results are shown.
	Packet string
}

// A figureView is one rating question: still chart, live chart and table.
type figureView struct {
	Name string
	// Suppressed says in place of everything else that too few answered.
	Suppressed string
	Still      template.HTML
	Live       template.JS
	Rows       []charts.Row
	Mean       string
	N          string
	// Note says more about the figures; SVG and PNG are where the picture is.
	Note, SVG, PNG string
}

type choiceView struct {
	Name       string
	Suppressed string
	N          string
	Rows       []choiceRow
}

type choiceRow struct{ Text, Count, Percent string }

type commentGroup struct {
	Question string
	Comments []commentView
}

type commentView struct {
	Text     string
	Public   bool
	Included bool
	// State is where it goes, in words, with why.
	State string
	// Review is where it is read and decided about; empty when it is too late.
	Review string
}

type reasonView struct {
	Reason survey.Reason
	Text   string
}

type letterLine struct {
	Name, Page, PDF, Number string
	State                   survey.LetterState
	StateText               string
}

// organizerSession is the results page.
func (s *server) organizerSession(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	result, err := o.result(r)
	if err != nil {
		return err
	}
	return s.showResult(w, r, o, result, nil)
}

// showResult renders the results page; failed is why an action was refused.
func (s *server) showResult(w http.ResponseWriter, r *http.Request, o office, result survey.Result, failed error) error {
	base := o.base + "/s/" + string(result.Session.Code)
	view := resultView{
		sessionLine: s.sessionLine(o, result.Event, survey.SessionState{
			Session: result.Session, Appearances: result.Appearances, Responses: result.Tallies.Responses,
		}),
		Event: result.Event.Name, Organization: result.Organization.Name,
		EventAddress: o.base + "/e/" + string(result.Event.Code),
		Turnout:      o.turnout(result), Look: o.look(result), Times: o.times(result),
		Actions: o.actionViews(s, result, base),
	}
	status := http.StatusOK
	if p, ok := refused(failed); ok {
		status, view.Refused = p.status, o.catalog.T("problem."+p.key)
	}
	view.Delete = o.may(base + "/delete")
	if result.Session.Rehearsal {
		view.Rehearsal = o.catalog.T("organizer.rehearsal.on")
	}
	if failed == nil {
		view.Done = o.edited(r)
	}
	if done := r.URL.Query().Get("done"); failed == nil && slices.Contains(actions, survey.Action(done)) {
		view.Done = o.catalog.T("organizer.done." + done)
		if survey.Action(done) == survey.ActionRelease && len(result.Letters) == 0 {
			view.Done = o.catalog.T("organizer.done.release.alone")
		}
	}
	if err := s.figures(o, result, &view); err != nil {
		return err
	}
	o.comments(result, &view)
	view.NoLetters, view.Kept = o.removed(result, survey.KeptLetters), o.keptUntil(result)
	if result.Session.State == survey.StateReleased {
		view.Packet = base + "/packet.zip"
	}
	for _, l := range result.Letters {
		view.Letters = append(view.Letters, letterLine{
			Name: l.Appearance.Speaker.Name, Number: l.Number, State: l.State, StateText: o.letterState(l.State),
			Page: view.EventAddress + "/letters/" + idText(l.ID), PDF: view.EventAddress + "/letters/" + idText(l.ID) + "/letter.pdf",
		})
	}
	takeaways, err := o.store.Takeaways(r.Context(), result.Session.Code)
	if err != nil {
		return err
	}
	for _, t := range takeaways {
		view.Takeaways = append(view.Takeaways, o.says(t))
	}
	return s.showOffice(w, r, o, status, "organizer_session", page{
		Title: result.Session.Title, Failed: view.Refused != "", Data: view,
	})
}

// turnout is how many answered, of those invited where nobody else can answer,
// or else beside how many attended, where that is known.
func (o office) turnout(result survey.Result) string {
	n := result.Tallies.Responses
	if result.Session.Rehearsal {
		return o.answered(result.Session, n)
	}
	if invited := result.Invited; invited >= n && invited > 0 {
		key := "organizer.invited"
		if result.Session.Accepts() == nil {
			key = "organizer.invited.sofar"
		}
		told := o.catalog.T(key, "n", n, "invited", invited)
		if !result.Session.Exceeded(n) {
			return told
		}
		return o.catalog.T("organizer.turnout", "attended", attended(o.catalog, result.Session), "answered", told)
	}
	answered := o.catalog.T("organizer.answered", "n", n)
	if result.Session.Attended <= 0 {
		return answered
	}
	return o.catalog.T("organizer.turnout", "attended", attended(o.catalog, result.Session), "answered", answered)
}

// times are when the form opens, closes, or closed.
func (o office) times(result survey.Result) []string {
	var times []string
	add := func(key string, at string) {
		if at != "" {
			times = append(times, o.catalog.T(key, "time", at))
		}
	}
	session := result.Session
	switch session.State {
	case survey.StateDraft:
		add("organizer.opens", o.moment(result.Event, session.OpensAt))
		add("organizer.closes", o.moment(result.Event, session.ClosesAt))
	case survey.StateOpen:
		add("organizer.closes", o.moment(result.Event, session.ClosesAt))
	case survey.StateClosed:
		add("organizer.closed", o.moment(result.Event, session.Closed))
		add("organizer.sealed", o.moment(result.Event, session.Sealed))
	case survey.StateReleased:
		add("organizer.closed", o.moment(result.Event, session.Closed))
		add("organizer.released", o.moment(result.Event, session.Released))
	}
	return times
}

// figures fills in the distributions, or why there are none.
func (s *server) figures(o office, result survey.Result, view *resultView) error {
	removed := o.removed(result, survey.KeptAnswers)
	switch {
	case removed != "":
		view.NoFigures = removed
		return nil
	case result.Session.State == survey.StateCancelled:
		view.NoFigures = o.catalog.T("organizer.nofigures.cancelled")
		return nil
	case result.Session.State == survey.StateClosed:
		view.NoFigures = o.catalog.T("organizer.nofigures.closed")
		return nil
	case result.Session.State != survey.StateReleased:
		view.NoFigures = o.catalog.T("organizer.nofigures")
		return nil
	case result.Tallies.Responses < result.Session.K:
		view.NoFigures = o.catalog.T("organizer.few", "k", o.catalog.Spelled(result.Session.K))
		return nil
	}
	for _, item := range result.Items() {
		switch item.Asked.Kind {
		case survey.KindRating:
			f, err := o.figure(result, item)
			if err != nil {
				return err
			}
			view.Figures = append(view.Figures, f)
		case survey.KindChoice, survey.KindChoices:
			view.Choices = append(view.Choices, o.choice(result, item))
		}
	}
	if library := s.assets.address(liveLibrary); library != "" && len(view.Figures) > 0 {
		view.Live = []string{library, s.assets.address("live.js")}
	}
	return nil
}

func (o office) figure(result survey.Result, item survey.FormItem) (figureView, error) {
	m := charts.Measure{Name: o.label(result.Form, item), Summary: result.Summary(item.Item)}
	f := figureView{Name: m.Name}
	if m.Summary.Suppressed {
		f.Suppressed = o.catalog.T("organizer.few", "k", o.catalog.Spelled(m.Summary.K))
		return f, nil
	}
	f, err := o.drawn(m)
	address := o.base + "/s/" + string(result.Session.Code) + "/figures/" + figureName(item.Item)
	f.SVG, f.PNG = address+".svg", address+".png"
	return f, err
}

// drawn is a measure that has figures, as charts and as a table.
func (o office) drawn(m charts.Measure) (figureView, error) { return drawn(o.catalog, m) }

func drawn(c *i18n.Catalog, m charts.Measure) (figureView, error) {
	f := figureView{Name: m.Name}
	live, err := charts.Live(m, c)
	if err != nil {
		return f, fmt.Errorf("live chart: %w", err)
	}
	f.Still = charts.Distribution(m, c).SVG()
	f.Live = template.JS(live) // escaped for this place by charts.Live
	f.Rows = charts.Table(m, c)
	f.Mean = c.Decimal(m.Summary.Mean)
	f.N = c.T("organizer.answers", "n", m.Summary.N)
	return f, nil
}

func (o office) choice(result survey.Result, item survey.FormItem) choiceView {
	tally := result.Tallies.Choices[item.Item]
	c := choiceView{Name: o.label(result.Form, item)}
	k := max(result.Session.K, survey.MinK)
	if tally.Answered < k {
		c.Suppressed = o.catalog.T("organizer.few", "k", o.catalog.Spelled(k))
		return c
	}
	c.N = o.catalog.T("organizer.answers", "n", tally.Answered)
	for _, option := range item.Asked.Options {
		n := tally.Chosen[option.Number]
		c.Rows = append(c.Rows, choiceRow{
			Text:  option.Text.In(o.catalog.Language(), result.Event.Language),
			Count: o.catalog.Int(n), Percent: o.catalog.Percent(n, tally.Answered),
		})
	}
	return c
}

// label names what was asked: in short for the standard questions, in the
// organizer's own words for the others.
func (o office) label(form survey.Form, item survey.FormItem) string {
	q := item.Asked
	name := q.Text.In(o.catalog.Language(), form.Event.Language)
	if name == "" {
		name = o.catalog.T("organizer.question." + q.Key)
	}
	rated := 0
	for _, a := range form.Appearances {
		if a.Rated {
			rated++
		}
	}
	if item.Appearance != nil && rated > 1 {
		return o.catalog.T("question.about", "name", item.Appearance.Speaker.Name, "question", name)
	}
	return name
}

// comments fills in what attendees wrote, or why nothing is shown.
func (o office) comments(result survey.Result, view *resultView) {
	session := result.Session
	if view.NoComments = o.removed(result, survey.KeptComments); view.NoComments != "" {
		return
	}
	switch {
	case session.State == survey.StateCancelled:
		return
	case session.Sealed.IsZero():
		view.NoComments = o.catalog.T("organizer.nocomments")
		return
	case result.Tallies.Responses < session.K:
		view.NoComments = o.catalog.T("organizer.few", "k", o.catalog.Spelled(session.K))
		return
	case len(result.Comments) == 0:
		view.NoComments = o.catalog.T("organizer.nocomments.written")
		return
	}
	if session.State == survey.StateClosed {
		view.Review = o.base + "/e/" + string(result.Event.Code) + "/comments?session=" + string(session.Code)
	}
	for _, item := range result.Items() {
		group := commentGroup{Question: o.label(result.Form, item)}
		for _, c := range result.Comments {
			if c.Item == item.Item {
				group.Comments = append(group.Comments, o.comment(c, view.Review))
			}
		}
		if len(group.Comments) > 0 {
			view.Comments = append(view.Comments, group)
		}
	}
}

func (o office) comment(c survey.Comment, review string) commentView {
	v := commentView{
		Text: c.Shown(o.catalog.T("letter.removed")), Public: c.Public, Included: c.State == survey.CommentIncluded,
		State: o.catalog.T("organizer.comment." + string(c.State)),
	}
	if c.State == survey.CommentLeftOut {
		v.State = o.catalog.T("organizer.comment.why", "state", v.State,
			"reason", o.catalog.T("organizer.reason."+string(c.Reason)))
	}
	if review != "" {
		v.Review = review + "&" + fieldReviewComment + "=" + idText(c.ID)
	}
	return v
}
