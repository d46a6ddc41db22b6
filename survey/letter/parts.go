package letter

import (
	"slices"
	"strconv"
	"strings"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/wording"
	"github.com/omdome/omdome/survey/writing"
)

// figures makes the pictures and tables of the rating questions.
func (b *builder) figures() Figures {
	c := b.c
	if b.allSuppressed() {
		return Figures{}
	}
	f := Figures{Heading: c.T("letter.figures"), Tables: c.T("letter.tables")}
	var shown []charts.Measure
	compared := false
	for _, r := range b.ratings {
		m := r.measure
		figure := Figure{Measure: m, Scene: charts.Distribution(m, c), Rows: charts.Table(m, c)}
		for i, head := range []string{"rating", "word", "count", "percent"} {
			figure.Heads[i] = c.T("letter.head." + head)
		}
		if m.Summary.Suppressed {
			figure.Missing = c.T("letter.missing", "k", c.Spelled(b.k()))
		} else {
			figure.Caption = c.T("letter.table", "name", m.Lead(), "mean", m.Summary.Mean, "n", m.Summary.N)
			shown = append(shown, m)
		}
		compared = compared || m.Compared
		f.Items = append(f.Items, figure)
	}
	for part := range slices.Chunk(shown, charts.PanelColumns) {
		f.Panels = append(f.Panels, charts.Panel(part, c))
	}
	var words []string
	for rating := survey.MaxRating; rating >= survey.MinRating; rating-- {
		n := strconv.Itoa(rating)
		words = append(words, n+"\u00a0"+c.T("rating."+n))
	}
	f.Scale = c.T("letter.scale", "scale", strings.Join(words, ", "))
	f.Legend = c.T("letter.legend.dot")
	if compared {
		f.Legend = c.T("letter.legend", "session", b.theSession())
	}
	return f
}

// choices makes the tables of the organizer's own choice questions.
func (b *builder) choices() []Choice {
	c := b.c
	var out []Choice
	for _, item := range b.facts.Items() {
		if item.Asked.Kind != survey.KindChoice && item.Asked.Kind != survey.KindChoices || !b.mine(item.Item) {
			continue
		}
		choice := Choice{Question: b.name(item.Asked)}
		tally := b.facts.Tallies.Choices[item.Item]
		if tally.Answered < b.k() {
			choice.Missing = c.T("letter.missing", "k", c.Spelled(b.k()))
			out = append(out, choice)
			continue
		}
		choice.Answered = c.T("letter.choice.answered", "n", tally.Answered)
		choice.Heads = [3]string{c.T("letter.choice.option"), c.T("letter.head.count"), c.T("letter.head.percent")}
		for _, o := range item.Asked.Options {
			n := tally.Chosen[o.Number]
			choice.Options = append(choice.Options, Option{
				Text:  isolate(oneLine(o.Text.In(c.Language(), b.facts.Event.Language))),
				Count: c.Int(n), Percent: c.Percent(n, tally.Answered),
			})
		}
		out = append(out, choice)
	}
	return out
}

// comments gathers what attendees wrote, question by question, and counts what
// is not in the letter.
func (b *builder) comments() Comments {
	c := b.c
	var out Comments
	included, left, total := 0, map[survey.Reason]int{}, 0
	groups := map[survey.Item]Quotes{}
	for _, comment := range b.facts.Comments {
		text := writing.FoldComment(strings.ToValidUTF8(comment.Shown(c.T("letter.removed")), "\ufffd"))
		// One that was left out and has been removed since is a text of nothing;
		// that there was one is still counted.
		if !comment.IsFor(b.appearance.Number) || text == "" && comment.State == survey.CommentIncluded {
			continue
		}
		total++
		switch comment.State {
		case survey.CommentIncluded:
			included++
			g := groups[comment.Item]
			if comment.Public {
				g.Public = append(g.Public, len(g.Texts))
			}
			g.Texts = append(g.Texts, text)
			groups[comment.Item] = g
		case survey.CommentOrganizer:
			left[survey.ReasonRoom]++
		default:
			reason := comment.Reason
			if !reason.Valid() {
				reason = survey.ReasonEmpty
			}
			left[reason]++
		}
	}
	if total == 0 {
		return out
	}
	out.Heading = c.T("letter.comments")
	for _, item := range b.facts.Items() {
		if g := groups[item.Item]; len(g.Texts) > 0 {
			g.Question = b.question(item.Asked)
			out.Groups = append(out.Groups, g)
		}
	}
	if out.Intro = b.intro(included, total); out.Intro != "" {
		out.Intro = strings.TrimSpace(b.part(wording.Comments) + " " + out.Intro)
	}
	out.LeftOut = b.leftOut(left, total)
	return out
}

// question returns a text question as it was asked.
func (b *builder) question(q survey.Question) string {
	if key := "letter.question." + q.Key; q.Key != "" && len(q.Text) == 0 && b.c.Has(key) {
		return b.c.T(key)
	}
	return isolate(upperFirst(oneLine(q.Text.In(b.c.Language(), b.facts.Event.Language))))
}

// intro counts comments, never people: one attendee may have written two.
func (b *builder) intro(included, total int) string {
	switch {
	case included == 0:
		return ""
	case b.facts.Partial:
		return b.c.T("letter.comments.these", "n", included, "count", b.c.Spelled(included))
	case included < total:
		return b.c.T("letter.comments.some", "n", included, "count", b.c.Spelled(included))
	case included == 2:
		return b.c.T("letter.comments.both")
	}
	return b.c.T("letter.comments.all", "n", included, "count", b.c.Spelled(included))
}

// leftOut counts the comments that are not in the letter, with why.
func (b *builder) leftOut(left map[survey.Reason]int, total int) string {
	c := b.c
	out := 0
	for _, n := range left {
		out += n
	}
	if out == 0 {
		return ""
	}
	// In words or digits, as the largest of the sentence is.
	spelled := func(n int) string { return c.Numbers(n, total)[0] }
	var why []string
	for _, reason := range survey.Reasons {
		switch n := left[reason]; {
		case n == 0:
		case out == 1:
			why = append(why, c.T(reason.LetterOnlyKey()))
		default:
			why = append(why, c.T(reason.LetterKey(), "n", n, "count", spelled(n)))
		}
	}
	if out == total {
		return c.T("letter.leftout.every", "n", out, "count", spelled(out), "why", strings.Join(why, ", "))
	}
	return upperFirst(c.T("letter.leftout", "n", out, "out", spelled(out), "all", spelled(total), "why", strings.Join(why, ", ")))
}
