package main

import (
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
)

// A letterFrame is what all letters of one file have in common.
type letterFrame struct {
	event, place, organization, signer string
	day                                time.Time // noon in UTC; zero when unknown
	language                           survey.Language
	kind                               survey.Kind
	k                                  int
	responses                          exchange.Responses
}

// silent says whether a letter has no figure at all.
func (f letterFrame) silent(g exchange.Rated) bool {
	for c := range g.Tallies {
		if !g.Summary(c, f.k).Suppressed {
			return false
		}
	}
	return true
}

// letter builds one letter. It has no number and no address, since nothing is
// kept that could confirm it, and no date of its own: the same file gives the
// same letters, whenever they are made.
func (f letterFrame) letter(g exchange.Rated) (letter.Letter, error) {
	l, err := letter.Build(f.facts(g), letter.Options{Date: f.day, Language: f.language})
	if err != nil {
		return letter.Letter{}, err
	}
	c := i18n.For(l.Language)
	l.PlaceDate = ""
	if l.Signature.Name == "" && l.Signature.Organization == "" {
		l.Signature.Greeting = ""
	}
	if g.Session == "" {
		l.Subject = l.Heading
		did := c.T("letter.did."+string(f.role())+"."+string(f.sessionKind())) + " " + c.T("format.quote", "text", l.Heading)
		if len(l.Opening) > 0 {
			l.Opening[0] = strings.Replace(l.Opening[0], did, c.T("letter.file.took"), 1)
		}
	}
	if g.Speaker == "" {
		l.Recipient = nil
		l.Title = c.T("letter.file.title", "title", l.Heading)
		l.Salutation = c.T("letter.file.salutation")
		if last := len(l.Closing) - 1; last >= 0 && l.Band != survey.BandNone && l.Band != survey.BandSuppressed {
			l.Closing[last] = c.T("letter.file.again")
		}
	}
	return l, nil
}

func (f letterFrame) sessionKind() survey.Kind {
	if f.kind == "" {
		return survey.KindTalk
	}
	return f.kind
}

func (f letterFrame) role() survey.Role { return f.sessionKind().DefaultRole() }

// facts are what the letter is built from: the questions that the file has, and
// what was answered to them.
func (f letterFrame) facts(g exchange.Rated) survey.LetterFacts {
	appearances := []survey.Appearance{f.appearance(1, g.Speaker)}
	for i, other := range g.With {
		appearances = append(appearances, f.appearance(i+2, other))
	}
	organization := f.organization
	if organization == "" {
		organization = f.event
	}
	title := g.Session
	if title == "" {
		title = i18n.For(f.language).T("letter.file.heading")
	}
	facts := survey.LetterFacts{
		Form: survey.Form{
			Organization: survey.Organization{Name: organization, Signer: f.signer},
			Event:        survey.Event{Name: f.event, Place: f.place, Zone: "UTC", Language: f.language, K: f.k},
			Session:      survey.Session{Kind: f.sessionKind(), Title: title, Starts: f.day, State: survey.StateReleased, K: f.k},
			Appearances:  appearances,
		},
		Letter:  survey.LetterRef{Appearance: appearances[0]},
		Tallies: survey.Tallies{Responses: g.Responses, Ratings: map[survey.Item]survey.Tally{}},
		Partial: len(f.responses.Unread) > 0,
	}
	for _, c := range exchange.ResponseColumns() {
		heading, there := f.responses.Columns[c]
		if !there || c == exchange.ColumnSpeaker || c == exchange.ColumnSession {
			continue
		}
		f.question(&facts, g, c, heading)
	}
	return facts
}

// question adds a column's question with its answers. Content and delivery are
// about the speaker, unless several shared the rows.
func (f letterFrame) question(facts *survey.LetterFacts, g exchange.Rated, c exchange.ResponseColumn, heading string) {
	q := survey.Question{Number: len(facts.Questions) + 1, Key: string(c), Kind: survey.KindRating, About: survey.AboutSession}
	item := survey.Item{Question: q.Number}
	switch c {
	case exchange.ColumnContent, exchange.ColumnDelivery:
		if len(g.With) == 0 && g.Speaker != "" {
			q.About, item.Appearance = survey.AboutSpeaker, 1
		}
	case exchange.ColumnComment:
		q.Key, q.Text = "", survey.Text{f.language: heading}
	}
	if c == exchange.ColumnOverall || c == exchange.ColumnContent || c == exchange.ColumnDelivery {
		facts.Tallies.Ratings[item] = g.Tallies[c]
		facts.Questions = append(facts.Questions, q)
		return
	}
	q.Kind = survey.KindText
	facts.Questions = append(facts.Questions, q)
	if g.Responses < f.k {
		return
	}
	for _, text := range g.Comments[c] {
		facts.Comments = append(facts.Comments, survey.Comment{
			ID: survey.ID(len(facts.Comments) + 1), Item: item, Text: text, State: survey.CommentIncluded,
		})
	}
}

func (f letterFrame) appearance(number int, name string) survey.Appearance {
	return survey.Appearance{
		Number: number, Role: f.role(), Rated: true,
		Speaker: survey.Speaker{Name: name, Language: f.language},
	}
}
