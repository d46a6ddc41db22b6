package speaker

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/record"
	"github.com/omdome/omdome/survey/web/page"
)

// letterUnknown is the answer to a key that is no letter's: one that never was, or
// one that has been replaced. It tells nobody which.
var letterUnknown = page.Problem{Status: http.StatusNotFound, Key: "problem.letterunknown"}

// A speakerVisit is a request for a page of the letter's speaker.
type speakerVisit struct {
	survey.SpeakerPage
	letter letter.Letter
	record record.Record
	// catalog is that of the page around the letter.
	catalog *i18n.Catalog
	// base is the page's own address, /l/KEY.
	base string
}

// Spoken finds the letter that the key in the address opens, and hands it on.
// Until it is approved, nobody but the organizers reads it.
func (s *Room) Spoken(next func(w http.ResponseWriter, r *http.Request, v speakerVisit) error) http.HandlerFunc {
	return s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		v, err := s.visit(w, r)
		if err != nil {
			return err
		}
		return next(w, r, v)
	})
}

// Standing is spoken for what only a letter that stands has.
func (s *Room) Standing(next func(w http.ResponseWriter, r *http.Request, v speakerVisit) error) http.HandlerFunc {
	return s.Spoken(func(w http.ResponseWriter, r *http.Request, v speakerVisit) error {
		if !v.Letter.State.Stands() {
			http.Redirect(w, r, v.base, http.StatusSeeOther) // there it says why
			return nil
		}
		return next(w, r, v)
	})
}

func (s *Room) visit(w http.ResponseWriter, r *http.Request) (speakerVisit, error) {
	v := speakerVisit{}
	var err error
	switch v.SpeakerPage, err = s.store.SpeakerPage(r.Context(), chi.URLParam(r, "key")); {
	case page.ProblemOf(err).Status == http.StatusNotFound:
		if many := s.Missed(r); many != nil {
			return v, many
		}
		return v, letterUnknown
	case err != nil:
		return v, err
	case v.Letter.State == survey.LetterDraft:
		return v, letterNotReady
	}
	v.base = "/l/" + v.Letter.Key
	if v.letter, v.record, err = openFrozen(v.FrozenLetter); err != nil {
		return v, err
	}
	v.catalog = i18n.For(s.Language(w, r, lettersOffered(v.letter)))
	return v, nil
}

// openFrozen reads an approved letter and its record.
func openFrozen(f survey.FrozenLetter) (letter.Letter, record.Record, error) {
	e, err := letter.Open(f.Enclosure, f.Pictures...)
	if err != nil {
		return letter.Letter{}, record.Record{}, fmt.Errorf("letter %s: %w", f.Letter.Number, err)
	}
	signed, err := record.Parse(f.Record)
	if err != nil {
		return letter.Letter{}, record.Record{}, fmt.Errorf("letter %s: %w", f.Letter.Number, err)
	}
	return e.Letter, signed, nil
}

// lettersOffered are the languages of the pages around a letter, its own first.
func lettersOffered(l letter.Letter) []survey.Language {
	list := i18n.LanguagesFor(i18n.Letters)
	slices.SortStableFunc(list, func(a, b survey.Language) int {
		switch l.Language {
		case a:
			return -1
		case b:
			return 1
		}
		return 0
	})
	return list
}

// render answers with a page of the letter's speaker.
func (v speakerVisit) render(s *Room, w http.ResponseWriter, r *http.Request, status int, name string, p page.Page) error {
	p.Language, p.Offered, p.Letter = v.catalog.Language(), lettersOffered(v.letter), true
	p.Event = v.Event.Code
	return s.Render(w, r, status, name, p)
}

// A speakerView is the page of a letter.
type speakerView struct {
	// Notice says that the letter is not to be relied on any more, with why;
	// Newer leads to the one that has taken its place.
	Notice, Newer string
	// Sheet is the style sheet of the letter's own accent.
	Sheet        string
	Done         string
	Base, Verify string
	Article      template.HTML
	// Language is the letter's.
	Language survey.Language

	// The rest is of a letter that stands.
	Stands  bool
	Figures []page.FigureView
	Live    string
	History historyView
	// HistoryText and ReplyText lead into their sections.
	HistoryText, ReplyText string
	Reply                  replyView
	// Publish says what is published; Address where.
	Publish, Address string
	// Inquiries leads to where attendees' questions are answered.
	Inquiries, InquiriesText string
}

