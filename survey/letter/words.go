package letter

import (
	"strconv"
	"strings"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
)

// maxWith is how many colleagues the thanks name.
const maxWith = 3

// opening says what the thanks are for, and what the band has words for.
func (b *builder) opening() []string {
	c := b.c
	thanks := b.thanks()
	switch {
	case b.held:
		return []string{thanks, c.T("letter.suppressed", "k", c.Spelled(b.k()))}
	case b.band == survey.BandSuppressed && len(b.ratings) == 0:
		return []string{thanks}
	case b.band == survey.BandSuppressed && b.allSuppressed():
		return []string{thanks, c.T("letter.suppressed.ratings", "k", c.Spelled(b.k()))}
	case b.band == survey.BandSuppressed || b.band == survey.BandNone:
		return []string{thanks}
	}
	whose := "session"
	if b.own {
		whose = "own"
	}
	return []string{thanks + " " + c.T("letter.band."+whose+"."+string(b.band), "session", b.theSession())}
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

func (b *builder) theSession() string { return b.c.T("kind.the." + string(b.kind())) }

// kind is the session's, and a talk where it is none that letters have words for.
func (b *builder) kind() survey.Kind {
	if k := b.facts.Session.Kind; k.Valid() {
		return k
	}
	return survey.KindTalk
}

// thanks is the first sentence: role, title, colleagues, event, place, date.
func (b *builder) thanks() string {
	c, s := b.c, b.facts.Session
	role := b.appearance.Role
	if !role.Valid() {
		role = survey.RoleSpeaker
	}
	kind := b.kind()
	title := isolate(oneLine(s.Title))
	args := []any{
		"did", c.T("letter.did." + string(role) + "." + string(kind)),
		"title", c.T("format.quote", "text", title),
		"with", b.with(), "event", "", "place", "", "date", "", "also", "",
	}
	set := func(name, text string) {
		for i := 0; i < len(args); i += 2 {
			if args[i] == name {
				args[i+1] = text
			}
		}
	}
	if event := oneLine(b.facts.Event.Name); event != "" && event != oneLine(s.Title) {
		set("event", c.T("letter.event", "event", isolate(event)))
	}
	if place := oneLine(b.facts.Event.Place); place != "" && kind != survey.KindWebinar {
		set("place", c.T("letter.place", "place", isolate(place)))
	}
	if !s.Starts.IsZero() {
		starts := s.Starts.In(b.facts.Event.Location())
		day := c.Day(starts)
		if starts.Year() != b.options.Date.Year() {
			day = c.Date(starts)
		}
		set("date", c.T("letter.date", "date", day))
	}
	if b.band == survey.BandNone {
		set("also", c.T("letter.also"))
	}
	return c.T("letter.thanks", args...)
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
	n, s := b.facts.Tallies.Responses, b.facts.Session
	invited := b.facts.Invited
	switch {
	case invited > 0 && n <= invited: // only they could answer, each of them once
		return b.c.T("letter.turnout.invited", "invited", invited, "n", n, "percent", b.c.Percent(n, invited))
	case s.Attended < n: // unknown, or an estimate that the answers have overtaken
		return b.c.T("letter.turnout.answers", "n", n)
	case s.About:
		return b.c.T("letter.turnout.about", "attended", s.Attended, "n", n)
	}
	return b.c.T("letter.turnout.attended", "attended", s.Attended, "n", n)
}

// findings say the means in words, after the pictures, in one paragraph.
func (b *builder) findings() []string {
	var sentences, rest []string
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
			form, name := "letter.mean.next", b.c.T("letter.inside."+key)
			if len(rest) == 0 {
				form, name = "letter.mean.second", b.c.T("letter.measure."+key)
				if len(sentences) == 0 {
					form = "letter.mean.first"
				}
			}
			rest = append(rest, b.c.T(form, "name", name, "mean", r.measure.Summary.Mean))
		}
	}
	if len(rest) > 0 {
		sentences = append(sentences, b.c.List(rest)+".")
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

// overall says what the session as a whole got.
func (b *builder) overall(m charts.Measure) []string {
	c, s := b.c, m.Summary
	sentence := c.T("letter.mean.overall", "name", c.T("letter.overall."+string(b.kind())), "mean", s.Mean)
	switch {
	case b.band == survey.BandNone || b.band == survey.BandAcceptable:
		sentence = c.T("letter.mean.place", "sentence", sentence, "place", b.place(s.Mean))
		return []string{sentence + ".", b.counts(s)}
	case b.band.Praises() && s.High == s.N:
		sentence = c.T("letter.mean.share", "sentence", sentence, "share", c.T("letter.share.all", "n", s.N))
	case b.band.Praises() && 2*s.High >= s.N:
		sentence = c.T("letter.mean.share", "sentence", sentence, "share", c.T("letter.share", "high", s.High, "n", s.N))
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
	if s.Low == 0 {
		return b.c.T("letter.counts.all", "n", s.N)
	}
	return upperFirst(b.c.T("letter.counts", "n", s.N, "up", b.c.Spelled(s.N-s.Low), "down", b.c.Spelled(s.Low)))
}

// splits say on which of the questions that chose the band opinions differed.
func (b *builder) splits() []string {
	if b.band != survey.BandDivided {
		return nil
	}
	var out []string
	for _, r := range b.ratings {
		if key := "letter.inside." + r.item.Asked.Key; r.measure.Summary.Divided() && r.item.Asked.Key != "" && b.c.Has(key) {
			out = append(out, b.c.T("letter.split", "name", b.c.T(key),
				"high", b.c.Spelled(r.measure.Summary.High), "low", b.c.Spelled(r.measure.Summary.Low)))
		}
	}
	return out
}

// compared says what the event's other sessions got.
func (b *builder) compared() string {
	for _, r := range b.ratings {
		if r.measure.Compared {
			mean, sessions, _ := b.event()
			return b.c.T("letter.compared", "sessions", b.c.Spelled(sessions), "mean", mean)
		}
	}
	return ""
}

// closing ends the letter: honesty where the figures need it, and thanks again.
func (b *builder) closing() []string {
	c := b.c
	var out []string
	if b.band == survey.BandNone {
		honest := c.T("letter.honest")
		if contact := oneLine(b.facts.Organization.Contact); contact != "" {
			honest += " " + c.T("letter.call", "contact", isolate(contact))
		}
		out = append(out, honest)
	}
	name := isolate(greetingName(oneLine(b.appearance.Speaker.Name)))
	return append(out, c.T("letter.again."+string(b.band), "name", name))
}
