package office

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/web/page"
)

// The fields of the organizer's page of inquiries beside "do".
const (
	FieldOrder = "order" // "number": in the order they came
	FieldShow  = "show"  // "unanswered": what is left to answer
)

// What the buttons do that hide many questions or reflections at once: one asks,
// one hides, and one shows again what was hidden, as it was.
const (
	doAskHide   = "askhide"
	doHideMany  = "hidemany"
	DoShowAgain = "showagain"
)

// fieldHide is the field of what is chosen, as many times; beside the button that
// hides it stands once, with commas. fieldWas begins the fields of the button that
// shows again: which of them were in which state.
const (
	fieldHide = "hide"
	fieldWas  = "was-"
)

// Which are chosen on a page beforehand, in its address.
const (
	FieldChoose = "choose"
	ChooseAll   = "all"
	ChooseNew   = "new" // those of the last minutes
	// ChooseWaiting are those that nobody has read; reflections alone.
	ChooseWaiting = "waiting"
)

// MaxChosen is how long a form with chosen things may be, in bytes: two thousand
// of them.
const MaxChosen = 256 << 10

// hiddenNamed is how many of the chosen the page that asks names.
const hiddenNamed = 10

// A hideView is the page that asks before many are hidden, and that tells of it
// afterwards.
type hideView struct {
	Back, BackText, Heading, Done string
	What, Texts                   []string
	// More says how many are chosen beside Texts.
	More string
	// Do is the button and Deed what it does, with Fields; empty for none.
	Do, Deed string
	Fields   []page.EditField
}

// A Hideable is one of the things to hide, with its text.
type Hideable struct {
	ID   survey.ID
	Text string
}

// Hiding is how one sort of things is hidden.
type Hiding struct {
	Back, BackText string
	List           []Hideable
	// AskKey is of the question, WhatKey of what stands below, DoKey of its button;
	// HeadingKey and DoneKey are of the page after.
	AskKey, WhatKey, DoKey, HeadingKey, DoneKey string
	// Set gives them a state, and returns those that changed by the one before.
	Set func(ids []survey.ID, state string) (map[string][]survey.ID, error)
}

// hiddenFrom are the states that something can be hidden from.
var hiddenFrom = []string{string(inquiry.Shown), string(inquiry.Waiting)}

// chooseKeys are of the ways to choose many.
var chooseKeys = map[string]string{
	ChooseAll: "organizer.hide.choose.all", ChooseNew: "organizer.hide.choose.new", ChooseWaiting: "organizer.hide.choose.waiting",
	"": "organizer.hide.choose.none",
}

// ChooseWays lead to the page with many chosen, in the order that it has, and back
// to none.
func (o Desk) ChooseWays(address string, r *http.Request, ways ...string) []page.WayOn {
	var list []page.WayOn
	for _, way := range append(ways, "") {
		q := url.Values{}
		for _, field := range []string{FieldOrder, FieldShow} {
			if value := r.URL.Query().Get(field); value != "" {
				q.Set(field, value)
			}
		}
		if way != "" {
			q.Set(FieldChoose, way)
		}
		list = append(list, page.WayOn{Address: address + "?" + q.Encode() + "#asked", Text: o.Catalog.T(chooseKeys[way])})
	}
	return list
}

// chosenIDs are the ids in the form's field, one in each or with commas.
func chosenIDs(r *http.Request, field string) []survey.ID {
	var ids []survey.ID
	for _, value := range r.PostForm[field] {
		for text := range strings.SplitSeq(value, ",") {
			if id, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64); err == nil {
				ids = append(ids, survey.ID(id))
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func idsField(name string, ids []survey.ID) page.EditField {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = page.IDText(id)
	}
	return page.EditField{Name: name, Value: strings.Join(texts, ",")}
}

// askHide asks before what is chosen is hidden.
func (s *Room) askHide(w http.ResponseWriter, r *http.Request, o Desk, h Hiding) error {
	chosen := chosenIDs(r, fieldHide)
	there := slices.DeleteFunc(slices.Clone(h.List), func(one Hideable) bool { return !slices.Contains(chosen, one.ID) })
	if len(there) == 0 {
		http.Redirect(w, r, h.Back+"?done=nonechosen", http.StatusSeeOther)
		return nil
	}
	view := hideView{
		Back: h.Back, BackText: h.BackText, Heading: o.Catalog.T(h.AskKey, "n", len(there)),
		What: []string{o.Catalog.T(h.WhatKey)}, Do: o.Catalog.T(h.DoKey, "n", len(there)), Deed: doHideMany,
	}
	var ids []survey.ID
	for i, one := range there {
		ids = append(ids, one.ID)
		if i < hiddenNamed {
			view.Texts = append(view.Texts, one.Text)
		}
	}
	if more := len(there) - hiddenNamed; more > 0 {
		view.More = o.Catalog.T("organizer.hide.more", "n", more)
	}
	view.Fields = []page.EditField{idsField(fieldHide, ids)}
	return s.ShowOffice(w, r, o, http.StatusOK, "office/hide", page.Page{Title: view.Heading, Data: view})
}

// hidden tells what has been hidden, and offers to show it again. It answers the
// POST itself: what was hidden stands nowhere else. Sending it again hides nothing
// more.
func (s *Room) hidden(w http.ResponseWriter, r *http.Request, o Desk, h Hiding, was map[string][]survey.ID) error {
	n := 0
	view := hideView{Back: h.Back, BackText: h.BackText, Heading: o.Catalog.T(h.HeadingKey), Deed: DoShowAgain}
	for _, state := range hiddenFrom {
		n += len(was[state])
		view.Fields = append(view.Fields, idsField(fieldWas+state, was[state]))
	}
	view.Done = o.Catalog.T(h.DoneKey, "n", n)
	if n > 0 {
		view.Do = o.Catalog.T("organizer.hide.undo")
	}
	return s.ShowOffice(w, r, o, http.StatusOK, "office/hide", page.Page{Title: view.Heading, Data: view})
}

// Hides says whether a button is one of those that hide many.
func Hides(do string) bool { return do == doAskHide || do == doHideMany || do == DoShowAgain }

// HideMany does what one of these buttons says.
func (s *Room) HideMany(w http.ResponseWriter, r *http.Request, o Desk, h Hiding, do string) error {
	switch do {
	case doAskHide:
		return s.askHide(w, r, o, h)
	case doHideMany:
		was, err := h.Set(chosenIDs(r, fieldHide), "hidden")
		if err != nil {
			return err
		}
		return s.hidden(w, r, o, h, was)
	}
	for _, state := range hiddenFrom {
		if ids := chosenIDs(r, fieldWas+state); len(ids) > 0 {
			if _, err := h.Set(ids, state); err != nil {
				return err
			}
		}
	}
	http.Redirect(w, r, h.Back+"?done="+DoShowAgain, http.StatusSeeOther)
	return nil
}

// ByState are the ids by the name of the state that they were in.
func ByState[S ~string](before map[S][]survey.ID) map[string][]survey.ID {
	was := map[string][]survey.ID{}
	for state, ids := range before {
		was[string(state)] = ids
	}
	return was
}
