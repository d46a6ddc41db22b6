package survey

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/omdome/omdome/survey/writing"
)

// MaxComment is how many characters (runes, after line ends are folded) a
// comment may have.
const MaxComment = 4000

// An Answer is one item's part of a response. Exactly one of Rating, Choices
// and Comment is set, as the question's kind says.
type Answer struct {
	Item
	// Rating is 1 (poor) to 6 (excellent); 0 for none.
	Rating int
	// Choices are option numbers, ascending.
	Choices []int
	Comment string
	// Public says that the comment may also be quoted publicly, unnamed.
	Public bool
}

// A Response is all that one attendee says about one session: at least one
// answer, in the order of their items. "Can't say" is no answer.
type Response struct {
	SessionID ID
	Answers   []Answer
}

// Answer returns the response's answer to the item, if there is one.
func (r Response) Answer(i Item) (Answer, bool) {
	for _, a := range r.Answers {
		if a.Item == i {
			return a, true
		}
	}
	return Answer{}, false
}

// A Delivery is a response on its way into the store. Invitation is zero with
// an open link. Version is that of the form it answers; the store refuses it
// with ErrConflict when the questionnaire has changed since.
type Delivery struct {
	Response   Response
	Key        Key
	Invitation ID
	Version    int
}

// Mark returns what the delivery writes to the session's register.
func (s Delivery) Mark() Hash {
	if s.Invitation != 0 {
		return InvitationMark(s.Response.SessionID, s.Invitation)
	}
	return s.Key.LinkMark(s.Response.SessionID)
}

// A Receipt says what became of a delivery: stored now, or there already.
type Receipt struct {
	// Already is true when the same key had been acknowledged or stored before:
	// this time nothing was stored.
	Already bool
}

// The messages of field errors; keys of the catalogs.
const (
	MsgEmpty     = "error.empty"    // neither a rating nor a comment
	MsgRating    = "error.rating"   // not one of 1 to 6
	MsgTwice     = "error.twice"    // one rating, several values
	MsgChoice    = "error.choice"   // no such option
	MsgRequired  = "error.required" // a required question without answer
	MsgLong      = "error.long"     // {n} characters too many
	MsgText      = "error.text"     // characters that are no text: NUL, broken UTF-8
	MsgUnknown   = "error.unknown"  // a question that this form does not have
	MsgChanged   = "error.changed"  // the form has changed since it was opened
	fieldPrefix  = "q"              // q1, q2.1: question, question.appearance
	publicPrefix = "p"              // p4, p4.1: may be quoted publicly
	CannotSay    = "-"              // the seventh choice: no rating
	publicYes    = "1"              //
	FieldForm    = "form"           // errors of the form as a whole
	FieldKey     = "key"            // hidden: Key.Text
	FieldVersion = "version"        // hidden: Session.Version
)

// Field returns the name of the item's field in a form: "q2", or "q2.1" about
// an appearance.
func (i Item) Field() string { return fieldPrefix + i.String() }

// PublicField returns the name of the field that allows quoting the comment.
func (i Item) PublicField() string { return publicPrefix + i.String() }

// String returns "2", or "2.1" about an appearance.
func (i Item) String() string {
	if i.Appearance == 0 {
		return strconv.Itoa(i.Question)
	}
	return strconv.Itoa(i.Question) + "." + strconv.Itoa(i.Appearance)
}

