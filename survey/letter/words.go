package letter

import (
	"slices"
	"strconv"
	"strings"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/wording"
)

// maxWith is how many colleagues the thanks name.
const maxWith = 3

// opening says what the thanks are for, and what the band has words for.
func (b *builder) opening() []string {
	thanks := b.part(wording.Thanks)
	switch {
	case b.held:
		return []string{thanks, b.part(wording.OpeningFew)}
	case b.band == survey.BandSuppressed && len(b.ratings) > 0 && b.allSuppressed():
		return []string{thanks, b.c.T("letter.suppressed.ratings", "k", b.c.Spelled(b.k()))}
	case b.band == survey.BandSuppressed:
		return []string{thanks}
	}
	return []string{thanks + " " + b.part(openings[b.band])}
}

// openings are which paragraph a band's letter goes on with.
var openings = map[survey.Band]wording.Part{
	survey.BandOutstanding: wording.OpeningPraise, survey.BandVeryGood: wording.OpeningPraise,
	survey.BandGood: wording.OpeningPraise, survey.BandAcceptable: wording.OpeningAcceptable,
	survey.BandDivided: wording.OpeningDivided, survey.BandNone: wording.OpeningNone,
}

func (b *builder) k() int { return max(b.facts.Session.K, survey.MinK) }

func (b *builder) allSuppressed() bool {
	for _, r := range b.ratings {
		if !r.measure.Summary.Suppressed {
			return false
		}
	}
	return true
}

func (b *builder) theSession() string { return b.c.T(b.kind().TheKey()) }

// kind is the session's, and a talk where it is none that letters have words for.
func (b *builder) kind() survey.Kind {
	if k := b.facts.Session.Kind; k.Valid() {
		return k
	}
	return survey.KindTalk
}

// role is the appearance's, and speaker where it is none that letters have words
// for.
func (b *builder) role() survey.Role {
	if r := b.appearance.Role; r.Valid() {
		return r
	}
	return survey.RoleSpeaker
}

func (b *builder) quotedTitle() string {
	return b.c.Quoted(isolate(oneLine(b.facts.Session.Title)))
}

// occasion says with whom, at which event, where and when, as far as known.
func (b *builder) occasion() string {
	c, s := b.c, b.with()
	if event := b.eventName(); event != "" && event != oneLine(b.facts.Session.Title) {
		s += c.T("letter.event", "event", isolate(event))
	}
	place := b.venue()
	if b.sums() {
		place = b.common(func(o survey.Occasion) string { return o.Event.Place })
	}
	if place != "" && b.kind() != survey.KindWebinar {
		s += c.T("letter.place", "place", isolate(place))
	}
	if b.sums() {
		return strings.TrimSpace(s + b.seriesOccasion())
	}
	if day := b.day(); day != "" {
		s += c.T("letter.date", "date", day)
	}
	return strings.TrimSpace(s)
}

func (b *builder) venue() string { return oneLine(b.facts.Event.Place) }

// day is when it was, with its year where that is not the letter's.
func (b *builder) day() string {
	s := b.facts.Session
	if s.Starts.IsZero() {
		return ""
	}
	starts := s.Starts.In(b.facts.Event.Location())
	if starts.Year() != b.date.Year() {
		return b.c.Date(starts)
	}
	return b.c.Day(starts)
}

// with names the colleagues that held the session together with this speaker.
func (b *builder) with() string {
	if b.appearance.Role != survey.RoleSpeaker && b.appearance.Role != survey.RoleLeader {
		return ""
	}
	if b.facts.Session.Kind == survey.KindPanel {
		return ""
	}
	var names []string
	for _, a := range b.facts.Appearances {
		if a.Number != b.appearance.Number && a.Role == b.appearance.Role {
			names = append(names, isolate(oneLine(a.Speaker.Name)))
		}
	}
	if len(names) == 0 || len(names) > maxWith {
		return ""
	}
	return b.c.T("letter.with", "names", b.c.List(names))
}

// turnout says how many answered: of those invited, where nobody else could, or
// else beside how many attended, where that is known.
func (b *builder) turnout() string {
	s := b.answered()
	if !b.allSuppressed() {
		s += " " + b.part(wording.Figures)
	}
	return strings.TrimSpace(s)
}

