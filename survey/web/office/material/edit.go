package material

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/web/page"
)

// A materialEditView is the form of a material. Sends says that it sends a file;
// Remove is the id to take the material away by, and Page where that is done.
type materialEditView struct {
	page.EditView
	Sends        bool
	Remove, Page string
}

// materialKind is the kind that the address names.
func materialKind(r *http.Request) (material.Kind, error) {
	kind := material.Kind(chi.URLParam(r, "kind"))
	if !slices.Contains(material.Kinds, kind) {
		return "", fmt.Errorf("kind of material: %w", survey.ErrNotFound)
	}
	return kind, nil
}

// materialForm makes the form. The material is new where it has no ID.
func (s *Room) materialForm(o desk, p followup.Page, m material.Material, values map[string]string, errs survey.FieldErrors) (page.FormData, materialEditView) {
	d := page.FormData{Catalog: o.Catalog, Values: values, Errs: errs}
	base, _, _ := o.followUpBase(p)
	v := materialEditView{Page: base + "/material"}
	v.EditView = page.EditView{
		Back: v.Page, BackText: o.Catalog.T("organizer.material"), Button: o.Catalog.T("organizer.edit.save"),
		Hidden: []page.EditField{{Name: form.FieldRevision, Value: values[form.FieldRevision]}},
	}
	if m.ID == 0 {
		v.Action, v.Title = v.Page+"/add/"+string(m.Kind), o.Catalog.T(m.Kind.AddKey())
		v.Button = o.Catalog.T(m.Kind.ButtonKey())
		v.Sends = m.Kind == material.KindFile
	} else {
		v.Action, v.Title, v.Remove = v.Page+"/"+page.IDText(m.ID), m.Title, page.IDText(m.ID)
		v.Lead = []string{page.MaterialWhat(o.Catalog, m)}
	}
	title := d.Field(form.FieldMaterialTitle, "text")
	var first page.EditGroup
	switch m.Kind {
	case material.KindFile:
		if v.Sends {
			title.Hint = o.Catalog.T("organizer.material.title.file")
		}
	default:
		address := d.Needed(form.FieldMaterialAddress, "url")
		address.Complete, title.Needed = "off", true
		first.Fields = append(first.Fields, address)
	}
	first.Fields = append(first.Fields, title)
	if m.Kind == material.KindRecording {
		minutes := d.Field(form.FieldMaterialMinutes, "text")
		minutes.Mode = "numeric"
		first.Fields = append(first.Fields, d.Field(form.FieldMaterialProvider, "text"), minutes)
	}
	first.Fields = append(first.Fields, d.Field(form.FieldMaterialCaption, "area"))
	v.Groups = []page.EditGroup{first, {Fields: rightsFields(d)}}
	if v.Sends { // last: what stands before it has come when the file has not
		v.Groups = append(v.Groups, page.EditGroup{Fields: []page.EditField{fileField(d, o.store.MaxFile())}})
	}
	return d, v
}

// rightsFields are the fields on who published it, what others may do with it,
// and for how long.
func rightsFields(d page.FormData) []page.EditField {
	return []page.EditField{
		d.Field(form.FieldMaterialBy, "text"), page.Choose(d, form.FieldMaterialLicence, material.Licence.ChoiceKey, material.Licences...),
		d.Field(form.FieldMaterialTerms, "text"), d.Field(form.FieldMaterialUntil, "datetime-local"),
	}
}

func fileField(d page.FormData, most int64) page.EditField {
	f := d.Needed(form.FieldMaterialFile, "file")
	f.Value, f.Hint = "", d.Catalog.T("organizer.material.file.hint", "n", int(most/material.Megabyte))
	if len(d.Errs) > 0 {
		f.Hint = d.Catalog.T("organizer.material.file.again") + " " + f.Hint
	}
	return f
}

func (s *Room) showMaterialForm(w http.ResponseWriter, r *http.Request, o desk, status int, v materialEditView) error {
	v.Complete(o.Catalog)
	return s.ShowOffice(w, r, o.Desk, status, "office/material/material_edit", page.Page{Title: v.Title, Failed: v.Summary != "", Data: v})
}

