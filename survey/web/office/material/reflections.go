package material

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/web/office"
	"github.com/omdome/omdome/survey/web/page"
)

// The fields of the organizer's page of reflections beside "do": which one it is
// done to.
const (
	fieldQuote = "comment"
	doQuote    = "quote"
	doUnquote  = "unquote"
)

// A reflectionsView is what has been written on a follow-up page, and which
// comments may be quoted there.
type reflectionsView struct {
	Back, Title, About, Page string
	// Small says that few have answered and written, and what follows from it.
	Small  string
	Groups []reflectionGroup
	// Choose are the ways to choose many; empty where there is nothing to hide.
	// Done says what a button has done.
	Choose []page.WayOn
	Done   string
	// None says that nothing is written, and Settings leads to where readers are
	// let write.
	None, Settings string
	Quotes         []reflectionLine
	NoQuotes       string
}

type reflectionGroup struct {
	Heading string
	Lines   []reflectionLine
}

// A reflectionLine is a reflection or a comment with what can be done to it.
type reflectionLine struct {
	ID, Field string
	Parts     []office.TextPart
	// Hides says that it can be chosen to be hidden with others, Chosen that it is.
	Hides, Chosen bool
	// About is who wrote it, or which session it is about; State where it stands.
	About, State string
	Flags        []string
	// Do are the buttons: what they do and what they say.
	Do []page.WayOn
}

// Reflections shows what has been written, what waits first.
func (s *Room) Reflections(w http.ResponseWriter, r *http.Request, o desk) error {
	code, err := office.CodeNamed(r)
	if err != nil {
		return err
	}
	found, err := o.store.Reflections(r.Context(), code)
	if err != nil {
		return err
	}
	base, _, _ := o.followUpBase(found.Page)
	view := reflectionsView{
		Back: base, Title: o.Catalog.T("organizer.reflections"), About: found.Page.Title(), Page: base + "/reflections",
	}
	if found.SmallGroup() {
		view.Small = o.Catalog.T("organizer.reflections.small", "n", max(found.Responses, found.Writers), "k", o.Catalog.Spelled(found.K()))
	}
	may := o.May(base) != ""
	view.Done = o.Catalog.T(page.DoneKey(r, "organizer.reflections.done.showagain", "organizer.reflections.done.nonechosen"))
	o.reflectionGroups(found, may, &view)
	o.chooseReflections(r, may, &view)
	for _, q := range found.Quotes {
		view.Quotes = append(view.Quotes, o.quoteLine(found.Page, q, may))
	}
	if len(view.Quotes) == 0 {
		view.NoQuotes = o.Catalog.T("organizer.reflections.noquotes")
	}
	return s.ShowOffice(w, r, o.Desk, http.StatusOK, "office/material/reflections", page.Page{
		Title: o.Catalog.T("organizer.reflections.title", "title", found.Page.Title()), Data: view,
	})
}

// reflectionGroups fills in what has been written, by where it stands.
func (o desk) reflectionGroups(found followup.Reflections, may bool, view *reflectionsView) {
	for _, state := range []followup.State{followup.Waiting, followup.Shown, followup.Hidden} {
		g := reflectionGroup{Heading: o.Catalog.T(state.Key())}
		for _, one := range found.List {
			if one.State == state {
				g.Lines = append(g.Lines, o.reflectionLine(found, one, may))
			}
		}
		if len(g.Lines) > 0 {
			view.Groups = append(view.Groups, g)
		}
	}
	if len(view.Groups) > 0 {
		return
	}
	view.None = o.Catalog.T("organizer.reflections.none")
	if !found.Page.FollowUp.Reflections {
		view.None, view.Settings = o.Catalog.T("organizer.reflections.off"), view.Back
	}
}

// chooseReflections lets choose many of those that are not hidden; the address says
// which are chosen: all, or those that wait.
func (o desk) chooseReflections(r *http.Request, may bool, view *reflectionsView) {
	choose := r.URL.Query().Get(office.FieldChoose)
	hidden := o.Catalog.T(followup.Hidden.Key())
	waiting := o.Catalog.T(followup.Waiting.Key())
	for g, group := range view.Groups {
		if !may || group.Heading == hidden {
			continue
		}
		view.Choose = o.ChooseWays(view.Page, r, office.ChooseAll, office.ChooseWaiting)
		for i := range group.Lines {
			view.Groups[g].Lines[i].Hides = true
			view.Groups[g].Lines[i].Chosen = choose == office.ChooseAll || choose == office.ChooseWaiting && group.Heading == waiting
		}
	}
}

