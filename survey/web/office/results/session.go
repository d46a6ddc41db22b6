package results

import (
	"net/http"
	"slices"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/office"
	"github.com/omdome/omdome/survey/web/page"
)

// A resultView is the organizer's page of a session.
type resultView struct {
	office.SessionLine
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
	Figures   []page.FigureView
	Choices   []page.ChoiceView
	// Live is the library of the live charts; empty when it is not there.
	Live string

	// NoComments says why there are none.
	NoComments string
	Comments   []commentGroup
	// Review is where the comments are read one by one; empty when it is too
	// early or too late.
	Review  string
	Letters []letterLine
	// Takeaways are what the speakers have written on the pages of their letters.
	Takeaways []office.SpeakerSays
	// NoLetters says that they have been removed. Kept is when the rest will be.
	NoLetters string
	Kept      []string
	// Packet is what a registrar keeps of the session, once its results are shown.
	Packet string
}

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

type letterLine struct {
	Name, Page, PDF, Number string
	State                   survey.LetterState
	StateText               string
}

// Session is the results page.
func (s *Room) Session(w http.ResponseWriter, r *http.Request, o desk) error {
	result, err := o.Result(r)
	if err != nil {
		return err
	}
	return s.showResult(w, r, o, result, nil)
}

// showResult renders the results page; failed is why an action was refused.
func (s *Room) showResult(w http.ResponseWriter, r *http.Request, o desk, result survey.Result, failed error) error {
	base := o.Base + "/s/" + string(result.Session.Code)
	view := resultView{
		SessionLine: s.SessionLine(o.Desk, result.Event, survey.SessionState{
			Session: result.Session, Appearances: result.Appearances, Responses: result.Tallies.Responses,
		}),
		Event: result.Event.Name, Organization: result.Organization.Name,
		EventAddress: o.Base + "/e/" + string(result.Event.Code),
		Turnout:      o.turnout(result), Look: o.Look(result), Times: o.times(result),
		Actions: o.actionViews(s, result, base),
	}
	status := http.StatusOK
	if p, ok := office.Refused(failed); ok {
		status, view.Refused = p.Status, o.Catalog.T(p.Key)
	}
	view.Delete = o.May(base + "/delete")
	if result.Session.Rehearsal {
		view.Rehearsal = o.Catalog.T("organizer.rehearsal.on")
	}
	if failed == nil {
		view.Done = o.Edited(r)
	}
	if done := r.URL.Query().Get("done"); failed == nil && slices.Contains(survey.Actions, survey.Action(done)) {
		view.Done = o.Catalog.T(survey.Action(done).DoneKey())
		if survey.Action(done) == survey.ActionRelease && len(result.Letters) == 0 {
			view.Done = o.Catalog.T("organizer.done.release.alone")
		}
	}
	if err := s.figures(o, result, &view); err != nil {
		return err
	}
	o.comments(result, &view)
	view.NoLetters, view.Kept = o.Removed(result, survey.KeptLetters), o.KeptUntil(result)
	if result.Session.State == survey.StateReleased {
		view.Packet = base + "/packet.zip"
	}
	for _, l := range result.Letters {
		view.Letters = append(view.Letters, letterLine{
			Name: l.Appearance.Speaker.Name, Number: l.Number, State: l.State, StateText: o.LetterState(l.State),
			Page: view.EventAddress + "/letters/" + page.IDText(l.ID), PDF: view.EventAddress + "/letters/" + page.IDText(l.ID) + "/letter.pdf",
		})
	}
	takeaways, err := o.store.Takeaways(r.Context(), result.Session.Code)
	if err != nil {
		return err
	}
	for _, t := range takeaways {
		view.Takeaways = append(view.Takeaways, o.Says(t))
	}
	return s.ShowOffice(w, r, o.Desk, status, "office/results/session", page.Page{
		Title: result.Session.Title, Failed: view.Refused != "", Data: view,
	})
}

// turnout is how many answered, of those invited where nobody else can answer,
// or else beside how many attended, where that is known.
func (o desk) turnout(result survey.Result) string {
	n := result.Tallies.Responses
	if result.Session.Rehearsal {
		return o.Answered(result.Session, n)
	}
	if invited := result.Invited; invited >= n && invited > 0 {
		key := "organizer.invited"
		if result.Session.Accepts() == nil {
			key = "organizer.invited.sofar"
		}
		told := o.Catalog.T(key, "n", n, "invited", invited)
		if !result.Session.Exceeded(n) {
			return told
		}
		return o.Catalog.T("organizer.turnout", "attended", office.Attended(o.Catalog, result.Session), "answered", told)
	}
	answered := o.Catalog.T("organizer.answered", "n", n)
	if result.Session.Attended <= 0 {
		return answered
	}
	return o.Catalog.T("organizer.turnout", "attended", office.Attended(o.Catalog, result.Session), "answered", answered)
}

// times are when the form opens, closes, or closed.
func (o desk) times(result survey.Result) []string {
	var times []string
	add := func(key string, at string) {
		if at != "" {
			times = append(times, o.Catalog.T(key, "time", at))
		}
	}
	session := result.Session
	switch session.State {
	case survey.StateDraft:
		add("organizer.opens", o.Moment(result.Event, session.OpensAt))
		add("organizer.closes", o.Moment(result.Event, session.ClosesAt))
	case survey.StateOpen:
		add("organizer.closes", o.Moment(result.Event, session.ClosesAt))
	case survey.StateClosed:
		add("organizer.closed", o.Moment(result.Event, session.Closed))
		add("organizer.sealed", o.Moment(result.Event, session.Sealed))
	case survey.StateReleased:
		add("organizer.closed", o.Moment(result.Event, session.Closed))
		add("organizer.released", o.Moment(result.Event, session.Released))
	}
	return times
}