func (b *builder) answered() string {
	if b.sums() {
		return b.seriesTurnout()
	}
	n, s := b.facts.Tallies.Responses, b.facts.Session
	invited := b.facts.Invited
	switch {
	case invited > 0 && n <= invited: // only they could answer, each of them once
		said := b.c.T("letter.turnout.invited", "invited", invited, "n", n, "percent", b.c.Percent(n, invited))
		return strings.TrimSpace(said + " " + b.fewerAttended())
	case s.Attended <= 0:
		return b.c.T("letter.turnout.answers", "n", n)
	case s.Exceeded(n):
		return b.exceeded("letter.turnout")
	case s.About:
		return b.c.T("letter.turnout.about", "attended", s.Attended, "n", n)
	}
	return b.c.T("letter.turnout.attended", "attended", s.Attended, "n", n)
}

// exceeded says both numbers where more answers came than people attended, and
// that an open link cannot tell who answers: it is not the speaker's doing. form is
// where the sentence with the numbers stands.
func (b *builder) exceeded(form string) string {
	s := b.facts.Session
	form += ".over"
	if s.About {
		form += ".about"
	}
	return b.c.T(form, "n", s.Attended, "answers", b.facts.Tallies.Responses) + " " + b.c.T("letter.over"+b.linked())
}

// linked is the end of the keys whose words differ with the link: none where
// anyone with the link could answer, and so no one knows who did.
func (b *builder) linked() string {
	open := b.facts.Event.Access != survey.AccessInvitation
	for i, o := range b.facts.Series {
		open = i > 0 && open || o.Event.Access != survey.AccessInvitation
	}
	if open {
		return ""
	}
	return ".invited"
}

// fewerAttended says how many attended where only invited people could answer and
// more of them did; how many of the invited is said already.
func (b *builder) fewerAttended() string {
	s := b.facts.Session
	if !s.Exceeded(b.facts.Tallies.Responses) {
		return ""
	}
	form := "letter.over.fewer"
	if s.About {
		form += ".about"
	}
	return b.c.T(form, "n", s.Attended)
}

// findings say the means in words, after the pictures, in one paragraph.
func (b *builder) findings() []string {
	var sentences []string
	var parts []charts.Measure
	var names []string
	for _, r := range b.ratings {
		if r.measure.Summary.Suppressed {
			continue
		}
		key := r.item.Asked.Key
		switch {
		case b.own && r.item.Item.Appearance == 0 && key != survey.QuestionOverall:
		case key == survey.QuestionOverall:
			sentences = append(sentences, b.overall(r.measure)...)
		case key == survey.QuestionContent || key == survey.QuestionDelivery:
			parts, names = append(parts, r.measure), append(names, key)
		}
	}
	if len(parts) > 0 {
		sentences = append(sentences, b.means(parts, names, len(sentences) == 0)+".")
	}
	sentences = append(sentences, b.splits()...)
	if compared := b.compared(); compared != "" {
		sentences = append(sentences, compared)
	}
	if len(sentences) == 0 {
		return nil
	}
	return []string{strings.Join(sentences, " ")}
}

// means say what content and delivery got, in one sentence: together where it is
// the same. Where the questions differ and nothing is praised, each that is weak says
// where on the scale it lies, in a sentence of its own. first says that no mean has
// been told before.
func (b *builder) means(parts []charts.Measure, names []string, first bool) string {
	c := b.c
	if len(parts) == 2 && parts[0].Summary.Mean == parts[1].Summary.Mean {
		form := "letter.mean.both"
		if first {
			form += ".first"
		}
		both := c.List([]string{c.T("letter.measure." + names[0]), c.T("letter.inside." + names[1])})
		return b.placed(c.T(form, "names", both, "mean", parts[0].Summary.Mean), parts[0].Summary.Mean)
	}
	apart := b.tellsEach() && slices.ContainsFunc(parts, func(m charts.Measure) bool { return m.Summary.Mean < acceptableMost })
	var said []string
	for i, m := range parts {
		form, name := "letter.mean.next", c.T("letter.inside."+names[i])
		if i == 0 || apart {
			form, name = "letter.mean.second", c.T("letter.measure."+names[i])
		}
		if i == 0 && first {
			form = "letter.mean.first"
		}
		sentence := c.T(form, "name", name, "mean", m.Summary.Mean)
		if apart {
			sentence = b.placed(sentence, m.Summary.Mean)
		}
		said = append(said, sentence)
	}
	if apart {
		return strings.Join(said, ". ")
	}
	return c.List(said)
}

