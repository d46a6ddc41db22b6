package letter

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/record"
	"github.com/omdome/omdome/survey/writing"
)

// An Enclosure is what travels in a letter's PDF beside its record: the whole
// finished letter but its pictures, and the salts of the hashes that the record has
// of its comments.
type Enclosure struct {
	Format int    `json:"format"`
	Letter Letter `json:"letter"`
	// Salts are 16 bytes each, in hexadecimal, in the comments' order.
	Salts []string `json:"salts,omitempty"`
}

// A Seal is what letters are frozen with.
type Seal struct {
	// Installation is how people reach it: "https://omdome.example.org".
	Installation string
	// Authority is the ID of what signs in the end.
	Authority string
	Random    io.Reader
	Now       time.Time
}

// Freeze makes what is kept of a letter that is approved: it was built from these
// facts. It is not signed yet.
func (s Seal) Freeze(l Letter, facts survey.LetterFacts) (survey.Frozen, error) {
	e := Enclosure{Format: record.Format, Letter: l}
	var hashes []string
	for _, g := range l.Comments.Groups {
		for _, text := range g.Texts {
			salt := make([]byte, 16)
			if _, err := io.ReadFull(s.Random, salt); err != nil {
				return survey.Frozen{}, fmt.Errorf("drawing a salt: %w", err)
			}
			e.Salts = append(e.Salts, hex.EncodeToString(salt))
			hashes = append(hashes, record.HashHex(salt, []byte(text)))
		}
	}
	pictures := e.Letter.part()
	enclosure, err := json.Marshal(e)
	if err != nil {
		return survey.Frozen{}, fmt.Errorf("enclosing a letter: %w", err)
	}
	r, compared := s.record(l, facts)
	r.Comments, r.Enclosure, r.Text = hashes, record.HashHex(enclosure), record.HashHex([]byte(l.Text()))
	record, err := r.Bytes()
	if err != nil {
		return survey.Frozen{}, err
	}
	return survey.Frozen{Enclosure: enclosure, Record: record, Pictures: pictures, Compared: compared}, nil
}

// record also returns the sessions that the letter is compared with.
func (s Seal) record(l Letter, f survey.LetterFacts) (r record.Record, compared []survey.ID) {
	r = record.Record{
		Format: record.Format, Installation: s.Installation, Number: f.Letter.Number, Replaces: f.Letter.Replaces,
		Organization: f.Organization.Name, Issuer: f.Organization.Issuer(), Signer: f.Organization.Signer, Event: f.Event.Name, Session: f.Session.Title,
		Speaker: f.Letter.Appearance.Speaker.Name, Role: f.Letter.Appearance.Role,
		Approved: s.Now.UTC().Truncate(time.Second).Format(time.RFC3339),
		K:        max(f.Session.K, survey.MinK), Measures: []record.Measure{},
		Words: record.Words{Standard: l.Words.Standard, Own: l.Words.Own}, Authority: s.Authority,
	}
	if !f.Session.Starts.IsZero() {
		r.Date = f.Session.Starts.In(f.Event.Location()).Format(time.DateOnly)
	}
	for _, o := range f.Series {
		one := record.Session{Session: o.Session.Title, Event: o.Event.Name, Place: o.Event.Place}
		if !o.Session.Starts.IsZero() {
			one.Date = o.Session.Starts.In(o.Event.Location()).Format(time.DateOnly)
		}
		r.Sessions = append(r.Sessions, one)
	}
	if f.Tallies.Responses < r.K {
		return r, nil // the letter says no more than that there were too few
	}
	r.Responses, r.Attended, r.About, r.Invited = f.Tallies.Responses, f.Session.Attended, f.Session.About, f.Invited
	for _, item := range l.Figures.Items {
		m := record.Measure{Name: item.Name}
		if sum := item.Summary; !sum.Suppressed {
			m.Counts, m.N, m.Mean, m.Median = &sum.Counts, sum.N, sum.Mean, sum.Median
		}
		r.Measures = append(r.Measures, m)
		if item.Compared {
			with, _ := f.Comparison()
			r.Compared, compared = &record.Compared{Sessions: with.Sessions, Mean: with.Mean}, with.IDs()
		}
	}
	r.Choices, r.LeftOut = choiceRecords(l, f), leftOutOf(f)
	return r, compared
}

// choiceRecords are the choice questions in the letter's order, which is that of
// its items.
func choiceRecords(l Letter, f survey.LetterFacts) []record.Choice {
	var all []record.Choice
	for _, item := range f.Items() {
		if item.Asked.Kind != survey.KindChoice && item.Asked.Kind != survey.KindChoices || !isAbout(f.Letter.Appearance, item.Item) || len(all) == len(l.Choices) {
			continue
		}
		shown := l.Choices[len(all)]
		c := record.Choice{Name: shown.Question}
		if tally := f.Tallies.Choices[item.Item]; shown.Missing == "" {
			c.Answered = tally.Answered
			for _, o := range item.Asked.Options {
				c.Chosen = append(c.Chosen, tally.Chosen[o.Number])
			}
		}
		all = append(all, c)
	}
	return all
}

// leftOutOf counts the comments that are not in the letter as the letter does.
func leftOutOf(f survey.LetterFacts) map[survey.Reason]int {
	out := map[survey.Reason]int{}
	for _, c := range f.Comments {
		if !c.IsFor(f.Letter.Appearance.Number) || writing.FoldComment(strings.ToValidUTF8(c.Text, "\ufffd")) == "" {
			continue
		}
		if why := whyOut(c); why != "" {
			out[why]++
		}
	}
	return out
}

// whyOut says why a comment is not in the letter; empty when it is.
func whyOut(c survey.Comment) survey.Reason {
	switch {
	case c.State == survey.CommentIncluded:
		return ""
	case c.State == survey.CommentOrganizer:
		return survey.ReasonRoom
	case !c.Reason.Valid():
		return survey.ReasonEmpty
	}
	return c.Reason
}

// ErrEnclosure: what is enclosed is no letter that this program knows.
var ErrEnclosure = errors.New("not a letter")

// Open reads a frozen letter, with those of its pictures that are given. Letters that
// were approved before pictures were kept apart have theirs in the enclosure. The error
// is [ErrEnclosure].
func Open(enclosure []byte, pictures ...[]byte) (Enclosure, error) {
	var e Enclosure
	if err := json.Unmarshal(enclosure, &e); err != nil || e.Format != record.Format {
		return Enclosure{}, ErrEnclosure
	}
	e.Letter.join(pictures)
	return e, nil
}
