package letters

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/wording"
)

// doStandard is the button that puts the standard words into the form.
const doStandard = "standard"

type wordsView struct {
	// Language is the letters', and Languages lead to the others' words.
	Language  survey.Language
	Languages []page.LanguageLink
	Lead      string
	Done      string
	Errors    []page.FormError
	// Summary is above the errors, or above Changed: what somebody else has
	// written meanwhile.
	Summary  string
	Changed  []string
	Action   string
	Revision int
	// Fixed says that the reader may look and not change.
	Fixed        bool
	Groups       []wordsGroup
	Placeholders []wordsPlaceholder
	Previews     []wordsPreview
	// PDF is a whole sample letter; Letterhead is where its looks are chosen.
	PDF, Letterhead string
}

// A wordsGroup is paragraphs that stand together in the letter.
type wordsGroup struct {
	Legend, Hint string
	Fields       []wordsField
}

// A wordsField is one paragraph. Doubt is what its writer should look at once
// more, though it can be kept.
type wordsField struct {
	Name, Label, Hint, Value, Error, Doubt string
	Rows                                   int
}

// A wordsPlaceholder tells what stands in its place in the first sample.
type wordsPlaceholder struct{ Name, What string }

// A wordsPreview is the words of a sample letter.
type wordsPreview struct {
	Title      string
	Before     []string
	After      []string
	SignOff    string
	Signer     string
	HasFigures bool
}

// wordsGroups are the parts as the page groups them.
var wordsGroups = []struct {
	key   string // of its heading
	parts []wording.Part
}{
	{"organizer.words.group.begin", []wording.Part{wording.Greeting, wording.Thanks}},
	{"organizer.words.group.bands", []wording.Part{
		wording.OpeningPraise, wording.OpeningAcceptable, wording.OpeningDivided,
		wording.OpeningNone, wording.OpeningFew,
	}},
	{"organizer.words.group.around", []wording.Part{wording.Figures, wording.Comments}},
	{"organizer.words.group.end", []wording.Part{
		wording.Honest, wording.ClosingPraise, wording.ClosingOther, wording.ClosingFew, wording.SignOff,
	}},
}

// Words shows how the organization's letters are worded in a language.
func (s *Room) Words(w http.ResponseWriter, r *http.Request, o desk) error {
	l, err := o.lettersIn(r)
	if err != nil {
		return err
	}
	wordings, err := o.store.Wordings(r.Context())
	if err != nil {
		return err
	}
	view := s.wordsView(o, wordings[l], l, nil)
	if r.URL.Query().Get("done") == "words" {
		view.Done = o.Catalog.T("organizer.words.saved")
	}
	return s.showWords(w, r, o, http.StatusOK, view)
}

// lettersIn is the language of letters that the address names, or else the
// page's.
func (o desk) lettersIn(r *http.Request) (survey.Language, error) {
	l := survey.Language(chi.URLParam(r, "language"))
	if l == "" {
		l = o.Catalog.Language()
	}
	if !i18n.KnownTo(i18n.Letters, l) {
		return "", fmt.Errorf("letters in a language: %w", survey.ErrNotFound)
	}
	return l, nil
}

func (s *Room) showWords(w http.ResponseWriter, r *http.Request, o desk, status int, view wordsView) error {
	return s.ShowOffice(w, r, o.Desk, status, "office/letters/words", page.Page{
		Title: o.Catalog.T("organizer.words.title"), Failed: view.Summary != "", Data: view,
	})
}

// SaveWords keeps the words, or shows how letters would read with them.
func (s *Room) SaveWords(w http.ResponseWriter, r *http.Request, o desk) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	l, err := o.lettersIn(r)
	if err != nil {
		return err
	}
	wording, wrong, _ := letter.ReadWording(l, r.PostForm)
	wording.Revision = page.RevisionOf(r)
	switch do := r.PostForm.Get(page.FieldDo); {
	case do == doStandard:
		view := s.wordsView(o, survey.Wording{Language: l, Revision: wording.Revision}, l, nil)
		view.Done = o.Catalog.T("organizer.words.standard.done")
		return s.showWords(w, r, o, http.StatusOK, view)
	case len(wrong) > 0:
		view := s.wordsView(o, wording, l, wrong)
		view.Summary = o.Catalog.T("organizer.edit.wrong")
		return s.showWords(w, r, o, http.StatusUnprocessableEntity, view)
	case do == page.DoPreview:
		view := s.wordsView(o, wording, l, nil)
		view.Done = o.Catalog.T("organizer.words.previewed")
		return s.showWords(w, r, o, http.StatusOK, view)
	}
	err = o.store.SaveWording(r.Context(), wording)
	if errors.Is(err, survey.ErrConflict) {
		return s.wordsOvertaken(w, r, o, wording)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/letters/words/"+string(l)+"?done=words", http.StatusSeeOther)
	return nil
}