// tellsEach says that no praise is due and the means are not all alike, so that each
// question says by itself where it lies.
func (b *builder) tellsEach() bool {
	return b.mixed && (b.band == survey.BandNone || b.band == survey.BandAcceptable)
}

// placed adds to a sentence where on the scale a weak mean lies, where each question
// does so by itself.
func (b *builder) placed(sentence string, mean survey.Tenths) string {
	if !b.tellsEach() || mean >= acceptableMost {
		return sentence
	}
	return b.c.T("letter.mean.place", "sentence", sentence, "place", b.place(mean))
}

// overall says what the session as a whole got.
func (b *builder) overall(m charts.Measure) []string {
	c, s := b.c, m.Summary
	sentence := c.T("letter.mean.overall", "name", c.T(b.kind().OverallKey()), "mean", s.Mean)
	weak := b.band == survey.BandNone || b.band == survey.BandAcceptable
	switch {
	case weak && s.Mean < acceptableMost:
		sentence = c.T("letter.mean.place", "sentence", sentence, "place", b.place(s.Mean))
		return []string{sentence + ".", b.counts(s)}
	case b.band == survey.BandDivided, 5*s.Low >= s.N: // many high are not told alone
	case s.High == s.N:
		sentence = c.T("letter.mean.share", "sentence", sentence, "share", c.T("letter.share.all", "n", c.Spelled(s.N)))
	case 2*s.High >= s.N:
		number := c.Numbers(s.High, s.N)
		sentence = c.T("letter.mean.share", "sentence", sentence, "share", c.T("letter.share", "high", number[0], "n", number[1]))
	}
	return []string{sentence + "."}
}

// place says where on the scale a mean lies: "strax under godkänt".
func (b *builder) place(mean survey.Tenths) string {
	floor, tenths := int(mean/10), mean%10
	word := b.c.T("rating." + strconv.Itoa(floor))
	next := b.c.T("rating." + strconv.Itoa(min(floor+1, survey.MaxRating)))
	form := "between"
	switch {
	case tenths == 0:
		form = "exact"
	case tenths <= 3:
		form = "over"
	case tenths >= 7:
		form = "under"
	}
	return b.c.T("letter.place."+form, "word", word, "next", next)
}

// counts says how many gave 3 or higher, and how many less.
func (b *builder) counts(s survey.Summary) string {
	switch s.Low {
	case 0:
		return b.c.T("letter.counts.all", "n", b.c.Spelled(s.N))
	case s.N:
		return b.c.T("letter.counts.none", "n", b.c.Spelled(s.N))
	}
	number := b.c.Numbers(s.N, s.N-s.Low, s.Low)
	return upperFirst(b.c.T("letter.counts", "n", number[0], "up", number[1], "down", number[2]))
}

// splits say on which of the questions that chose the band opinions differed.
func (b *builder) splits() []string {
	if b.band != survey.BandDivided {
		return nil
	}
	var out []string
	for _, r := range b.ratings {
		if key := "letter.inside." + r.item.Asked.Key; r.measure.Summary.Divided() && r.item.Asked.Key != "" && b.c.Has(key) {
			number := b.c.Numbers(r.measure.Summary.High, r.measure.Summary.Low)
			out = append(out, upperFirst(b.c.T("letter.split", "name", b.c.T(key), "high", number[0], "low", number[1])))
		}
	}
	return out
}

// compared says what the event's other sessions got.
func (b *builder) compared() string {
	for _, r := range b.ratings {
		if r.measure.Compared {
			with, _ := b.facts.Comparison()
			return b.c.T("letter.compared", "sessions", b.c.Spelled(with.Sessions), "mean", with.Mean)
		}
	}
	return ""
}

// closing ends the letter: honesty where the figures need it, and thanks again.
func (b *builder) closing() []string {
	switch {
	case b.band.Praises():
		return []string{b.part(wording.ClosingPraise)}
	case b.band == survey.BandSuppressed:
		return []string{b.part(wording.ClosingFew)}
	case b.band != survey.BandNone:
		return []string{b.part(wording.ClosingOther)}
	}
	return []string{b.honest(), b.part(wording.ClosingOther)}
}
