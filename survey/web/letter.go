package web

import (
	"bytes"
	"fmt"
	"html/template"
	"mime"
	"net/http"
	"strings"
	"unicode"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
)

type letterView struct {
	// Notice says that the letter is not to be relied on any more, with why;
	// Newer leads to the one that has taken its place.
	Notice, Newer string
	// Sheet is the style sheet of the letter's own accent.
	Sheet   string
	PDF     string
	Article template.HTML
}

// The answers to who asks for a letter that there is nothing to show of.
var (
	letterNotReady = problem{http.StatusConflict, "letterdraft"}
	letterRevoked  = problem{http.StatusGone, "letterrevoked"}
)

// frozenOf finds the letter at the address as it was approved. Until it is, nobody
// but the organizers reads it.
func (s *server) frozenOf(r *http.Request) (survey.FrozenLetter, error) {
	if s.limits.mayGuess(r, s.now()) > 0 {
		return survey.FrozenLetter{}, tooManyGuesses
	}
	f, err := s.store.FrozenLetter(r.Context(), chi.URLParam(r, "key"))
	switch {
	case err != nil:
		s.limits.guessed(r, s.now())
		return f, err
	case f.Letter.State == survey.LetterDraft:
		return f, letterNotReady
	}
	return f, nil
}

// letterPage is a letter at its unguessable address.
func (s *server) letterPage(w http.ResponseWriter, r *http.Request) error {
	f, err := s.frozenOf(r)
	if err != nil {
		return err
	}
	e, err := letter.Open(f.Enclosure)
	if err != nil {
		return fmt.Errorf("letter %s: %w", f.Letter.Number, err)
	}
	l := e.Letter
	language := l.Language
	if !i18n.Known(language) {
		language = survey.English
	}
	view, status := letterView{Sheet: accentSheet(l.Accent)}, http.StatusOK
	c := i18n.For(language)
	switch f.Letter.State {
	case survey.LetterRevoked:
		status = http.StatusGone
		view.Notice = c.T("letter.revoked", "organization", f.Organization.Name,
			"date", c.Date(f.Letter.Revoked.In(f.Event.Location())), "reason", f.Letter.Reason)
	case survey.LetterReplaced:
		view.Notice = c.T("letter.replaced", "number", f.Letter.ReplacedBy)
	}
	if f.Letter.ReplacedKey != "" {
		view.Newer = "/l/" + f.Letter.ReplacedKey
	}
	if f.Letter.State != survey.LetterRevoked {
		view.PDF = "/l/" + f.Letter.Key + "/letter.pdf"
		if view.Article, err = l.HTML(); err != nil {
			return fmt.Errorf("letter as a page: %w", err)
		}
	}
	return s.render(w, r, status, "letter", page{Language: language, Title: l.Title, Letter: true, Data: view})
}

// letterPDF is the same letter as a PDF that can be verified.
func (s *server) letterPDF(w http.ResponseWriter, r *http.Request) error {
	f, err := s.frozenOf(r)
	if err == nil && f.Letter.State == survey.LetterRevoked {
		err = letterRevoked
	}
	if err != nil {
		return err
	}
	return sendFrozen(w, r, f)
}

// sendFrozen answers with an approved letter as a PDF.
func sendFrozen(w http.ResponseWriter, r *http.Request, f survey.FrozenLetter) error {
	e, err := letter.Open(f.Enclosure)
	if err != nil {
		return fmt.Errorf("letter %s: %w", f.Letter.Number, err)
	}
	var b bytes.Buffer
	if err := pdf.WriteFrozen(&b, f.Frozen); err != nil {
		return fmt.Errorf("letter as PDF: %w", err)
	}
	sendPDF(w, r, fileName(e.Letter), b.Bytes())
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

// safeName is a title as the name of a file, without what file systems refuse.
func safeName(title, otherwise string) string {
	const most = 80
	name := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return ' '
		}
		return r
	}, title)
	name = strings.Join(strings.Fields(name), " ")
	if r := []rune(name); len(r) > most {
		name = strings.TrimSpace(string(r[:most]))
	}
	if name = strings.Trim(name, "."); name == "" {
		return otherwise
	}
	return name
}
