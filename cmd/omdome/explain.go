package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/record"
)

type explainCommand struct {
	databaseFlag
	Number string `arg:"" help:"The number that is printed on the letter."`
}

// Run says of every figure on a letter what it was made from and how.
func (c explainCommand) Run(ctx context.Context, t terminal) error {
	number, ok := survey.ParseNumber(c.Number)
	if !ok {
		return wrongUse{fmt.Errorf("%q is no letter's number, such as 7K3M-9QXA-2RTD", c.Number)}
	}
	s, err := c.look(ctx, logger(t))
	if err != nil {
		return err
	}
	defer s.Close()
	facts, err := s.LetterNumbered(ctx, number)
	if err != nil {
		return fmt.Errorf("letter %s: %w", number, err)
	}
	explain(t.out, facts)
	if facts.Letter.State == survey.LetterDraft {
		return nil
	}
	frozen, err := s.FrozenNumbered(ctx, number)
	if err != nil {
		return err
	}
	record, err := record.Parse(frozen.Record)
	if err != nil {
		return err
	}
	return explainRecord(t.out, facts, record)
}

// explain writes how the letter's figures come about, in words.
func explain(w io.Writer, f survey.LetterFacts) {
	k := max(f.Session.K, survey.MinK)
	fmt.Fprintf(w, "Letter %s (%s) to %s, for %s.\n", f.Letter.Number, f.Letter.State, f.Letter.Appearance.Speaker.Name, f.Session.Title)
	if len(f.Series) > 0 {
		fmt.Fprintf(w, "It sums %d sessions that each had too few responses to show anything:\n", len(f.Series))
		for _, o := range f.Series {
			fmt.Fprintf(w, "- %s, %s\n", o.Session.Starts.In(o.Event.Location()).Format("2006-01-02"), o.Event.Name)
		}
		fmt.Fprintf(w, "Together they have %d responses. A question is shown from %d answers on, the most that any of them takes.\n", f.Tallies.Responses, k)
	} else {
		fmt.Fprintf(w, "The session has %d responses. A question is shown from %d answers on.\n", f.Tallies.Responses, k)
	}
	explainAttended(w, f)
	if f.Tallies.Responses < k {
		fmt.Fprintln(w, "That is too few: the letter shows neither figures nor comments.")
		return
	}
	for _, item := range f.Items() {
		if item.Asked.Kind != survey.KindRating || item.Item.Appearance != 0 && item.Item.Appearance != f.Letter.Appearance.Number {
			continue
		}
		name := item.Asked.Key
		if name == "" {
			name = item.Asked.Text.In(f.Event.Language, f.Event.Language)
		}
		explainMeasure(w, name, f.Tallies.Ratings[item.Item], k)
	}
	explainCompared(w, f)
	explainComments(w, f)
}

// explainAttended says how many attended, where an organizer has said so, and how
// the answers stand to that.
func explainAttended(w io.Writer, f survey.LetterFacts) {
	if f.Session.Attended <= 0 {
		return
	}
	about := ""
	if f.Session.About {
		about = "About "
	}
	fmt.Fprintf(w, "%s%d attended, as an organizer has entered it.\n", about, f.Session.Attended)
	switch {
	case !f.Session.Exceeded(f.Tallies.Responses):
	case f.Event.Access == survey.AccessInvitation:
		fmt.Fprintln(w, "So more answers came than people attended; each is of a personal link.")
	default:
		fmt.Fprintln(w, "So more answers came than people attended: an open link cannot tell who answers.")
	}
}