// Validate reads a posted form (field names to values) strictly: a rating is
// one character, 1 to 6, and nothing that merely can be read as a number. It returns
// the response, or every field error in the form's order. A field that belongs
// to a question of another form is an error and never dropped silently.
//
// What is wrong with one field does not hide the others; nothing is stored
// unless the list is empty.
func (f Form) Validate(fields map[string][]string) (Response, FieldErrors) {
	response := Response{SessionID: f.Session.ID}
	var errs FieldErrors
	known := map[string]bool{FieldKey: true, FieldVersion: true}
	for _, item := range f.Items() {
		known[item.Field()], known[item.PublicField()] = true, item.Asked.Kind == KindText
		answer, given, err := item.read(fields)
		switch {
		case err != nil:
			errs = append(errs, *err)
		case given:
			response.Answers = append(response.Answers, answer)
		case item.Asked.Required && !item.cannotSay(fields):
			errs = append(errs, FieldError{Field: item.Field(), Message: MsgRequired})
		}
	}
	for _, name := range sortedKeys(fields) {
		if !known[name] && looksLikeItem(name) {
			errs = append(errs, FieldError{Field: name, Message: MsgUnknown})
		}
	}
	if len(errs) == 0 && len(response.Answers) == 0 {
		errs = FieldErrors{{Field: FieldForm, Message: MsgEmpty}}
	}
	if len(errs) > 0 {
		return Response{}, errs
	}
	slices.SortFunc(response.Answers, func(a, b Answer) int {
		if a.Item.Less(b.Item) {
			return -1
		}
		return 1
	})
	return response, nil
}

// read returns the item's answer from the fields; given is false when there is
// none.
func (i FormItem) read(fields map[string][]string) (answer Answer, given bool, err *FieldError) {
	name := i.Field()
	fail := func(message string, args map[string]any) (Answer, bool, *FieldError) {
		return Answer{}, false, &FieldError{Field: name, Message: message, Args: args}
	}
	answer = Answer{Item: i.Item}
	values := fields[name]
	switch i.Asked.Kind {
	case KindRating:
		value, many := single(values)
		switch {
		case many:
			return fail(MsgTwice, nil)
		case value == "" || value == CannotSay:
			return answer, false, nil
		case len(value) != 1 || value < "1" || value > "6":
			return fail(MsgRating, nil)
		}
		answer.Rating = int(value[0] - '0')
	case KindChoice, KindChoices:
		for _, value := range values {
			if value == "" {
				continue
			}
			n, ok := i.Asked.option(value)
			if !ok {
				return fail(MsgChoice, nil)
			}
			answer.Choices = append(answer.Choices, n)
		}
		slices.Sort(answer.Choices)
		answer.Choices = slices.Compact(answer.Choices)
		if i.Asked.Kind == KindChoice && len(answer.Choices) > 1 {
			return fail(MsgTwice, nil)
		}
		return answer, len(answer.Choices) > 0, nil
	case KindText:
		value, many := single(values)
		if many {
			return fail(MsgTwice, nil)
		}
		if !writing.IsText(value) {
			return fail(MsgText, nil)
		}
		answer.Comment = writing.FoldComment(value)
		if over := utf8.RuneCountInString(answer.Comment) - MaxComment; over > 0 {
			return fail(MsgLong, map[string]any{"n": over})
		}
		public, _ := single(fields[i.PublicField()])
		answer.Public = public == publicYes
		return answer, answer.Comment != "", nil
	}
	return answer, true, nil
}

// cannotSay says whether the attendee chose "can't say", which answers a
// required rating.
func (i FormItem) cannotSay(fields map[string][]string) bool {
	return i.Asked.Kind == KindRating && slices.Contains(fields[i.Field()], CannotSay)
}

func (q Question) option(value string) (number int, ok bool) {
	for _, o := range q.Options {
		if strconv.Itoa(o.Number) == value {
			return o.Number, true
		}
	}
	return 0, false
}

// single returns the one value of a field, and whether there were several that
// differ.
func single(values []string) (value string, many bool) {
	if len(values) == 0 {
		return "", false
	}
	for _, v := range values[1:] {
		if v != values[0] {
			return "", true
		}
	}
	return values[0], false
}

// looksLikeItem says whether a field's name has the form of an item's field.
func looksLikeItem(name string) bool {
	rest, ok := strings.CutPrefix(name, fieldPrefix)
	if !ok {
		rest, ok = strings.CutPrefix(name, publicPrefix)
	}
	rest = strings.TrimPrefix(rest, "_")
	return ok && rest != "" && rest[0] >= '0' && rest[0] <= '9'
}

func sortedKeys(fields map[string][]string) []string {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
