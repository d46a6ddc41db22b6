package speaker

import (
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/record"
	"github.com/omdome/omdome/survey/web/page"
)

// A publishedView is what a speaker shows everybody of a letter.
type publishedView struct {
	// Language is the letter's, and that of the whole page.
	Language                               survey.Language
	Title, Speaker, Occasion, Organization string
	// Chosen says that the speaker has chosen what is shown, and of how much.
	Chosen        string
	Figures       []publishedFigure
	Groups        []letter.Quotes
	Scale         string
	Number        string
	Verify, Proof string
	// Exceeded says that more answers came than people attended; empty otherwise.
	Exceeded string
	// Words heads the comments, VerifyText leads to where the letter is verified.
	Words, VerifyText string
	// Address is the page's own, Description what search engines and those who
	// share it say of it, and Picture the one that they show.
	Address, Description, Picture string
}

type publishedFigure struct {
	letter.Figure
	Still template.HTML
}

// exceeded says that more answers came than people attended, with both numbers, as the
// letter does; empty where that is not so or not known.
func exceeded(c *i18n.Catalog, record record.Record) string {
	if !(survey.Session{Attended: record.Attended}).Exceeded(record.Responses) {
		return ""
	}
	key := "speaker.exceeded"
	if record.About {
		key += ".about"
	}
	return c.T(key, "attended", record.Attended, "answers", record.Responses)
}

// publishedPage makes the page from the letter as it was approved.
func publishedPage(l letter.Letter, record record.Record, shows survey.Shown) (publishedView, error) {
	c := i18n.For(l.Language)
	p := l.Publish(shows)
	view := publishedView{
		Language: l.Language, Title: record.Session, Speaker: record.Speaker, Organization: record.Organization,
		Number: record.Number, Verify: "/verify/" + record.Number,
	}
	if key := record.Role.Key(); c.Has(key) {
		view.Speaker = c.T("form.speaker", "name", record.Speaker, "role", c.T(key))
	}
	var occasion []string
	if record.Event != record.Session {
		occasion = append(occasion, record.Event)
	}
	if at, err := time.Parse(time.DateOnly, record.Date); err == nil {
		occasion = append(occasion, c.Date(at))
	}
	if view.Occasion = strings.Join(occasion, ", "); len(record.Sessions) > 0 {
		view.Occasion = recordSessions(c, record)
	}
	for _, f := range p.Figures {
		m := f.Measure
		m.Compared = false // what the others got is not the speaker's to show
		view.Figures = append(view.Figures, publishedFigure{f, charts.Distribution(m, c).SVG()})
	}
	for _, g := range p.Groups {
		group := letter.Quotes{Question: g.Question}
		for _, text := range g.Texts {
			group.Texts = append(group.Texts, c.Quoted(text))
		}
		view.Groups = append(view.Groups, group)
	}
	if len(view.Figures) > 0 {
		view.Scale = l.Figures.Scale
	}
	view.Exceeded = exceeded(c, record)
	view.Chosen = c.T("speaker.published.chosen", "name", record.Speaker, "organization", record.Organization,
		"figures", c.T("speaker.published.figures", "n", len(p.Figures), "of", p.Asked),
		"comments", c.T("speaker.published.comments", "n", p.Quoted, "of", p.Comments))
	view.Words, view.VerifyText = c.T("speaker.published.comments.head"), c.T("speaker.published.verify")
	view.Proof = c.T("speaker.published.proof", "number", record.Number, "organization", record.Organization)
	return view, nil
}

// Publication is what a speaker has published, for everybody and search engines.
// What has been withdrawn, or is of a letter that no longer stands, is gone.
func (s *Room) Publication(w http.ResponseWriter, r *http.Request) error {
	view, p, f, err := s.publication(r)
	if err != nil {
		return err
	}
	l, record, err := openFrozen(f)
	if err != nil {
		return err
	}
	view.Description = quoted(f, l, record, p.Shows).Sentences[0]
	w.Header().Del("X-Robots-Tag")
	return s.Render(w, r, http.StatusOK, "speaker/published", page.Page{Language: l.Language, Title: view.Title + ": " + record.Speaker, Letter: true, Event: f.Event.Code, Data: view})
}

// PublicationCard is the picture that is shown with the page's address where it is
// shared. It has no figures: who looks at it has not seen the rest.
func (s *Room) PublicationCard(w http.ResponseWriter, r *http.Request) error {
	view, _, _, err := s.publication(r)
	if err != nil {
		return err
	}
	w.Header().Del("X-Robots-Tag")
	return page.Card(w, charts.Card(view.Organization, view.Title, view.Speaker, view.Occasion), true)
}

func (s *Room) publication(r *http.Request) (publishedView, survey.Publication, survey.FrozenLetter, error) {
	p, f, err := s.store.Published(r.Context(), chi.URLParam(r, "code"))
	if err != nil {
		return publishedView{}, p, f, s.MissedKey(r, err)
	}
	if p.Published.IsZero() || f.Letter.ID == 0 {
		return publishedView{}, p, f, page.Problem{Status: http.StatusGone, Key: "problem.unpublished"}
	}
	l, record, err := openFrozen(f)
	if err != nil {
		return publishedView{}, p, f, err
	}
	view, err := publishedPage(l, record, p.Shows)
	view.Address = s.URL + "/p/" + p.Code
	view.Picture = view.Address + "/picture.png"
	return view, p, f, err
}
