package speaker

import (
	"html/template"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
)

// A letterView is a letter alone.
type letterView struct {
	// Notice says that the letter is not to be relied on any more.
	Notice string
	// Sheet is the style sheet of the letter's own accent.
	Sheet string
	// Base is where the page of the letter is.
	Base    string
	Article template.HTML
}

// The answers to who asks for a letter that there is nothing to show of.
var (
	letterNotReady = page.Problem{Status: http.StatusConflict, Key: "problem.letterdraft"}
	letterRevoked  = page.Problem{Status: http.StatusGone, Key: "problem.letterrevoked"}
)

// LetterPDF is the letter as a PDF that can be verified.
func (s *Room) LetterPDF(w http.ResponseWriter, r *http.Request, v speakerVisit) error {
	if v.Letter.State == survey.LetterRevoked {
		return letterRevoked
	}
	file, err := s.store.LetterFile(r.Context(), v.Letter.ID)
	if err != nil {
		return err
	}
	page.SendPDF(w, r, page.FileName(v.letter), file)
	return nil
}
