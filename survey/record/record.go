// Package record is what is signed of an approved letter, so that anyone can tell it
// from one that was changed.
package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/omdome/omdome/survey"
)

// Format is the version of [Record] that this program writes.
const Format = 1

// A Record says what an approved letter says, so that anyone can tell the letter
// from one that was changed: it is signed and travels in the letter's PDF. It
// holds no comment, only hashes of them that cannot be guessed without the salts,
// which the PDF alone has. What the letter does not show for too few answers, the
// record does not hold either. Of who approved it the record names the
// organization, and who signs the letter; not which organizer pressed the button.
type Record struct {
	Format       int    `json:"format"`
	Installation string `json:"installation"` // "https://omdome.example.org"
	Number       string `json:"number"`
	Replaces     string `json:"replaces,omitempty"` // the number of the letter that this one corrects
	Organization string `json:"organization"`
	Issuer       string `json:"issuer"` // the organization's: see [survey.Organization.Issuer]
	Signer       string `json:"signer,omitempty"`
	Event        string `json:"event"`
	Session      string `json:"session"`
	Date         string `json:"date,omitempty"` // the session's day there, "2026-04-16"
	// Sessions are those that the letter sums; none for the letter of one.
	Sessions []Session   `json:"sessions,omitempty"`
	Speaker  string      `json:"speaker"`
	Role     survey.Role `json:"role"`
	Approved string      `json:"approved"` // RFC 3339, UTC

	K         int       `json:"k"`
	Responses int       `json:"responses,omitempty"`
	Attended  int       `json:"attended,omitempty"`
	About     bool      `json:"about,omitempty"` // Attended is an estimate
	Invited   int       `json:"invited,omitempty"`
	Measures  []Measure `json:"measures"`
	Choices   []Choice  `json:"choices,omitempty"`
	Compared  *Compared `json:"compared,omitempty"`
	// Comments are SHA-256 of salt and text, in hexadecimal, in the letter's order.
	Comments []string `json:"comments,omitempty"`
	// LeftOut counts the comments that are not in the letter, by why.
	LeftOut map[survey.Reason]int `json:"leftout,omitempty"`

	// Words are the versions of the standard words and of the organization's own.
	Words Words `json:"words"`
	// Enclosure is SHA-256 of the finished letter as it is enclosed, Text that of
	// the letter as plain text; in hexadecimal.
	Enclosure string `json:"enclosure"`
	Text      string `json:"text"`
	// Authority names the certificate that its signer's was issued with.
	Authority string `json:"authority"`
}

// A Session is one of the sessions that a letter sums, its day as
// [Record.Date].
type Session struct {
	Session string `json:"session"`
	Event   string `json:"event"`
	Place   string `json:"place,omitempty"`
	Date    string `json:"date,omitempty"`
}

// A Measure is a rating question of the letter. Mean and Median are tenths:
// 55 is 5.5. Without figures, too few answered.
type Measure struct {
	Name   string        `json:"name"`
	Counts *survey.Tally `json:"counts,omitempty"` // of 1 to 6
	N      int           `json:"n,omitempty"`
	Mean   survey.Tenths `json:"mean,omitempty"`
	Median survey.Tenths `json:"median,omitempty"`
}

// A Choice is a choice question of the letter.
type Choice struct {
	Name     string `json:"name"`
	Answered int    `json:"answered,omitempty"`
	Chosen   []int  `json:"chosen,omitempty"` // by the options' order
}

// Words are the versions of what a letter's words were taken from; Own is 0
// where the organization has none of its own.
type Words struct {
	Standard int `json:"standard"`
	Own      int `json:"own,omitempty"`
}

// A Compared is what the letter says of the event's other sessions.
type Compared struct {
	Sessions int           `json:"sessions"`
	Mean     survey.Tenths `json:"mean"`
}

// Bytes writes the record in the one way that is signed: JSON with its names in
// order, no space, whole numbers alone.
func (r Record) Bytes() ([]byte, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("writing a record: %w", err)
	}
	// Through a map, which json writes in the names' order.
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var all map[string]any
	if err := d.Decode(&all); err != nil {
		return nil, fmt.Errorf("writing a record: %w", err)
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(all); err != nil {
		return nil, fmt.Errorf("writing a record: %w", err)
	}
	return bytes.TrimRight(out.Bytes(), "\n"), nil
}

// ApprovedAt is when the letter was approved.
func (r Record) ApprovedAt() (time.Time, error) {
	at, err := time.Parse(time.RFC3339, r.Approved)
	if err != nil {
		return time.Time{}, ErrRecord
	}
	return at, nil
}

// ErrRecord: what stands in a record's place is none that this program knows.
var ErrRecord = errors.New("not a record of a letter")

// Parse reads what [Record.Bytes] has written; anything else is ErrRecord.
func Parse(b []byte) (Record, error) {
	var r Record
	d := json.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(&r); err != nil || r.Format != Format {
		return Record{}, ErrRecord
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Record{}, ErrRecord
	}
	return r, nil
}

// HashHex is SHA-256 as records write it.
func HashHex(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return hex.EncodeToString(h.Sum(nil))
}
