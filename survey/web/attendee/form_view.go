package attendee

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
)

// A formView is the form as its template needs it: every text ready, every
// choice marked.
type formView struct {
	event.Heading
	Change bool
	// Action is where the form is posted.
	Action  string
	Lead    string
	Readers string
	// Access says what the link makes known, Invited whose form it is, see event.Bound.
	Access, Invited string
	// Carried says what came along from the wrong session's form, From.
	Carried []string
	From    string
	// Errors are the summary; empty when nothing is wrong.
	Errors  []page.FormError
	Summary string
	Items   []itemView
	Key     string
	Version int
	// Preview is set when an organizer looks at the form: it cannot be sent then.
	Preview *PreviewBar
}

// A scaleStep is a rating with its word.
type scaleStep struct {
	Value int
	Word  string
}

// An itemView is one question on the page.
type itemView struct {
	Kind survey.QuestionKind
	// Name is the field's, ID the first of its controls, CannotID that of the seventh
	// choice and PublicID that of a comment's box.
	Name, ID, CannotID, PublicID string
	Label                        string
	Required                     bool
	Error                        string
	// Options are the tiles of a rating, or what a choice offers.
	Options []optionView
	// CannotSay says that the seventh choice is made.
	CannotSay bool

	Text       string
	PublicName string
	Public     bool
	// ReadersHere says that the line on who reads comments stands here: above
	// the first of them.
	ReadersHere string
}

// An optionView is one thing to choose.
type optionView struct {
	Value  int
	ID     string
	Text   string
	Chosen bool
}

func (v Visit) scale() []scaleStep {
	var steps []scaleStep
	for rating := survey.MinRating; rating <= survey.MaxRating; rating++ {
		steps = append(steps, scaleStep{rating, v.Catalog.T("rating." + strconv.Itoa(rating))})
	}
	return steps
}

// FormView is the form as its template needs it, with what was typed.
func (v Visit) FormView(in FormInput) formView {
	f := formView{
		Heading: v.Heading(), Change: in.change, Action: v.Base,
		Lead: v.lead(), Readers: v.Readers(), Access: v.Access(), Invited: event.Bound(v.Holder(), in.key),
		Key: in.key.Text(), Version: v.Session.Version, Carried: in.carried, From: in.from,
	}
	if in.change {
		f.Action = v.Base + "/change"
	}
	readers := v.CommentReaders()
	for _, item := range v.Items() {
		view := v.itemView(item, in)
		if item.Asked.Kind == survey.KindText && readers != "" {
			view.ReadersHere, readers = readers, ""
		}
		f.Items = append(f.Items, view)
	}
	f.Errors, f.Summary = v.formErrors(f.Items, in)
	return f
}

// lead is what the form begins with. It says that questions can be skipped only
// where one can.
func (v Visit) lead() string {
	if slices.ContainsFunc(v.Items(), func(i survey.FormItem) bool { return !i.Asked.Required }) {
		return v.T("form.lead")
	}
	return v.T("form.lead.all")
}

// notices are what is no fault of the attendee's: such a message is the summary
// itself, in place of the call to mend something.
var notices = []string{survey.MsgChanged, page.MsgUnconfirmed, page.MsgBusy, page.MsgKeyTaken, page.MsgWithdrawn, page.MsgInternal}

// formErrors makes the summary: each error with the question that it is about
// and a link to it.
func (v Visit) formErrors(items []itemView, in FormInput) (errs []page.FormError, summary string) {
	if len(in.errs) == 0 {
		return nil, ""
	}
	summary = v.T("error.summary")
	if in.change {
		summary = v.T("error.summary.change")
	}
	for _, e := range in.errs {
		if slices.Contains(notices, e.Message) {
			summary = v.message(e)
			continue
		}
		line := page.FormError{Text: v.message(e)}
		for _, i := range items {
			if i.Name == e.Field || i.PublicName == e.Field {
				line.Label, line.Target = i.Label, i.ID
			}
		}
		if e.Message == survey.MsgEmpty && len(items) > 0 {
			line.Target = items[0].ID
		}
		errs = append(errs, line)
	}
	return errs, summary
}

// message is a field error in words.
func (v Visit) message(e survey.FieldError) string {
	var args []any
	for name, value := range e.Args {
		args = append(args, name, value)
	}
	return v.T(e.Message, args...)
}

func (v Visit) id(name string) string { return page.ControlID(name, v.Seal()) }

func (v Visit) itemView(item survey.FormItem, in FormInput) itemView {
	values := in.fields[item.Field()]
	view := itemView{
		Kind: item.Asked.Kind, Name: item.Field(), ID: v.id(item.Field()),
		Label: v.Label(item), Required: item.Asked.Required,
	}
	if e := in.errs.For(item.Field()); e != nil {
		view.Error = v.message(*e)
	}
	switch item.Asked.Kind {
	case survey.KindRating:
		for _, step := range v.scale() {
			view.Options = append(view.Options, optionView{
				Value: step.Value, ID: v.id(view.Name + "-" + strconv.Itoa(step.Value)), Text: step.Word,
				Chosen: page.Only(values, strconv.Itoa(step.Value)),
			})
		}
		view.CannotSay = page.Only(values, survey.CannotSay)
		view.ID, view.CannotID = view.Options[0].ID, v.id(view.Name+"-0")
	case survey.KindChoice, survey.KindChoices:
		for _, o := range item.Asked.Options {
			value := strconv.Itoa(o.Number)
			view.Options = append(view.Options, optionView{
				Value: o.Number, ID: v.id(view.Name + "-" + value),
				Text:   o.Text.In(v.Catalog.Language(), v.Event.Language),
				Chosen: page.Only(values, value) || item.Asked.Kind == survey.KindChoices && slices.Contains(values, value),
			})
		}
		if len(view.Options) > 0 {
			view.ID = view.Options[0].ID
		}
	case survey.KindText:
		view.Text = page.ShownText(in.fields.Get(view.Name))
		view.PublicName, view.PublicID = item.PublicField(), v.id(item.PublicField())
		view.Public = in.fields.Get(view.PublicName) == "1"
	}
	return view
}

// Label is the question in words.
func (v Visit) Label(item survey.FormItem) string {
	q := item.Asked
	if len(q.Text) > 0 || q.Key == "" {
		text := q.Text.In(v.Catalog.Language(), v.Event.Language)
		if item.Appearance != nil {
			return v.T("question.about", "name", item.Appearance.Speaker.Name, "question", text)
		}
		return text
	}
	if item.Appearance != nil {
		return v.T(survey.QuestionOfKey(q.Key), "name", item.Appearance.Speaker.Name)
	}
	return v.T(survey.QuestionKey(q.Key))
}

// fieldsOf writes a stored response as the form would have posted it.
func fieldsOf(response survey.Response) url.Values {
	fields := url.Values{}
	for _, a := range response.Answers {
		switch {
		case a.Rating != 0:
			fields.Set(a.Field(), strconv.Itoa(a.Rating))
		case len(a.Choices) > 0:
			for _, n := range a.Choices {
				fields.Add(a.Field(), strconv.Itoa(n))
			}
		case a.Comment != "":
			fields.Set(a.Field(), a.Comment)
			if a.Public {
				fields.Set(a.PublicField(), "1")
			}
		}
	}
	return fields
}
