package speaker

import (
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
)

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
