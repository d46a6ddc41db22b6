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
	PDF     string
	Article template.HTML
}

// letterOf finds the letter at the address and builds it, in the speaker's
// language.
func (s *server) letterOf(r *http.Request) (letter.Letter, string, error) {
	key := chi.URLParam(r, "key")
	facts, err := s.store.Letter(r.Context(), key)
	if err != nil {
		return letter.Letter{}, "", err
	}
	l, err := letter.Build(facts, letter.Options{Address: s.url + "/l/" + key})
	if err != nil {
		return letter.Letter{}, "", fmt.Errorf("building letter %s: %w", facts.Letter.Number, err)
	}
	return l, key, nil
}

// letterPage is a letter at its unguessable address.
func (s *server) letterPage(w http.ResponseWriter, r *http.Request) error {
	l, key, err := s.letterOf(r)
	if err != nil {
		return err
	}
	article, err := l.HTML()
	if err != nil {
		return fmt.Errorf("letter as a page: %w", err)
	}
	language := l.Language
	if !i18n.Known(language) {
		language = survey.English
	}
	return s.render(w, r, http.StatusOK, "letter", page{
		Language: language, Title: l.Title, Letter: true,
		Data: letterView{PDF: "/l/" + key + "/letter.pdf", Article: article},
	})
}

// letterPDF is the same letter as a PDF.
func (s *server) letterPDF(w http.ResponseWriter, r *http.Request) error {
	l, _, err := s.letterOf(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := pdf.Write(&b, l); err != nil {
		return fmt.Errorf("letter as PDF: %w", err)
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition",
		mime.FormatMediaType("inline", map[string]string{"filename": fileName(l)}))
	w.Header().Set("Content-Length", fmt.Sprint(b.Len()))
	if r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes()) // a client that has gone away is no fault
	}
	return nil
}

// fileName names the file after the letter, without what file systems refuse.
func fileName(l letter.Letter) string {
	const most = 80
	name := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return ' '
		}
		return r
	}, l.Title)
	name = strings.Join(strings.Fields(name), " ")
	if r := []rune(name); len(r) > most {
		name = strings.TrimSpace(string(r[:most]))
	}
	if name = strings.Trim(name, "."); name == "" {
		name = "letter"
	}
	return name + ".pdf"
}
