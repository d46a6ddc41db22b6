package letters

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/web/page"
)

// doGreet is the button that tells what letters call their speakers. Each speaker has
// a field, with their id behind it.
const doGreet = "greet"

// A greetingItem is a speaker whom letters greet by a guess that may be wrong.
type greetingItem struct {
	Field, Name, Session string
	Language             survey.Language
	Value                string
	// Says is how the letter begins now.
	Says  string
	Error string
}

// greetings are the speakers of drafts whose greeting nobody has told and the name
// leaves open, or which was typed wrong.
func (o desk) greetings(r *http.Request, e survey.EventSessions, lines []survey.LetterLine) ([]greetingItem, error) {
	var asked []survey.LetterLine
	for _, line := range lines {
		speaker := line.Letter.Appearance.Speaker
		same := func(other survey.LetterLine) bool { return other.Letter.Appearance.Speaker.ID == speaker.ID }
		if line.Letter.State != survey.LetterDraft || line.Gone || speaker.Greeting.Told || slices.ContainsFunc(asked, same) {
			continue
		}
		if _, certain := letter.GuessGreeting(speaker.Name); !certain {
			asked = append(asked, line)
		}
	}
	if len(asked) == 0 {
		return nil, nil
	}
	wordings, err := o.store.Wordings(r.Context())
	if err != nil {
		return nil, err
	}
	var items []greetingItem
	for _, line := range asked {
		a := line.Letter.Appearance
		guess, _ := letter.GuessGreeting(a.Speaker.Name)
		item := greetingItem{
			Field: form.FieldGreeting + "-" + page.IDText(a.Speaker.ID), Name: a.Speaker.Name, Session: o.summed(e, line), Language: a.Speaker.Language,
			Value: guess, Says: letter.Salutation(survey.Form{Organization: e.Organization, Event: e.Event}, wordings, a),
		}
		if r.PostForm.Has(item.Field) { // it was not stored
			item.Value = page.ShownText(r.PostForm.Get(item.Field))
			if _, wrong := form.ReadGreeting(item.Value); wrong != nil {
				item.Error = o.Said(*wrong)
			}
		}
		items = append(items, item)
	}
	return items, nil
}

// greet stores what letters call their speakers; an empty field is a greeting without
// a name.
func (s *Room) greet(w http.ResponseWriter, r *http.Request, o desk, code survey.Code) error {
	greetings, err := readGreetings(r)
	if err != nil {
		return s.showLetters(w, r, o, http.StatusUnprocessableEntity, o.Said(*err))
	}
	if len(greetings) == 0 {
		return page.Problem{Status: http.StatusBadRequest, Key: "problem.badform"}
	}
	if err := o.store.Greet(r.Context(), code, greetings); err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/e/"+string(code)+"/letters?done=greeted", http.StatusSeeOther)
	return nil
}

// readGreetings reads the speakers' fields.
func readGreetings(r *http.Request) (map[survey.ID]survey.Greeting, *survey.FieldError) {
	greetings := map[survey.ID]survey.Greeting{}
	for field := range r.PostForm {
		text, ours := strings.CutPrefix(field, form.FieldGreeting+"-")
		id, err := strconv.ParseInt(text, 10, 64)
		if !ours || err != nil || id <= 0 {
			continue
		}
		name, wrong := form.ReadGreeting(r.PostForm.Get(field))
		if wrong != nil {
			return nil, wrong
		}
		greetings[survey.ID(id)] = survey.Greeting{Told: true, Name: name}
	}
	return greetings, nil
}
