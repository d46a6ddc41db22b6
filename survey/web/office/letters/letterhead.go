package letters

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"regexp"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/writing"
)

// maxUpload is how long the letterhead's form may be, with its two files: long
// enough for the page to come back with what was typed when a file is too large.
const maxUpload = 8 << 20 // bytes

type letterheadView struct {
	Done             string
	Errors           []page.FormError
	Summary          string
	Changed          []string
	Action, Revision string
	Fixed            bool
	Fields           []page.EditField
	Address          page.EditField
	Accent           page.EditField
	Pictures         []letterheadPicture
	// Sheet is the style sheet of the accent, Letter the head and the foot of a
	// sample letter.
	Sheet  string
	Letter letter.Letter
	// PDF is a whole sample letter; Words is where its words are chosen.
	PDF, Words string
}

// A letterheadPicture is a file to choose; Shown is the one there is.
type letterheadPicture struct {
	page.EditField
	Shown, Alt  string
	Remove      string // the box that takes it away
	RemoveLabel string
}

// Letterhead shows how the organization's letters look.
func (s *Room) Letterhead(w http.ResponseWriter, r *http.Request, o desk) error {
	organization, h, err := o.store.Letterhead(r.Context())
	if err != nil {
		return err
	}
	view := s.letterheadView(o, organization, h, form.LetterheadFields(organization, h), nil)
	if r.URL.Query().Get("done") == "letterhead" {
		view.Done = o.Catalog.T("organizer.letterhead.saved")
	}
	return s.showLetterhead(w, r, o, http.StatusOK, view)
}

func (s *Room) showLetterhead(w http.ResponseWriter, r *http.Request, o desk, status int, view letterheadView) error {
	return s.ShowOffice(w, r, o.Desk, status, "office/letters/letterhead", page.Page{
		Title: o.Catalog.T("organizer.letterhead.title"), Failed: view.Summary != "", Data: view,
	})
}

// letterheadView makes the page: what is stored as it looks, and what was typed.
func (s *Room) letterheadView(o desk, organization survey.Organization, h survey.Letterhead, values map[string]string, errs survey.FieldErrors) letterheadView {
	field := func(name, kind string) page.EditField {
		f := page.EditField{Name: name, Kind: kind, Value: values[name], Label: o.Catalog.T("organizer.letterhead." + name)}
		if hint := "organizer.letterhead." + name + ".hint"; o.Catalog.Has(hint) {
			f.Hint = o.Catalog.T(hint)
		}
		if e := errs.For(name); e != nil {
			f.Error = o.Said(*e)
		}
		return f
	}
	view := letterheadView{
		Action: o.Base + "/letters/letterhead", Revision: values[form.FieldRevision],
		Fixed: !o.Member.Organizer.Role.May(organizer.Owner), Sheet: page.AccentSheet(h.Accent),
		PDF: o.Base + "/letters/sample/" + string(o.Catalog.Language()), Words: o.Base + "/letters/words",
		Address: field(form.FieldAddress, "table"), Accent: field(form.FieldAccent, "color"),
	}
	for _, name := range []string{form.FieldName, form.FieldPlace, form.FieldSigner, form.FieldSignerTitle, form.FieldContact} {
		view.Fields = append(view.Fields, field(name, "text"))
	}
	for _, p := range []struct {
		name, remove string
		picture      survey.Picture
	}{{form.FieldLogo, form.FieldNoLogo, h.Logo}, {form.FieldHand, form.FieldNoHand, h.Hand}} {
		shown := letterheadPicture{EditField: field(p.name, "file"), Remove: p.remove, RemoveLabel: o.Catalog.T("organizer.letterhead." + p.remove)}
		if len(p.picture.PNG) > 0 {
			shown.Shown = fmt.Sprintf("%s/letters/letterhead/%s.png?%d", o.Base, p.name, h.Revision)
			shown.Alt = o.Catalog.T("organizer.letterhead." + p.name + ".alt")
		}
		view.Pictures = append(view.Pictures, shown)
	}
	all := append(append([]page.EditField{}, view.Fields...), view.Address, view.Accent, view.Pictures[0].EditField, view.Pictures[1].EditField)
	for _, f := range all {
		if f.Error != "" {
			view.Summary = o.Catalog.T("organizer.edit.wrong")
			view.Errors = append(view.Errors, page.FormError{Target: f.Name, Label: f.Label, Text: f.Error})
		}
	}
	sample := letter.Samples(o.Catalog.Language(), organization, survey.Wording{}, h, s.Now())[1]
	if l, err := letter.Build(sample.Facts, letter.Options{}); err == nil { // samples belong together
		view.Letter = l
	}
	return view
}