// explainMeasure shows the arithmetic of one question.
func explainMeasure(w io.Writer, name string, t survey.Tally, k int) {
	n := t.N()
	fmt.Fprintf(w, "\n%s\n", name)
	if n < k {
		fmt.Fprintf(w, "  fewer than %d answers: no figure is shown, and none is computed\n", k)
		return
	}
	var counts, terms []string
	for rating := survey.MinRating; rating <= survey.MaxRating; rating++ {
		counts = append(counts, fmt.Sprintf("%d gave %d", t.Count(rating), rating))
		terms = append(terms, fmt.Sprintf("%d·%d", t.Count(rating), rating))
	}
	s := survey.Summarize(t, k)
	fmt.Fprintf(w, "  tally     %s: %d answers\n", strings.Join(counts, ", "), n)
	fmt.Fprintf(w, "  mean      (%s) / %d = %d/%d, rounded half up to one decimal from whole numbers: %s\n", strings.Join(terms, " + "), n, t.Sum(), n, tenths(s.Mean))
	place := fmt.Sprintf("answer %d of %d when sorted", n/2+1, n)
	if n%2 == 0 {
		place = fmt.Sprintf("half way between answers %d and %d of %d when sorted", n/2, n/2+1, n)
	}
	fmt.Fprintf(w, "  median    %s: %s\n", place, tenths(s.Median))
	fmt.Fprintf(w, "  5 or 6    %d of %d; 1 or 2: %d of %d\n", s.High, n, s.Low, n)
}

// explainCompared names the sessions that the letter is compared with, and never
// what each of them got.
func explainCompared(w io.Writer, f survey.LetterFacts) {
	fmt.Fprintln(w, "\ncomparison")
	with, ok := f.Comparison()
	switch {
	case ok:
	case f.Fixed != nil:
		fmt.Fprintln(w, "  none: the letter was approved without one")
		return
	case !f.Event.Compare:
		fmt.Fprintln(w, "  none: the event's organizer has not chosen one")
		return
	default:
		fmt.Fprintf(w, "  none: it takes %d other sessions with results, and there were %d\n", survey.MinCompared, with.Sessions)
		return
	}
	fmt.Fprintf(w, "  the mean of the exact means of %d other sessions, each counted once, rounded half up: %s\n", with.Sessions, tenths(with.Mean))
	deleted := 0
	for _, one := range with.With {
		switch {
		case one.Title == "":
			deleted++
		case one.Binned:
			fmt.Fprintf(w, "  - %s (in the bin since)\n", one.Title)
		default:
			fmt.Fprintf(w, "  - %s\n", one.Title)
		}
	}
	if deleted > 0 {
		fmt.Fprintf(w, "  - %d that %s been deleted since\n", deleted, hasOrHave(deleted))
	}
	if len(with.With) == 0 {
		fmt.Fprintln(w, "  which they are was not kept when the letter was approved")
	}
	if f.Fixed != nil {
		fmt.Fprintln(w, "  That is as it was approved: whatever is deleted, corrections keep the same mean of the same sessions.")
	}
}

func hasOrHave(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

func explainComments(w io.Writer, f survey.LetterFacts) {
	included, out := 0, map[survey.Reason]int{}
	for _, c := range f.Comments {
		switch {
		case !c.IsFor(f.Letter.Appearance.Number):
		case c.State == survey.CommentIncluded:
			included++
		case c.State == survey.CommentOrganizer:
			out[survey.ReasonRoom]++
		default:
			out[c.Reason]++
		}
	}
	fmt.Fprintf(w, "\ncomments\n  %d in the letter\n", included)
	for _, reason := range survey.Reasons {
		if out[reason] > 0 {
			fmt.Fprintf(w, "  %d left out: %s\n", out[reason], reason)
		}
	}
}

// explainRecord says whether the tallies are still those that were approved.
func explainRecord(w io.Writer, f survey.LetterFacts, r record.Record) error {
	fmt.Fprintf(w, "\nApproved %s in words of version %d; the record is signed under the authority %s.\n", r.Approved, r.Words.Standard, r.Authority)
	var now []survey.Tally
	for _, item := range f.Items() {
		if t := f.Tallies.Ratings[item.Item]; item.Asked.Kind == survey.KindRating && t.N() >= r.K &&
			(item.Item.Appearance == 0 || item.Item.Appearance == f.Letter.Appearance.Number) {
			now = append(now, t)
		}
	}
	var then []survey.Tally
	for _, m := range r.Measures {
		if m.Counts != nil {
			then = append(then, *m.Counts)
		}
	}
	if fmt.Sprint(now) != fmt.Sprint(then) {
		return fmt.Errorf("the tallies in the database are not those that were approved: %v then, %v now", then, now)
	}
	fmt.Fprintln(w, "The tallies in the database are those that were approved.")
	return nil
}
