package attendee

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/writing"
)

// A carry takes what was filled in for one session over to another's form.
type carry struct {
	from, to Visit
	typed    url.Values
	fields   url.Values
	// notes say what found no place, or another than its own.
	notes []string
}

// carryOver fills in the form of to with what was typed in that of from.
// Ratings and choices go where the same is asked: of the session, of the same
// speaker, or of the only speaker of each. Comments are never lost: one whose
// question is not asked goes under the last question that takes text.
func carryOver(from, to Visit, typed url.Values) carry {
	c := carry{from: from, to: to, typed: typed, fields: url.Values{}}
	var homeless []survey.FormItem
	for _, item := range from.Items() {
		if !c.given(item) {
			continue
		}
		at, ok := c.place(item)
		switch {
		case ok && c.put(item, at):
		case item.Asked.Kind == survey.KindText:
			homeless = append(homeless, item)
		case !page.Only(typed[item.Field()], survey.CannotSay): // "can't say" says nothing about another session
			c.notes = append(c.notes, to.T("switch.unfit", "question", from.Label(item)))
		}
	}
	for _, item := range homeless {
		c.shelter(item)
	}
	return c
}

func (c *carry) given(item survey.FormItem) bool {
	return slices.ContainsFunc(c.typed[item.Field()], func(value string) bool {
		return writing.FoldComment(page.ShownText(value)) != ""
	})
}

// place finds the item that asks the same.
func (c *carry) place(item survey.FormItem) (survey.FormItem, bool) {
	var same []survey.FormItem
	for _, at := range c.to.Items() {
		if !sameQuestion(item.Asked, at.Asked) {
			continue
		}
		if item.Appearance != nil && at.Appearance != nil && item.Appearance.Speaker.ID == at.Appearance.Speaker.ID {
			return at, true
		}
		same = append(same, at)
	}
	asked := 0
	for _, other := range c.from.Items() {
		if other.Question == item.Question {
			asked++
		}
	}
	if len(same) == 1 && asked == 1 {
		return same[0], true
	}
	return survey.FormItem{}, false
}

func sameQuestion(a, b survey.Question) bool {
	return a.Kind == b.Kind && a.Key == b.Key && (a.Key != "" || maps.Equal(a.Text, b.Text))
}

// put writes what was typed into the field of at. It is false when an option
// that was chosen is not offered there; then nothing is written.
func (c *carry) put(item, at survey.FormItem) bool {
	values := c.typed[item.Field()]
	if item.Asked.Kind == survey.KindChoice || item.Asked.Kind == survey.KindChoices {
		var chosen []string
		for _, value := range values {
			number, ok := sameOption(item.Asked, at.Asked, value)
			if !ok {
				return false
			}
			chosen = append(chosen, number)
		}
		values = chosen
	}
	c.fields[at.Field()] = values
	if item.Asked.Kind == survey.KindText && c.typed.Get(item.PublicField()) == "1" {
		c.fields.Set(at.PublicField(), "1")
	}
	return true
}

func sameOption(a, b survey.Question, value string) (number string, ok bool) {
	for _, chosen := range a.Options {
		for _, offered := range b.Options {
			if strconv.Itoa(chosen.Number) == value && maps.Equal(chosen.Text, offered.Text) {
				return strconv.Itoa(offered.Number), true
			}
		}
	}
	return "", false
}

// shelter puts a comment whose question is not asked under the last that takes
// text, and says so. What stands there together may be quoted publicly only if
// each part may.
func (c *carry) shelter(item survey.FormItem) {
	var last *survey.FormItem
	for _, at := range c.to.Items() {
		if at.Asked.Kind == survey.KindText {
			last = &at
		}
	}
	text := c.typed.Get(item.Field())
	if last == nil {
		c.notes = append(c.notes, c.to.T("switch.unfit.text", "question", c.from.Label(item), "text", writing.FoldComment(page.ShownText(text))))
		return
	}
	there := writing.FoldComment(c.fields.Get(last.Field()))
	public := c.typed.Get(item.PublicField()) == "1" && (there == "" || c.fields.Get(last.PublicField()) == "1")
	c.fields.Set(last.Field(), strings.TrimPrefix(there+"\n\n"+text, "\n\n"))
	c.fields.Del(last.PublicField())
	if public {
		c.fields.Set(last.PublicField(), "1")
	}
	c.notes = append(c.notes, c.to.T("switch.moved", "question", c.from.Label(item), "to", c.to.Label(*last)))
}