// wordsOvertaken says what somebody else has written since the form was opened.
func (s *Room) wordsOvertaken(w http.ResponseWriter, r *http.Request, o desk, written survey.Wording) error {
	now, err := o.store.Wordings(r.Context())
	if err != nil {
		return err
	}
	stored := now[written.Language]
	view := s.wordsView(o, written, written.Language, nil)
	view.Summary, view.Revision = o.Catalog.T("organizer.edit.overtaken"), stored.Revision
	for _, part := range wording.Parts() {
		if is := shownWords(stored, written.Language, part); is != shownWords(written, written.Language, part) {
			if is == "" {
				is = o.Catalog.T("organizer.edit.nothing")
			}
			view.Changed = append(view.Changed, o.Catalog.T("organizer.edit.now", "name", o.Catalog.T(part.Key()), "text", is))
		}
	}
	return s.showWords(w, r, o, http.StatusConflict, view)
}

// shownWords is what stands in the part's field.
func shownWords(w survey.Wording, l survey.Language, part wording.Part) string {
	if own := w.Texts[part]; own != "" {
		return own
	}
	return letter.Standard(l, part)
}

// wordsView makes the page of what the organization says in its letters.
func (s *Room) wordsView(o desk, w survey.Wording, l survey.Language, wrong survey.FieldErrors) wordsView {
	c := o.Catalog
	view := wordsView{
		Language: l, Action: o.Base + "/letters/words/" + string(l), Revision: w.Revision,
		Fixed: !o.Member.Organizer.Role.May(organizer.Owner),
		PDF:   o.Base + "/letters/sample/" + string(l), Letterhead: o.Base + "/letters/letterhead",
	}
	for _, other := range i18n.LanguagesFor(i18n.Letters) {
		view.Languages = append(view.Languages, page.LanguageLink{
			Language: other, Name: c.T(other.WordsKey()),
			Address: o.Base + "/letters/words/" + string(other), Current: other == l,
		})
	}
	filled := []any{"ratings", letter.Written(l, wording.PlaceRatings), "effort", letter.Written(l, wording.PlaceEffort)}
	view.Lead = c.T("organizer.words.lead", filled...)
	fields := map[string][]string{}
	for part, text := range w.Texts {
		fields[string(part)] = []string{text}
	}
	_, _, doubts := letter.ReadWording(l, fields)
	for _, g := range wordsGroups {
		group := wordsGroup{Legend: c.T(g.key)}
		if hint := g.key + ".hint"; c.Has(hint) {
			group.Hint = c.T(hint)
		}
		for _, part := range g.parts {
			f := wordsField{Name: string(part), Label: c.T(part.Key()), Value: page.ShownText(shownWords(w, l, part)), Rows: 2}
			if hint := part.HintKey(); c.Has(hint) {
				f.Hint = c.T(hint, filled...)
			}
			if len(f.Value) > 120 {
				f.Rows = 4
			}
			if e := wrong.For(f.Name); e != nil {
				f.Error = o.Said(*e)
				view.Errors = append(view.Errors, page.FormError{Target: f.Name, Label: f.Label, Text: f.Error})
			}
			if e := doubts.For(f.Name); e != nil && f.Error == "" {
				f.Doubt = o.Said(*e)
			}
			group.Fields = append(group.Fields, f)
		}
		view.Groups = append(view.Groups, group)
	}
	view.fill(s, o, w)
	return view
}

// fill puts in the sample letters, and what each placeholder becomes.
func (v *wordsView) fill(s *Room, o desk, w survey.Wording) {
	for i, sample := range letter.Samples(v.Language, o.Member.Organization, w, survey.Letterhead{}, s.Now()) {
		l, err := letter.Build(sample.Facts, letter.Options{})
		if err != nil {
			continue // samples belong together
		}
		if i == 1 { // the strongest has something for each
			for _, p := range letter.Explained(sample.Facts) {
				v.Placeholders = append(v.Placeholders, wordsPlaceholder{p.Name, p.Becomes})
			}
		}
		p := wordsPreview{
			Title: o.Catalog.T(sample.Band.SampleKey()), HasFigures: len(l.Figures.Items) > 0,
			Before: append([]string{l.Salutation}, l.Opening...), SignOff: l.Signature.Greeting, Signer: l.Signature.Name,
		}
		if p.Signer == "" {
			p.Signer = l.Signature.Organization
		}
		if p.HasFigures {
			p.Before = append(p.Before, l.Turnout)
			p.After = append(p.After, l.Findings...)
			p.After = append(p.After, l.Comments.Intro)
		}
		p.After = append(p.After, l.Closing...)
		v.Previews = append(v.Previews, p)
	}
}
