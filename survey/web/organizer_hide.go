package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
)

// What the buttons do that hide many questions or reflections at once: one asks,
// one hides, and one shows again what was hidden, as it was.
const (
	doAskHide   = "askhide"
	doHideMany  = "hidemany"
	doShowAgain = "showagain"
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
	fieldChoose = "choose"
	chooseAll   = "all"
	chooseNew   = "new" // those of the last minutes
	// chooseWaiting are those that nobody has read; reflections alone.
	chooseWaiting = "waiting"
)

// maxChosen is how long a form with chosen things may be, in bytes: two thousand
// of them.
const maxChosen = 256 << 10

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
	Fields   []editField
}

// A hideable is one of the things to hide, with its text.
type hideable struct {
	ID   survey.ID
	Text string
}

// hiding is how one sort of things is hidden. keys begins the keys of its texts.
type hiding struct {
	keys, back, backText string
	list                 []hideable
	// set gives them a state, and returns those that changed by the one before.
	set func(ids []survey.ID, state string) (map[string][]survey.ID, error)
}

// hiddenFrom are the states that something can be hidden from.
var hiddenFrom = []string{string(survey.InquiryShown), string(survey.InquiryWaiting)}

// chooseWays lead to the page with many chosen, in the order that it has, and back
// to none.
func (o office) chooseWays(page string, r *http.Request, ways ...string) []wayOn {
	var list []wayOn
	for _, way := range append(ways, "") {
		q := url.Values{}
		for _, field := range []string{fieldOrder, fieldShow} {
			if value := r.URL.Query().Get(field); value != "" {
				q.Set(field, value)
			}
		}
		key := "none"
		if way != "" {
			q.Set(fieldChoose, way)
			key = way
		}
		list = append(list, wayOn{page + "?" + q.Encode() + "#asked", o.catalog.T("organizer.hide.choose." + key)})
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

func idsField(name string, ids []survey.ID) editField {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = idText(id)
	}
	return editField{Name: name, Value: strings.Join(texts, ",")}
}

// askHide asks before what is chosen is hidden.
func (s *server) askHide(w http.ResponseWriter, r *http.Request, o office, h hiding) error {
	chosen := chosenIDs(r, fieldHide)
	there := slices.DeleteFunc(slices.Clone(h.list), func(one hideable) bool { return !slices.Contains(chosen, one.ID) })
	if len(there) == 0 {
		http.Redirect(w, r, h.back+"?done=nonechosen", http.StatusSeeOther)
		return nil
	}
	view := hideView{
		Back: h.back, BackText: h.backText, Heading: o.catalog.T(h.keys+".ask", "n", len(there)),
		What: []string{o.catalog.T(h.keys + ".what")}, Do: o.catalog.T(h.keys+".do", "n", len(there)), Deed: doHideMany,
	}
	var ids []survey.ID
	for i, one := range there {
		ids = append(ids, one.ID)
		if i < hiddenNamed {
			view.Texts = append(view.Texts, one.Text)
		}
	}
	if more := len(there) - hiddenNamed; more > 0 {
		view.More = o.catalog.T("organizer.hide.more", "n", more)
	}
	view.Fields = []editField{idsField(fieldHide, ids)}
	return s.showOffice(w, r, o, http.StatusOK, "organizer_hide", page{Title: view.Heading, Data: view})
}

// hidden tells what has been hidden, and offers to show it again. It answers the
// POST itself: what was hidden stands nowhere else. Sending it again hides nothing
// more.
func (s *server) hidden(w http.ResponseWriter, r *http.Request, o office, h hiding, was map[string][]survey.ID) error {
	n := 0
	view := hideView{Back: h.back, BackText: h.backText, Heading: o.catalog.T(h.keys + ".heading"), Deed: doShowAgain}
	for _, state := range hiddenFrom {
		n += len(was[state])
		view.Fields = append(view.Fields, idsField(fieldWas+state, was[state]))
	}
	view.Done = o.catalog.T(h.keys+".done", "n", n)
	if n > 0 {
		view.Do = o.catalog.T("organizer.hide.undo")
	}
	return s.showOffice(w, r, o, http.StatusOK, "organizer_hide", page{Title: view.Heading, Data: view})
}

// hides says whether a button is one of those that hide many.
func hides(do string) bool { return do == doAskHide || do == doHideMany || do == doShowAgain }

// hideMany does what one of these buttons says.
func (s *server) hideMany(w http.ResponseWriter, r *http.Request, o office, h hiding, do string) error {
	switch do {
	case doAskHide:
		return s.askHide(w, r, o, h)
	case doHideMany:
		was, err := h.set(chosenIDs(r, fieldHide), "hidden")
		if err != nil {
			return err
		}
		return s.hidden(w, r, o, h, was)
	}
	for _, state := range hiddenFrom {
		if ids := chosenIDs(r, fieldWas+state); len(ids) > 0 {
			if _, err := h.set(ids, state); err != nil {
				return err
			}
		}
	}
	http.Redirect(w, r, h.back+"?done="+doShowAgain, http.StatusSeeOther)
	return nil
}

// hideInquiries does what a button says about many of the session's inquiries.
func (s *server) hideInquiries(w http.ResponseWriter, r *http.Request, o office, code survey.Code, do string) error {
	all, err := o.inquiries(r)
	if err != nil {
		return err
	}
	h := hiding{
		keys: "organizer.hide.inquiry", back: o.base + "/s/" + string(code) + "/asked", backText: o.catalog.T("organizer.inquiry"),
		set: func(ids []survey.ID, state string) (map[string][]survey.ID, error) {
			before, err := o.store.SetInquiries(r.Context(), code, ids, survey.InquiryState(state))
			s.asked.changed(code)
			return byState(before), err
		},
	}
	for _, q := range all.List {
		if q.State != survey.InquiryHidden {
			h.list = append(h.list, hideable{q.ID, q.Text})
		}
	}
	return s.hideMany(w, r, o, h, do)
}

// hideReflections does it about what has been written on a follow-up page.
func (s *server) hideReflections(w http.ResponseWriter, r *http.Request, o office, p survey.FollowUpPage, do string) error {
	found, err := o.store.Reflections(r.Context(), p.Code())
	if err != nil {
		return err
	}
	base, _, _ := o.followUpBase(p)
	h := hiding{
		keys: "organizer.hide.reflection", back: base + "/reflections", backText: o.catalog.T("organizer.reflections"),
		set: func(ids []survey.ID, state string) (map[string][]survey.ID, error) {
			before, err := o.store.SetReflections(r.Context(), p.Code(), ids, survey.ReflectionState(state))
			return byState(before), err
		},
	}
	for _, one := range found.List {
		if one.State != survey.ReflectionHidden {
			h.list = append(h.list, hideable{one.ID, one.Text})
		}
	}
	return s.hideMany(w, r, o, h, do)
}

// byState are the ids by the name of the state that they were in.
func byState[S ~string](before map[S][]survey.ID) map[string][]survey.ID {
	was := map[string][]survey.ID{}
	for state, ids := range before {
		was[string(state)] = ids
	}
	return was
}
