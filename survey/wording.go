package survey

import "github.com/omdome/omdome/survey/wording"

// A Wording is what an organization has put in the place of the standard words,
// for its letters in one language.
type Wording struct {
	Language Language
	// Texts are the paragraphs that it has written. What is not there is the
	// standard's.
	Texts map[wording.Part]string
	// Revision counts the changes; 0 means that nothing has been written.
	Revision int
}
