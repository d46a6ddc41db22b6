package letter

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/wording"
)

// A base is what follows from the facts alone.
type base struct {
	facts      survey.LetterFacts
	c          *i18n.Catalog
	appearance survey.Appearance
	// date is the letter's, where the event is.
	date time.Time
	// address is where the letter is verified.
	address string
	// held says that fewer than K responded: neither figures nor comments.
	held bool
}

// A builder holds what all parts of one letter are made from. It is made whole by
// newBuilder; the parts read it, and none changes it.
type builder struct {
	base
	ratings []rating
	judgement
}

// A judgement is what the figures let the words say.
type judgement struct {
	band survey.Band
	// own says that there are ratings about this very speaker.
	own bool
	// mixed says that some mean is over "good": a band without praise is then not true
	// of all questions, and each is told by itself.
	mixed bool
}

// A rating is one rating question of this letter with its result.
type rating struct {
	item    survey.FormItem
	measure charts.Measure
}

// Build makes the letter. The error says which facts do not belong together;
// no figure, name or text makes it fail.
func Build(facts survey.LetterFacts, options Options) (Letter, error) {
	b := newBuilder(facts, options)
	known := slices.ContainsFunc(facts.Appearances, func(a survey.Appearance) bool {
		return a.Number == b.appearance.Number
	})
	if !known {
		return Letter{}, fmt.Errorf("letter to appearance %d of session %s: %w",
			b.appearance.Number, facts.Session.Code, survey.ErrNotFound)
	}
	l := b.frame()
	l.Opening = b.opening()
	if !b.held {
		l.Turnout = b.turnout()
		l.Figures = b.figures()
		l.Findings = b.findings()
		l.Choices = b.choices()
		l.Comments = b.comments()
	}
	l.Personal = b.personal()
	l.Closing = b.closing()
	return l, nil
}

// newBuilder chooses the language and judges the figures.
func newBuilder(facts survey.LetterFacts, options Options) *builder {
	made := newBase(facts, options)
	ratings := made.measure()
	return &builder{made, ratings, judge(ratings)}
}

func newBase(facts survey.LetterFacts, options Options) base {
	date := options.Date
	if date.IsZero() {
		date = facts.Letter.Dated()
	}
	return base{
		facts: facts, c: i18n.For(languageOf(facts, options)), appearance: facts.Letter.Appearance,
		date: date.In(facts.Event.Location()), address: options.Address,
		held: facts.Tallies.Responses < max(facts.Session.K, survey.MinK),
	}
}

// languageOf is the speaker's where letters can be written in it, or else the
// event's.
func languageOf(facts survey.LetterFacts, options Options) survey.Language {
	for _, l := range []survey.Language{options.Language, facts.Letter.Appearance.Speaker.Language, facts.Event.Language} {
		if i18n.KnownTo(i18n.Letters, l) {
			return l
		}
	}
	return survey.English
}

// frame fills in what every letter has.
func (b *builder) frame() Letter {
	c, f, date := b.c, b.facts, b.date
	name, title := oneLine(b.appearance.Speaker.Name), oneLine(f.Session.Title)
	l := Letter{
		Language: c.Language(), Band: b.band, Suppressed: b.band == survey.BandSuppressed,
		Title:      c.T("letter.title", "title", isolate(title), "name", isolate(name)),
		Subject:    c.T("letter.subject", "title", isolate(title)),
		Date:       date,
		Accent:     f.Letterhead.Accent,
		Sender:     Sender{Name: oneLine(f.Organization.Name)},
		PlaceDate:  c.Date(date),
		Recipient:  []string{name},
		Kicker:     b.kicker(),
		Heading:    title,
		Salutation: b.part(wording.Greeting),
		Signature: Signature{
			Greeting: b.part(wording.SignOff), Name: oneLine(f.Organization.Signer),
			Title: oneLine(f.Organization.SignerTitle), Organization: oneLine(f.Organization.Name),
		},
		Number: oneLine(f.Letter.Number),
		Words:  Words{Standard: StandardWords, Own: f.Wordings[c.Language()].Revision, Letterhead: f.Letterhead.Revision},
	}
	if f.Event.Language != l.Language {
		l.Spoken = f.Event.Language
	}
	if b.sums() {
		l.Title = c.T("letter.series.title", "title", isolate(title), "name", isolate(name), "count", b.count())
	}
	if p := f.Letterhead.Logo; len(p.PNG) > 0 {
		l.Sender.Logo = Picture{PNG: p.PNG, Width: p.Width, Height: p.Height, Alt: c.T("letter.logo", "name", l.Sender.Name)}
	}
	if p := f.Letterhead.Hand; len(p.PNG) > 0 && l.Signature.Name != "" {
		l.Signature.Image = Picture{PNG: p.PNG, Width: p.Width, Height: p.Height, Alt: c.T("letter.hand", "name", l.Signature.Name)}
	}
	if role := b.appearance.Role.Key(); c.Has(role) {
		l.Recipient = append(l.Recipient, upperFirst(c.T(role)))
	}
	if place := oneLine(f.Organization.Place); place != "" {
		l.PlaceDate = c.T("letter.placedate", "place", isolate(place), "date", c.Date(date))
	}
	for _, line := range f.Organization.Address {
		if line = oneLine(line); line != "" {
			l.Sender.Lines = append(l.Sender.Lines, line)
		}
	}
	if l.Number != "" {
		l.NumberLine = c.T("letter.number", "number", l.Number)
		if replaces := oneLine(f.Letter.Replaces); replaces != "" {
			l.NumberLine = c.T("letter.number.replaces", "number", l.Number, "replaces", replaces)
		}
	}
	if b.address != "" {
		l.Address, l.AddressLine = b.address, c.T("letter.verify")
	}
	return l
}

