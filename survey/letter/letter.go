// Package letter builds the letter to a speaker: a finished value that the
// page, the PDF and the e-mail render without asking anything further.
package letter

import (
	"time"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
)

// A Letter is a finished letter in one language. Every string is ready to be
// read; what is empty is not there.
type Letter struct {
	Language survey.Language
	Band     survey.Band
	// Suppressed says that the letter carries no rating figure at all.
	Suppressed bool
	// Title is the document's: "Från mål till avtal: brev till Karin Ek".
	Title   string
	Subject string
	// Date is the day on the letter, in the event's zone.
	Date time.Time
	// Accent is the colour of the letterhead and the headings, "#174f56"; empty
	// for the product's own. Whoever sets it has seen to its contrast.
	Accent string

	Sender     Sender
	PlaceDate  string   // "Uppsala den 20 april 2026"
	Recipient  []string // name and role
	Kicker     string   // "Workshop · Styrning i praktiken · 16 april 2026"
	Heading    string   // the session's title
	Salutation string
	Opening    []string // what the thanks are for, and the band's words
	Turnout    string   // who attended and how many answered
	Figures    Figures
	Findings   []string // the means in words, the comparison
	Choices    []Choice
	Comments   Comments
	Personal   Personal
	Closing    []string // "Siffrorna gäller ett enda tillfälle …", thanks again
	Signature  Signature

	// Spoken is the language of the event where that is not the letter's: what its
	// title and its attendees' comments are in, as far as anybody knows.
	Spoken survey.Language `json:",omitempty"`

	Number     string // "2026-0412", empty when the letter has none
	NumberLine string // "Brev 2026-0412"
	// Address is where the letter can be read or verified, with AddressLine
	// before it; both may be empty.
	Address, AddressLine string

	// Words says which words it was written in.
	Words Words
}

// Words are the versions of what a letter's words were taken from.
type Words struct {
	// Standard is StandardWords when it was written.
	Standard int
	// Own is the revision of the organization's own wording, Letterhead that of
	// its letterhead; 0 for none.
	Own, Letterhead int
}

// StandardWords counts the changes to the standard words of the letters.
const StandardWords = 3

// A Personal line is an organizer's own, and says so: nothing in it comes from
// the figures. Both are empty where there is none.
type Personal struct {
	// Lead names whose words they are: "Maria Lind skriver:".
	Lead, Text string
}

// A Sender is the letterhead.
type Sender struct {
	Name  string
	Lines []string
	Logo  Picture
}

// Figures are the rating questions of the letter.
type Figures struct {
	Heading string
	// Items are all questions, also those without figures.
	Items []Figure
	// Panels show the questions that have figures, up to three in each.
	Panels []charts.Scene
	// Tables is what opens the tables of all figures on the page.
	Tables string
	// Scale spells the scale out: "6 utmärkt, 5 mycket bra, …".
	Scale string
	// Legend explains the dot on the line and, when compared, the tick.
	Legend string
}

// A Figure is one rating question.
type Figure struct {
	charts.Measure
	Scene charts.Scene
	Rows  []charts.Row
	// Missing says why there are no figures; empty when there are.
	Missing string
	// Heads are the table's column heads: rating, word, count, per cent.
	Heads [4]string
	// Caption is the table's: "Helheten: 5,5 i medelvärde, 23 svar".
	Caption string
}

// A Choice is a choice question with how many chose what.
type Choice struct {
	Question string
	Answered string    // "21 svar"
	Heads    [3]string // the table's column heads: answer, count, per cent
	Options  []Option
	Missing  string // why there are no figures
}

// An Option of a choice question.
type Option struct {
	Text, Count, Percent string
}

// Comments are the attendees' own words.
type Comments struct {
	Heading string
	Intro   string
	Groups  []Quotes
	// LeftOut counts what is not in the letter, with why.
	LeftOut string
}

// Quotes are the comments on one question.
type Quotes struct {
	Question string // empty where there is but one group
	Texts    []string
	// Public are the places, from 0, of the texts whose writers let them be quoted
	// publicly.
	Public []int `json:",omitempty"`
}

// A Signature closes the letter.
type Signature struct {
	Greeting     string
	Name         string
	Title        string
	Organization string
	Image        Picture // the signature by hand, above the name
}

// Options are what a letter is made with besides its facts.
type Options struct {
	// Date is the day on the letter; the zero time means the day it was made.
	Date time.Time
	// Address is the public address of the letter's page or of its
	// verification; empty for none.
	Address string
	// Language overrides the speaker's; empty keeps it.
	Language survey.Language
}
