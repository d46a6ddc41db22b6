package survey

import (
	"fmt"
	"io"
	"time"
)

// A Publication is what a speaker shows everybody of a letter, at an address of
// its own. The zero value is that of who has never published anything.
type Publication struct {
	// Letter is the letter that it was chosen from.
	Letter ID
	// Code is in its address: no secret, but not to be guessed from another's. It
	// never changes.
	Code  string
	Shows Shown
	// Published is when it was; zero when it has been withdrawn.
	Published time.Time
	// Revision counts the changes; see Event.Revision. 0 says that nothing is
	// stored yet.
	Revision int
}

// Of says whether the publication is to be seen and shows this letter.
func (p Publication) Of(letter ID) bool { return !p.Published.IsZero() && p.Letter == letter }

// Shown says what is shown of a letter: figures by their place among its rating
// questions, comments by their place among all of its comments, both from 0 and in
// order.
type Shown struct {
	Figures  []int `json:"figures"`
	Comments []int `json:"comments"`
}

// Empty says whether nothing was chosen.
func (s Shown) Empty() bool { return len(s.Figures) == 0 && len(s.Comments) == 0 }

// publicationLength is how many characters the code of a publication has.
const publicationLength = 10

// NewPublicationCode draws the code of a publication from random.
func NewPublicationCode(random io.Reader) (string, error) {
	s, err := draw(random, codeAlphabet, publicationLength)
	if err != nil {
		return "", fmt.Errorf("drawing a publication's code: %w", err)
	}
	return s, nil
}

// A SpeakerPage is all that the page of a letter is made from.
type SpeakerPage struct {
	FrozenLetter
	Reply       Reply
	Publication Publication
	// History are the speaker's letters in this organization that stand, this one
	// among them; the oldest session first. Of a speaker without an e-mail address
	// only those of the event, since others may have the same name.
	History []FrozenLetter
	// Inquiries is how many questions of the session's attendees are shown or wait
	// for an answer.
	Inquiries int
}