func (b *builder) kicker() string {
	var parts []string
	if kind := b.facts.Session.Kind.Key(); b.c.Has(kind) {
		parts = append(parts, upperFirst(b.c.T(kind)))
	}
	if event := b.eventName(); event != "" && event != oneLine(b.facts.Session.Title) {
		parts = append(parts, isolate(event))
	}
	if b.sums() {
		return strings.Join(append(parts, b.c.T("letter.series.kicker", "count", b.count())), " · ")
	}
	if starts := b.facts.Session.Starts; !starts.IsZero() {
		parts = append(parts, b.c.Date(starts.In(b.facts.Event.Location())))
	}
	return strings.Join(parts, " · ")
}

// mine says whether the item is about the session or about this appearance:
// nothing that is about a colleague is in the letter.
func (b *base) mine(i survey.Item) bool { return isAbout(b.appearance, i) }

func isAbout(a survey.Appearance, i survey.Item) bool {
	return i.Appearance == 0 || i.Appearance == a.Number
}

// measure summarizes the letter's rating questions.
func (b *base) measure() []rating {
	var all []rating
	overall, hasOverall := b.facts.Overall()
	for _, item := range b.facts.Items() {
		if item.Asked.Kind != survey.KindRating || !b.mine(item.Item) {
			continue
		}
		m := charts.Measure{Name: b.name(item.Asked)}
		m.Summary = survey.Summarize(b.facts.Tallies.Ratings[item.Item], b.facts.Session.K)
		if b.held {
			m.Summary = survey.Summary{K: m.Summary.K, Suppressed: true}
		}
		if hasOverall && item.Item == overall && !m.Summary.Suppressed {
			with, ok := b.facts.Comparison()
			m.Event, m.Compared = with.Mean, ok
		}
		all = append(all, rating{item: item, measure: m})
	}
	var measures []*charts.Measure
	for i := range all {
		measures = append(measures, &all[i].measure)
	}
	charts.OnOneScale(b.c, measures...)
	return all
}

// name returns what the letter calls a question.
func (b *base) name(q survey.Question) string {
	if key := "letter.measure." + q.Key; q.Key != "" && len(q.Text) == 0 && b.c.Has(key) {
		return b.c.T(key)
	}
	return isolate(upperFirst(oneLine(q.Text.In(b.c.Language(), b.facts.Event.Language))))
}

// judge chooses the band: that of the lowest of all means that stand in the letter,
// the session's overall among them, so that nothing praises beside a figure that does
// not. What is asked about the room, the sound or the food is no judgement of either.
func judge(ratings []rating) (j judgement) {
	var all []survey.Summary
	for _, r := range ratings {
		summary, q := r.measure.Summary, r.item.Asked
		if summary.Suppressed || q.Key == survey.QuestionVenue || q.Key == survey.QuestionFood || q.Key == survey.QuestionSound {
			continue
		}
		all = append(all, summary)
		if r.item.Item.Appearance != 0 && (q.Key == survey.QuestionContent || q.Key == survey.QuestionDelivery) {
			j.own = true
		}
	}
	j.band = survey.BandOf(all...)
	j.mixed = slices.ContainsFunc(all, func(s survey.Summary) bool { return s.Mean > acceptableMost })
	return j
}

// acceptableMost is the highest mean that is told as "between acceptable and good".
const acceptableMost = survey.Tenths(40)
