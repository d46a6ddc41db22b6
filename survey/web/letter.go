package web

import (
	"fmt"
	"html/template"
	"mime"
	"net/http"
	"strings"
	"unicode"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
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
	letterNotReady = problem{http.StatusConflict, "letterdraft"}
	letterRevoked  = problem{http.StatusGone, "letterrevoked"}
)

// letterPDF is the letter as a PDF that can be verified.
func (s *server) letterPDF(w http.ResponseWriter, r *http.Request, v speakerVisit) error {
	if v.Letter.State == survey.LetterRevoked {
		return letterRevoked
	}
	return s.sendFrozen(w, r, v.FrozenLetter)
}

// sendFrozen answers with an approved letter as a PDF: the bytes that were signed.
func (s *server) sendFrozen(w http.ResponseWriter, r *http.Request, f survey.FrozenLetter) error {
	e, err := letter.Open(f.Enclosure)
	if err != nil {
		return fmt.Errorf("letter %s: %w", f.Letter.Number, err)
	}
	file, err := s.store.LetterFile(r.Context(), f.Letter.ID)
	if err != nil {
		return err
	}
	sendPDF(w, r, fileName(e.Letter), file)
	return nil
}

func sendPDF(w http.ResponseWriter, r *http.Request, name string, data []byte) {
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": name}))
	w.Header().Set("Content-Length", fmt.Sprint(len(data)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(data) // a client that has gone away is no fault
	}
}

// fileName names the file after the letter.
func fileName(l letter.Letter) string { return safeName(l.Title, "letter") + ".pdf" }

// safeName is a title as the name of a file, without what file systems refuse, and
// without what would show its ending elsewhere than at its end.
func safeName(title, otherwise string) string {
	const most = 80
	name := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return ' '
		}
		return r
	}, title)
	name = survey.FoldLine(strings.Join(strings.Fields(name), " "))
	if r := []rune(name); len(r) > most {
		name = strings.TrimSpace(string(r[:most]))
	}
	if name = strings.Trim(name, "."); name == "" {
		return otherwise
	}
	return name
}
