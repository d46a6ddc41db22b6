package survey

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// A Cut is a stretch of a comment that readers of the letter do not see: its
// runes from From up to To. Once the session is released the words themselves
// are gone, and From equals To: the cut then says only where they stood.
type Cut struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// done says that the words are gone, and the cut only marks where they stood.
func (c Cut) done() bool { return c.From == c.To }

// within says whether the cut, of which nothing is left, lies in the other one or
// at its edge: of both there is one mark.
func (c Cut) within(other Cut) bool { return other.From <= c.From && c.From <= other.To }

// A Review is what somebody has decided about a comment.
type Review struct {
	State  CommentState `json:"state"`
	Reason Reason       `json:"reason,omitempty"`
	// Cuts are in order and apart from one another.
	Cuts []Cut `json:"cuts,omitempty"`
	// Letters are the numbers of the appearances whose letters the comment goes
	// into; empty for all that its question is about.
	Letters []int `json:"letters,omitempty"`
	// Reviewed says that somebody has read the comment and decided. Taking the
	// first decision back makes it false again.
	Reviewed bool `json:"reviewed,omitempty"`
}

// Review returns what has been decided about the comment so far.
func (c Comment) Review() Review {
	return Review{State: c.State, Reason: c.Reason, Cuts: c.Cuts, Letters: c.Letters, Reviewed: c.Reviewed}
}

// Equal says whether the same has been decided.
func (r Review) Equal(o Review) bool {
	return r.State == o.State && r.Reason == o.Reason && r.Reviewed == o.Reviewed &&
		slices.Equal(r.Cuts, o.Cuts) && slices.Equal(r.Letters, o.Letters)
}

// CheckReview says whether the comment may be given this review: its state and
// reason go together (see goTogether), its cuts lie within the text, in order
// and apart, and leave some of it, what was cut for good stays marked, and its
// letters are among those of the appearances, which are the session's.
func (c Comment) CheckReview(r Review, appearances []Appearance) bool {
	if !goTogether(r.State, r.Reason) {
		return false
	}
	runes := []rune(c.Text)
	last := 0
	for _, cut := range r.Cuts {
		if cut.From < last || cut.To < cut.From || cut.To > len(runes) || cut.done() && !slices.Contains(c.Cuts, cut) {
			return false
		}
		last = cut.To + 1 // two cuts side by side are one
	}
	for _, cut := range c.Cuts {
		if cut.done() && !slices.ContainsFunc(r.Cuts, cut.within) {
			return false
		}
	}
	if len(r.Cuts) > 0 && !hasWord(withCuts(runes, r.Cuts, "")) {
		return false
	}
	for _, number := range r.Letters {
		if !slices.ContainsFunc(appearances, func(a Appearance) bool { return a.Number == number }) {
			return false
		}
	}
	return c.Item.Appearance == 0 || len(r.Letters) == 0
}

// hasWord says whether anything but punctuation is left.
func hasWord(text string) bool { return strings.ContainsFunc(text, isWord) }

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// Shown returns the comment's text with mark where words have been cut.
func (c Comment) Shown(mark string) string {
	if len(c.Cuts) == 0 {
		return c.Text
	}
	return withCuts([]rune(c.Text), c.Cuts, mark)
}

func withCuts(runes []rune, cuts []Cut, mark string) string {
	var b strings.Builder
	at := 0
	for _, cut := range cuts {
		from := min(max(cut.From, at), len(runes))
		b.WriteString(string(runes[at:from]))
		b.WriteString(mark)
		at = min(max(cut.To, from), len(runes))
	}
	b.WriteString(string(runes[at:]))
	return b.String()
}

// Final returns the comment as it is kept after release: without the words that
// were cut, with cuts that say where they stood.
func (c Comment) Final() Comment {
	if len(c.Cuts) == 0 {
		return c
	}
	text := withCuts([]rune(c.Text), c.Cuts, "")
	gone := 0
	cuts := make([]Cut, len(c.Cuts))
	for i, cut := range c.Cuts {
		cuts[i] = Cut{cut.From - gone, cut.From - gone}
		gone += cut.To - cut.From
	}
	c.Text, c.Cuts = text, cuts
	return c
}

// IsFor says whether the comment belongs to the letter of the appearance with
// the number, whether or not it is included there.
func (c Comment) IsFor(appearance int) bool {
	if len(c.Letters) > 0 {
		return slices.Contains(c.Letters, appearance)
	}
	return c.Item.Appearance == 0 || c.Item.Appearance == appearance
}

// A Word is a word of a comment that can be cut: what is shown of it, with its
// punctuation, and the stretch that a cut takes, without them.
type Word struct {
	Text string
	Cut
}

// Words returns the text's words in order.
func Words(text string) []Word {
	runes := []rune(text)
	var words []Word
	for at := 0; at < len(runes); {
		if unicode.IsSpace(runes[at]) {
			at++
			continue
		}
		end := at
		for end < len(runes) && !unicode.IsSpace(runes[end]) {
			end++
		}
		from, to := at, end
		for from < to && !isWord(runes[from]) {
			from++
		}
		for to > from && !isWord(runes[to-1]) {
			to--
		}
		if from == to { // nothing but punctuation
			from, to = at, end
		}
		words = append(words, Word{string(runes[at:end]), Cut{from, to}})
		at = end
	}
	return words
}

// CutWords returns the cuts that take these words out of the text, by their
// index among its [Words]; neighbours become one cut. An index that is not there
// is left out.
func CutWords(text string, chosen []int) []Cut {
	words := Words(text)
	var cuts []Cut
	last := -2
	for i, w := range words {
		if !slices.Contains(chosen, i) {
			continue
		}
		if last == i-1 {
			cuts[len(cuts)-1].To = w.To
		} else {
			cuts = append(cuts, w.Cut)
		}
		last = i
	}
	return cuts
}

// CutWords returns the cuts of the comment when these of its words go too: see
// [CutWords]. What was cut for good stays cut, and where a neighbour goes as well
// there is one mark for both.
func (c Comment) CutWords(chosen []int) []Cut {
	all := CutWords(c.Text, chosen)
	for _, old := range c.Cuts {
		if old.done() && !slices.ContainsFunc(all, old.within) {
			all = append(all, old)
		}
	}
	slices.SortFunc(all, func(a, b Cut) int { return cmp.Compare(a.From, b.From) })
	runes := []rune(c.Text)
	var cuts []Cut
	for _, cut := range all {
		if n := len(cuts); n > 0 && strings.TrimSpace(string(runes[cuts[n-1].To:cut.From])) == "" {
			cuts[n-1].To = cut.To
		} else {
			cuts = append(cuts, cut)
		}
	}
	return cuts
}

// Touches says whether the word lies in any of the cuts.
func (w Word) Touches(cuts []Cut) bool {
	return slices.ContainsFunc(cuts, func(c Cut) bool { return w.From < c.To && c.From < w.To })
}