func (o desk) reflectionLine(found followup.Reflections, one followup.Reflection, may bool) reflectionLine {
	line := o.flaggedLine(found.Page, survey.Comment{ID: one.ID, Text: one.Text})
	line.Field, line.About = form.FieldReflection, one.Name
	if found.SmallGroup() {
		line.State = o.Catalog.T("organizer.reflections.few")
		if one.Small {
			line.State = o.Catalog.T("organizer.reflections.agreed")
		}
	}
	line.State = o.andThanked(line.State, one.Thanks)
	if !may {
		return line
	}
	for _, do := range []followup.Deed{followup.Show, followup.Hide, followup.Delete} {
		if do == followup.Show && one.State == followup.Shown || do == followup.Hide && one.State == followup.Hidden {
			continue
		}
		line.Do = append(line.Do, page.WayOn{Address: string(do), Text: o.Catalog.T(do.Key())})
	}
	return line
}

func (o desk) quoteLine(p followup.Page, q followup.Quote, may bool) reflectionLine {
	line := o.flaggedLine(p, q.Comment)
	line.Field = fieldQuote
	if p.Session.ID == 0 {
		line.About = q.Session.Title
	}
	do, key := doQuote, "organizer.reflections.do.quote"
	if q.Chosen {
		do, key, line.State = doUnquote, "organizer.reflections.do.unquote", o.Catalog.T("organizer.reflections.quoted")
	}
	line.State = o.andThanked(line.State, q.Thanks)
	if may {
		line.Do = []page.WayOn{{Address: do, Text: o.Catalog.T(key)}}
	}
	return line
}

// andThanked adds to where a text stands that somebody has thanked for it; how many
// have is not told.
func (o desk) andThanked(state string, t followup.Thanks) string {
	thanked := o.Catalog.T("organizer.reflections.thanked")
	switch {
	case !t.Thanked:
		return state
	case state == "":
		return thanked
	}
	return state + " · " + thanked
}

// flaggedLine is a text with what may be personal data or abuse in it.
func (o desk) flaggedLine(p followup.Page, c survey.Comment) reflectionLine {
	people := []string{p.Organization.Signer}
	for _, a := range p.Appearances {
		people = append(people, a.Speaker.Name)
	}
	flags := survey.Flags(c.Text, p.Event.Language, people)
	line := reflectionLine{ID: page.IDText(c.ID), Parts: o.Parts(c, flags)}
	for _, f := range flags {
		if text := o.Catalog.T(f.Kind.Key(), "text", string([]rune(c.Text)[f.From:f.To])); !slices.Contains(line.Flags, text) {
			line.Flags = append(line.Flags, text)
		}
	}
	return line
}

// ReflectionsDo does what a button says.
func (s *Room) ReflectionsDo(w http.ResponseWriter, r *http.Request, o desk) error {
	if err := s.ParseFormOf(w, r, office.MaxChosen); err != nil {
		return err
	}
	p, err := o.followUpPage(r)
	if err != nil {
		return err
	}
	field, do := form.FieldReflection, r.PostForm.Get(page.FieldDo)
	if office.Hides(do) {
		return s.hideReflections(w, r, o, p, do)
	}
	if do == doQuote || do == doUnquote {
		field = fieldQuote
	}
	id, bad := strconv.ParseInt(r.PostForm.Get(field), 10, 64)
	if bad != nil {
		return survey.ErrNotFound
	}
	if field == fieldQuote {
		err = o.store.Quote(r.Context(), p.Code(), survey.ID(id), do == doQuote)
	} else {
		err = o.store.DoReflection(r.Context(), p.Code(), survey.ID(id), followup.Deed(do))
	}
	if err != nil {
		return err
	}
	base, _, _ := o.followUpBase(p)
	http.Redirect(w, r, base+"/reflections#t"+strconv.FormatInt(id, 10), http.StatusSeeOther)
	return nil
}