// NewMaterial is the form of something new.
func (s *Room) NewMaterial(w http.ResponseWriter, r *http.Request, o desk, p followup.Page) error {
	kind, err := materialKind(r)
	if err != nil {
		return err
	}
	material := material.Material{Kind: kind, Licence: material.LicenceNone, Publisher: o.Member.Organization.Name}
	if len(p.Appearances) == 1 {
		material.Publisher = p.Appearances[0].Speaker.Name
	}
	_, v := s.materialForm(o, p, material, form.MaterialFields(material, p.Event), nil)
	return s.showMaterialForm(w, r, o, http.StatusOK, v)
}

// AddMaterial adds it. A file comes with its form.
func (s *Room) AddMaterial(w http.ResponseWriter, r *http.Request, o desk) error {
	p, err := o.followUpPage(r)
	if err != nil {
		return err
	}
	kind, err := materialKind(r)
	if err != nil {
		return err
	}
	var in *upload
	if kind == material.KindFile {
		in, err = s.receive(w, r, o)
		defer in.close(w)
	} else {
		err = s.ParseForm(w, r)
	}
	if err != nil {
		return err
	}
	piece, errs := form.ReadMaterial(r.PostForm, material.Material{Kind: kind}, p.Event, s.Now())
	var file material.Upload
	if in != nil {
		if refused := s.inspect(r, in, &piece); refused != nil {
			errs = append(errs, *refused)
		}
		file = in.file
	}
	errs, err = page.Stored(errs, func() error { return o.store.AddMaterial(r.Context(), p.Code(), piece, file) })
	if len(errs) > 0 {
		status := http.StatusUnprocessableEntity
		if errs.Has(form.MsgMaterialLarge) {
			status = http.StatusRequestEntityTooLarge
		}
		_, v := s.materialForm(o, p, material.Material{Kind: kind}, page.Posted(r), errs)
		return s.showMaterialForm(w, r, o, status, v)
	}
	if err != nil {
		return err
	}
	base, _, _ := o.followUpBase(p)
	http.Redirect(w, r, base+"/material?done=added", http.StatusSeeOther)
	return nil
}

// EditMaterial is the form of what is said of a material.
func (s *Room) EditMaterial(w http.ResponseWriter, r *http.Request, o desk, p followup.Page) error {
	material, err := page.MaterialNamed(r, p)
	if err != nil {
		return err
	}
	_, v := s.materialForm(o, p, material, form.MaterialFields(material, p.Event), nil)
	return s.showMaterialForm(w, r, o, http.StatusOK, v)
}

// SaveMaterial stores what was changed.
func (s *Room) SaveMaterial(w http.ResponseWriter, r *http.Request, o desk, p followup.Page) error {
	before, err := page.MaterialNamed(r, p)
	if err != nil {
		return err
	}
	material, errs := form.ReadMaterial(r.PostForm, before, p.Event, s.Now())
	if material.Title == "" && len(errs) == 0 {
		material.Title = before.Title
	}
	errs, err = page.Stored(errs, func() error { return o.store.SaveMaterial(r.Context(), p.Code(), material) })
	if len(errs) > 0 {
		_, v := s.materialForm(o, p, before, page.Posted(r), errs)
		return s.showMaterialForm(w, r, o, http.StatusUnprocessableEntity, v)
	}
	if errors.Is(err, survey.ErrConflict) {
		if p, err = o.followUpPage(r); err != nil {
			return err
		}
		if before, err = page.MaterialNamed(r, p); err != nil {
			return err
		}
		d, v := s.materialForm(o, p, before, page.Posted(r), nil)
		d.Overtaken(form.MaterialFields(before, p.Event), &v.EditView)
		return s.showMaterialForm(w, r, o, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	base, _, _ := o.followUpBase(p)
	http.Redirect(w, r, base+"/material?done=saved", http.StatusSeeOther)
	return nil
}