// SaveLetterhead stores it, all or nothing.
func (s *Room) SaveLetterhead(w http.ResponseWriter, r *http.Request, o desk) error {
	if err := s.parseUpload(w, r); err != nil {
		return err
	}
	was, before, err := o.store.Letterhead(r.Context())
	if err != nil {
		return err
	}
	organization, h, errs := form.ReadLetterhead(r.PostForm, was, before)
	given := false
	for field, into := range map[string]*survey.Picture{form.FieldLogo: &h.Logo, form.FieldHand: &h.Hand} {
		file, err := uploaded(r, field)
		if err != nil {
			return err
		}
		if len(file) == 0 {
			continue
		}
		given = true
		picture, refused := exchange.ReadPicture(file)
		if refused != nil {
			refused.Field = field
			errs = append(errs, *refused)
			continue
		}
		*into = picture
	}
	if len(errs) == 0 {
		err = o.store.SaveLetterhead(r.Context(), organization, h)
		if err == nil {
			http.Redirect(w, r, o.Base+"/letters/letterhead?done=letterhead", http.StatusSeeOther)
			return nil
		}
		errs, _ = page.Wrong(err)
		if errs == nil && !errors.Is(err, survey.ErrConflict) {
			return err
		}
	}
	status := http.StatusUnprocessableEntity
	view := s.letterheadView(o, was, before, page.Posted(r), errs)
	if errs == nil {
		status = http.StatusConflict
		o.letterheadOvertaken(&view, page.Posted(r), form.LetterheadFields(was, before))
	}
	if given {
		view.Changed = append(view.Changed, o.Catalog.T("organizer.letterhead.again"))
	}
	return s.showLetterhead(w, r, o, status, view)
}

// letterheadOvertaken says what somebody else has written since the form was
// opened.
func (o desk) letterheadOvertaken(view *letterheadView, typed, now map[string]string) {
	view.Summary, view.Revision = o.Catalog.T("organizer.edit.overtaken"), now[form.FieldRevision]
	for _, f := range append(append([]page.EditField{}, view.Fields...), view.Address, view.Accent) {
		if is := now[f.Name]; is != writing.Fold(typed[f.Name]) {
			if is == "" {
				is = o.Catalog.T("organizer.edit.nothing")
			}
			view.Changed = append(view.Changed, o.Catalog.T("organizer.edit.now", "name", f.Label, "text", is))
		}
	}
}

// parseUpload reads a form with files strictly: not too long, not compressed,
// nothing written to a disk.
func (s *Room) parseUpload(w http.ResponseWriter, r *http.Request) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if encoding := r.Header.Get("Content-Encoding"); err != nil || kind != "multipart/form-data" || encoding != "" && !strings.EqualFold(encoding, "identity") {
		return page.Problem{Status: http.StatusUnsupportedMediaType, Key: "problem.mediatype"}
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	if err := r.ParseMultipartForm(maxUpload); err != nil {
		if p := page.ProblemOf(err); p.Status != http.StatusInternalServerError {
			return p
		}
		return page.Problem{Status: http.StatusBadRequest, Key: "problem.badform"}
	}
	return nil
}

// uploaded is the field's file; empty where none was chosen.
func uploaded(r *http.Request, field string) ([]byte, error) {
	files := r.MultipartForm.File[field]
	if len(files) == 0 {
		return nil, nil
	}
	f, err := files[0].Open()
	if err != nil {
		return nil, fmt.Errorf("an uploaded file: %w", err)
	}
	defer f.Close()
	return io.ReadAll(f)
}

// Picture is a picture of the letterhead. We have written it ourselves,
// and still nothing that it might hold may run.
func (s *Room) Picture(w http.ResponseWriter, r *http.Request, o desk) error {
	_, h, err := o.store.Letterhead(r.Context())
	if err != nil {
		return err
	}
	picture := map[string]survey.Picture{form.FieldLogo: h.Logo, form.FieldHand: h.Hand}[chi.URLParam(r, "picture")]
	if len(picture.PNG) == 0 {
		return fmt.Errorf("a picture of the letterhead: %w", survey.ErrNotFound)
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Content-Length", fmt.Sprint(len(picture.PNG)))
	_, _ = w.Write(picture.PNG) // a client that has gone away is no fault
	return nil
}

// Sample is a whole sample letter, as stored words and letterhead make
// it.
func (s *Room) Sample(w http.ResponseWriter, r *http.Request, o desk) error {
	in, err := o.lettersIn(r)
	if err != nil {
		return err
	}
	organization, h, err := o.store.Letterhead(r.Context())
	if err != nil {
		return err
	}
	wordings, err := o.store.Wordings(r.Context())
	if err != nil {
		return err
	}
	sample := letter.Samples(in, organization, wordings[in], h, s.Now())[1]
	l, err := letter.Build(sample.Facts, letter.Options{})
	if err != nil {
		return fmt.Errorf("a sample letter: %w", err)
	}
	var b bytes.Buffer
	if err := pdf.Write(&b, l); err != nil {
		return fmt.Errorf("a sample letter as PDF: %w", err)
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": page.FileName(l)}))
	w.Header().Set("Content-Length", fmt.Sprint(b.Len()))
	_, _ = w.Write(b.Bytes()) // a client that has gone away is no fault
	return nil
}

var sheetName = regexp.MustCompile(`^[0-9a-f]{6}$`)

// Accent is that style sheet. It depends on nothing but its address.
func (s *Room) Accent(w http.ResponseWriter, r *http.Request) error {
	name := chi.URLParam(r, "colour")
	if !sheetName.MatchString(name) {
		return fmt.Errorf("accent: %w", survey.ErrNotFound)
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = io.WriteString(w, letter.Letter{Accent: "#" + name}.Style()) // a client that has gone away is no fault
	return nil
}
