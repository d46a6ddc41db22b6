package speaker

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/record"
	"github.com/omdome/omdome/survey/web/page"
)

// A publishView is where a speaker chooses what everybody may see.
type publishView struct {
	Base, Title string
	// Language is the letter's.
	Language      survey.Language
	Done, Summary string
	Errors        []page.FormError
	// Nothing says why there is nothing to publish.
	Nothing string
	// Address is where it is published; empty when it is not.
	Address           string
	Quotation         quotationView
	Figures, Comments []chooseField
	// NoComments says why there are no comments to choose.
	NoComments string
	Revision   int
}

// A chooseField is a figure or a comment that can be shown.
type chooseField struct {
	ID, Name, Value, Lead, Text string
	Chosen                      bool
}

// A previewView shows what is about to be published.
type previewView struct {
	// Back leads to the choices as they were made.
	Base, Title, Back string
	Published         publishedView
	Hidden            []page.EditField
	Quotation         quotationView
}

// PublishAsk is the form, with what is published already.
func (s *Room) PublishAsk(w http.ResponseWriter, r *http.Request, v speakerVisit) error {
	shows := v.Publication.Shows
	if !v.Publication.Of(v.Letter.ID) {
		shows = survey.Shown{}
		for _, f := range v.letter.PublicFigures() {
			shows.Figures = append(shows.Figures, f.At) // all, until somebody chooses otherwise
		}
	}
	if r.URL.Query().Has(form.FieldShownFigure) || r.URL.Query().Has(form.FieldShownComment) {
		shows = form.ReadShown(r.URL.Query()) // back from the preview
	}
	view := publishView{}
	if r.URL.Query().Get("done") == "published" && v.Publication.Of(v.Letter.ID) {
		view.Done = v.catalog.T("speaker.publish.done")
	}
	return s.showPublish(w, r, v, http.StatusOK, shows, view)
}

func (s *Room) showPublish(w http.ResponseWriter, r *http.Request, v speakerVisit, status int, shows survey.Shown, view publishView) error {
	c := v.catalog
	view.Base, view.Title, view.Language, view.Revision = v.base, v.letter.Title, v.letter.Language, v.Publication.Revision
	view.Figures = chooseFields(form.FieldShownFigure, v.letter.PublicFigures(), shows.Figures)
	view.Comments = chooseFields(form.FieldShownComment, v.letter.PublicComments(), shows.Comments)
	if len(view.Comments) == 0 {
		view.NoComments = c.T("speaker.publish.nocomments")
	}
	if v.letter.Suppressed {
		view.Nothing = c.T("speaker.publish.nothing")
	}
	if v.Publication.Of(v.Letter.ID) {
		view.Address = s.URL + "/p/" + v.Publication.Code
		view.Quotation = quotation(v.FrozenLetter, v.letter, v.record, v.Publication.Shows, view.Address)
	}
	return v.render(s, w, r, status, "speaker/speaker_publish", page.Page{
		Title: c.T("speaker.publish"), Failed: view.Summary != "", Data: view,
	})
}

func chooseFields(name string, list []letter.Choosable, chosen []int) []chooseField {
	var fields []chooseField
	for _, c := range list {
		value := strconv.Itoa(c.At)
		fields = append(fields, chooseField{
			ID: name + value, Name: name, Value: value, Lead: c.Lead, Text: c.Text, Chosen: slices.Contains(chosen, c.At),
		})
	}
	return fields
}

// Publish shows what was chosen as everybody will see it, and publishes it from
// there.
func (s *Room) Publish(w http.ResponseWriter, r *http.Request, v speakerVisit) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	shows := v.letter.MayShow(form.ReadShown(r.PostForm))
	if v.letter.Suppressed || shows.Empty() {
		view := publishView{Summary: v.catalog.T("speaker.publish.none")}
		if len(v.letter.PublicFigures()) > 0 {
			view.Errors = []page.FormError{{Target: form.FieldShownFigure + strconv.Itoa(v.letter.PublicFigures()[0].At), Text: v.catalog.T("speaker.publish.none.pick")}}
		}
		return s.showPublish(w, r, v, http.StatusUnprocessableEntity, shows, view)
	}
	if r.PostForm.Get(page.FieldDo) != "publish" {
		return s.showPublication(w, r, v, shows)
	}
	_, err := s.store.Publish(r.Context(), v.Letter.Key, shows, page.RevisionOf(r))
	if errors.Is(err, survey.ErrConflict) {
		return s.showPublish(w, r, v, http.StatusConflict, shows, publishView{Summary: v.catalog.T("speaker.publish.overtaken")})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, v.base+"/publish?done=published", http.StatusSeeOther)
	return nil
}

func (s *Room) showPublication(w http.ResponseWriter, r *http.Request, v speakerVisit, shows survey.Shown) error {
	published, err := publishedPage(v.letter, v.record, shows)
	if err != nil {
		return err
	}
	view := previewView{Base: v.base, Title: v.letter.Title, Back: v.base + "/publish?" + query(shows).Encode(), Published: published}
	view.Quotation = quotation(v.FrozenLetter, v.letter, v.record, shows, s.URL+"/p/…")
	add := func(name string, values ...int) {
		for _, n := range values {
			view.Hidden = append(view.Hidden, page.EditField{Name: name, Value: strconv.Itoa(n)})
		}
	}
	add(form.FieldShownFigure, shows.Figures...)
	add(form.FieldShownComment, shows.Comments...)
	add(form.FieldRevision, page.RevisionOf(r))
	return v.render(s, w, r, http.StatusOK, "speaker/speaker_preview", page.Page{Title: v.catalog.T("speaker.preview"), Data: view})
}

// Unpublish takes away what is published.
func (s *Room) Unpublish(w http.ResponseWriter, r *http.Request, v speakerVisit) error {
	if err := s.store.Unpublish(r.Context(), v.Letter.Key); err != nil {
		return err
	}
	http.Redirect(w, r, v.base+"?done=unpublished#publish", http.StatusSeeOther)
	return nil
}

// A quotationView is a short text to paste into other pages, as plain text and as
// HTML.
type quotationView struct {
	Plain, HTML string
}

// quotation writes it in the letter's language.
func quotation(f survey.FrozenLetter, l letter.Letter, record record.Record, shows survey.Shown, address string) quotationView {
	q := quoted(f, l, record, shows)
	return quotationView{Plain: q.Plain(address), HTML: q.HTML(address)}
}

func quoted(f survey.FrozenLetter, l letter.Letter, record record.Record, shows survey.Shown) letter.Quotation {
	q := quotationOf(f, l, record, shows)
	if text := exceeded(i18n.For(l.Language), record); text != "" && len(shows.Figures) > 0 {
		q.Sentences = append(q.Sentences, text)
	}
	return q
}

func quotationOf(f survey.FrozenLetter, l letter.Letter, record record.Record, shows survey.Shown) letter.Quotation {
	if n := len(record.Sessions); n > 0 {
		return l.Publish(shows).SeriesQuotation(f.Session.Kind, record.Session, n)
	}
	date := ""
	if at, err := time.Parse(time.DateOnly, record.Date); err == nil {
		date = i18n.For(l.Language).Date(at)
	}
	return l.Publish(shows).Quotation(f.Session.Kind, record.Session, record.Event, date)
}

// query are the choices as an address has them.
func query(shows survey.Shown) url.Values {
	q := url.Values{}
	for _, n := range shows.Figures {
		q.Add(form.FieldShownFigure, strconv.Itoa(n))
	}
	for _, n := range shows.Comments {
		q.Add(form.FieldShownComment, strconv.Itoa(n))
	}
	return q
}