// speakerDone are what the page says that was done.
var speakerDone = []string{"speaker.done.reply", "speaker.done.removed", "speaker.done.key", "speaker.done.unpublished"}

// Page is a letter at its unguessable address, with all that its speaker
// can do with it.
func (s *Room) Page(w http.ResponseWriter, r *http.Request, v speakerVisit) error {
	return s.showSpeakerPage(w, r, v, http.StatusOK, replyOf(v))
}

func (s *Room) showSpeakerPage(w http.ResponseWriter, r *http.Request, v speakerVisit, status int, reply replyView) error {
	c := v.catalog
	view := speakerView{
		Base: v.base, Verify: "/verify/" + v.Letter.Number, Language: v.letter.Language, Sheet: page.AccentSheet(v.letter.Accent),
		Stands: v.Letter.State.Stands(), Reply: reply,
	}
	switch v.Letter.State {
	case survey.LetterRevoked:
		status = http.StatusGone
		view.Notice = c.T("letter.revoked", "organization", v.Organization.Name,
			"date", c.Date(v.Letter.Revoked.In(v.Event.Location())), "reason", v.Letter.Reason)
	case survey.LetterReplaced:
		view.Notice = c.T("letter.replaced", "number", v.Letter.ReplacedBy)
	}
	if v.Letter.ReplacedKey != "" {
		view.Newer = "/l/" + v.Letter.ReplacedKey
	}
	var err error
	if v.Letter.State != survey.LetterRevoked {
		if view.Article, err = v.withoutTwins().HTML(); err != nil {
			return fmt.Errorf("letter as a page: %w", err)
		}
	}
	if view.Stands {
		if reply.Summary == "" {
			view.Done = c.T(page.DoneKey(r, speakerDone...))
		}
		if err := s.fillSpeakerPage(v, &view); err != nil {
			return err
		}
	}
	return v.render(s, w, r, status, "speaker/speaker", page.Page{Title: v.letter.Title, Failed: reply.Summary != "", Data: view})
}

// withoutTwins is the letter as its speaker's page shows it: the tables stand below it
// there, where it stands.
func (v speakerVisit) withoutTwins() letter.Letter {
	if !v.Letter.State.Stands() {
		return v.letter
	}
	return v.letter.WithoutTables()
}

func (s *Room) fillSpeakerPage(v speakerVisit, view *speakerView) error {
	c := v.catalog
	for _, item := range v.letter.Figures.Items {
		if key := item.Standard(v.letter.Language); key != "" {
			item.Name = c.T("letter.measure." + key) // in the page's language
		}
		if item.Summary.Suppressed {
			view.Figures = append(view.Figures, page.FigureView{
				Name: item.Name, Suppressed: c.T("letter.missing", "k", c.Spelled(item.Summary.K)),
			})
			continue
		}
		f, err := page.Drawn(c, item.Measure)
		if err != nil {
			return err
		}
		f.N = c.T("speaker.answers", "n", item.Summary.N)
		view.Figures = append(view.Figures, f)
	}
	if library := s.Assets.Address(page.LiveLibrary); library != "" && !v.letter.Suppressed {
		view.Live = library
	}
	var err error
	if view.History, err = v.history(); err != nil {
		return err
	}
	organization := v.record.Organization
	view.ReplyText = c.T("speaker.reply.what", "organization", organization)
	view.HistoryText = c.T("speaker.history.none", "organization", organization)
	if len(view.History.Rows) > 0 {
		view.HistoryText = c.T("speaker.history.what", "organization", organization)
	}
	switch {
	case v.letter.Suppressed:
		view.Publish = c.T("speaker.publish.nothing")
	case v.Publication.Of(v.Letter.ID):
		view.Publish, view.Address = c.T("speaker.publish.is"), s.URL+"/p/"+v.Publication.Code
	}
	if v.Inquiries > 0 {
		view.Inquiries, view.InquiriesText = "/a/"+v.Letter.Key, c.T("speaker.inquiries.what", "n", v.Inquiries)
	}
	return nil
}

// LetterPrint is where the letter was printed from before its PDF was: that is what
// paper shall have.
func (s *Room) LetterPrint(w http.ResponseWriter, r *http.Request, v speakerVisit) error {
	if v.Letter.State == survey.LetterRevoked {
		return letterRevoked
	}
	http.Redirect(w, r, v.base+"/letter.pdf", http.StatusSeeOther)
	return nil
}