// figures fills in the distributions, or why there are none.
func (s *Room) figures(o desk, result survey.Result, view *resultView) error {
	removed := o.Removed(result, survey.KeptAnswers)
	switch {
	case removed != "":
		view.NoFigures = removed
		return nil
	case result.Session.State == survey.StateCancelled:
		view.NoFigures = o.Catalog.T("organizer.nofigures.cancelled")
		return nil
	case result.Session.State == survey.StateClosed:
		view.NoFigures = o.Catalog.T("organizer.nofigures.closed")
		return nil
	case result.Session.State != survey.StateReleased:
		view.NoFigures = o.Catalog.T("organizer.nofigures")
		return nil
	case result.Tallies.Responses < result.Session.K:
		view.NoFigures = o.Catalog.T("organizer.few", "k", o.Catalog.Spelled(result.Session.K))
		return nil
	}
	measures := o.measures(result)
	for _, item := range result.Items() {
		switch item.Asked.Kind {
		case survey.KindRating:
			f, err := o.figure(result, item, measures[item.Item])
			if err != nil {
				return err
			}
			view.Figures = append(view.Figures, f)
		case survey.KindChoice, survey.KindChoices:
			view.Choices = append(view.Choices, o.choice(result, item))
		}
	}
	if library := s.Assets.Address(page.LiveLibrary); library != "" && len(view.Figures) > 0 {
		view.Live = library
	}
	return nil
}

// measures are the session's rating questions, on one scale.
func (o desk) measures(result survey.Result) map[survey.Item]charts.Measure {
	var items []survey.Item
	var all []*charts.Measure
	for _, item := range result.Items() {
		if item.Asked.Kind == survey.KindRating {
			items = append(items, item.Item)
			all = append(all, &charts.Measure{Name: o.Label(result.Form, item), Summary: result.Summary(item.Item)})
		}
	}
	charts.OnOneScale(o.Catalog, all...)
	of := map[survey.Item]charts.Measure{}
	for i, m := range all {
		of[items[i]] = *m
	}
	return of
}

func (o desk) figure(result survey.Result, item survey.FormItem, m charts.Measure) (page.FigureView, error) {
	f := page.FigureView{Name: m.Name}
	if m.Summary.Suppressed {
		f.Suppressed = o.Catalog.T("organizer.few", "k", o.Catalog.Spelled(m.Summary.K))
		return f, nil
	}
	f, err := o.drawn(m)
	address := o.Base + "/s/" + string(result.Session.Code) + "/figures/" + figureName(item.Item)
	f.SVG, f.PNG = address+".svg", address+".png"
	return f, err
}

// drawn is a measure that has figures, as charts and as a table.
func (o desk) drawn(m charts.Measure) (page.FigureView, error) { return page.Drawn(o.Catalog, m) }

func (o desk) choice(result survey.Result, item survey.FormItem) page.ChoiceView {
	tally := result.Tallies.Choices[item.Item]
	c := page.ChoiceView{Name: o.Label(result.Form, item)}
	k := max(result.Session.K, survey.MinK)
	if tally.Answered < k {
		c.Suppressed = o.Catalog.T("organizer.few", "k", o.Catalog.Spelled(k))
		return c
	}
	c.N = o.Catalog.T("organizer.answers", "n", tally.Answered)
	for _, option := range item.Asked.Options {
		n := tally.Chosen[option.Number]
		c.Rows = append(c.Rows, page.ChoiceRow{
			Text:  option.Text.In(o.Catalog.Language(), result.Event.Language),
			Count: o.Catalog.Int(n), Percent: o.Catalog.Percent(n, tally.Answered),
		})
	}
	return c
}

// comments fills in what attendees wrote, or why nothing is shown.
func (o desk) comments(result survey.Result, view *resultView) {
	session := result.Session
	if view.NoComments = o.Removed(result, survey.KeptComments); view.NoComments != "" {
		return
	}
	switch {
	case session.State == survey.StateCancelled:
		return
	case session.Sealed.IsZero():
		view.NoComments = o.Catalog.T("organizer.nocomments")
		return
	case result.Tallies.Responses < session.K:
		view.NoComments = o.Catalog.T("organizer.few", "k", o.Catalog.Spelled(session.K))
		return
	case len(result.Comments) == 0:
		view.NoComments = o.Catalog.T("organizer.nocomments.written")
		return
	}
	if session.State == survey.StateClosed {
		view.Review = o.Base + "/e/" + string(result.Event.Code) + "/comments?session=" + string(session.Code)
	}
	for _, item := range result.Items() {
		group := commentGroup{Question: o.Label(result.Form, item)}
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

func (o desk) comment(c survey.Comment, review string) commentView {
	v := commentView{
		Text: c.Shown(o.Catalog.T("letter.removed")), Public: c.Public, Included: c.State == survey.CommentIncluded,
		State: o.Catalog.T(c.State.Key()),
	}
	if c.State == survey.CommentLeftOut {
		v.State = o.Catalog.T("organizer.comment.why", "state", v.State,
			"reason", o.Catalog.T(c.Reason.Key()))
	}
	if review != "" {
		v.Review = review + "&" + office.FieldReviewComment + "=" + page.IDText(c.ID)
	}
	return v
}
