package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store"
)

// A materialEditView is the form of a material. Sends says that it sends a file;
// Remove is the id to take the material away by, and Page where that is done.
type materialEditView struct {
	editView
	Sends        bool
	Remove, Page string
}

// materialKind is the kind that the address names.
func materialKind(r *http.Request) (survey.MaterialKind, error) {
	kind := survey.MaterialKind(chi.URLParam(r, "kind"))
	if !slices.Contains(survey.MaterialKinds, kind) {
		return "", fmt.Errorf("kind of material: %w", survey.ErrNotFound)
	}
	return kind, nil
}

// materialForm makes the form. The material is new where it has no ID.
func (s *server) materialForm(o office, p survey.FollowUpPage, m survey.Material, values map[string]string, errs survey.FieldErrors) (formData, materialEditView) {
	d := formData{o, values, errs}
	base, _, _ := o.followUpBase(p)
	v := materialEditView{Page: base + "/material"}
	v.editView = editView{
		Back: v.Page, BackText: o.catalog.T("organizer.material"), Button: o.catalog.T("organizer.edit.save"),
		Hidden: []editField{{Name: survey.FieldRevision, Value: values[survey.FieldRevision]}},
	}
	if m.ID == 0 {
		v.Action, v.Title = v.Page+"/add/"+string(m.Kind), o.catalog.T("organizer.material.add."+string(m.Kind))
		v.Button = o.catalog.T("organizer.material.button." + string(m.Kind))
		v.Sends = m.Kind == survey.MaterialUpload
	} else {
		v.Action, v.Title, v.Remove = v.Page+"/"+idText(m.ID), m.Title, idText(m.ID)
		v.Lead = []string{materialWhat(o.catalog, m)}
	}
	title := d.field(survey.FieldMaterialTitle, "text")
	var first editGroup
	switch m.Kind {
	case survey.MaterialUpload:
		if v.Sends {
			title.Hint = o.catalog.T("organizer.material.title.file")
		}
	default:
		address := d.needed(survey.FieldMaterialAddress, "url")
		address.Complete, title.Needed = "off", true
		first.Fields = append(first.Fields, address)
	}
	first.Fields = append(first.Fields, title)
	if m.Kind == survey.MaterialRecording {
		minutes := d.field(survey.FieldMaterialMinutes, "text")
		minutes.Mode = "numeric"
		first.Fields = append(first.Fields, d.field(survey.FieldMaterialProvider, "text"), minutes)
	}
	first.Fields = append(first.Fields, d.field(survey.FieldMaterialCaption, "area"))
	v.Groups = []editGroup{first, {Fields: d.materialRights()}}
	if v.Sends { // last: what stands before it has come when the file has not
		v.Groups = append(v.Groups, editGroup{Fields: []editField{s.fileField(d)}})
	}
	return d, v
}

// materialRights are the fields on who published it, what others may do with it,
// and for how long.
func (d formData) materialRights() []editField {
	var licences []string
	for _, l := range survey.Licences {
		licences = append(licences, string(l))
	}
	return []editField{
		d.field(survey.FieldMaterialBy, "text"), d.choose(survey.FieldMaterialLicence, "organizer.material.licence.", licences...),
		d.field(survey.FieldMaterialTerms, "text"), d.field(survey.FieldMaterialUntil, "datetime-local"),
	}
}

func (s *server) fileField(d formData) editField {
	f := d.needed(survey.FieldMaterialFile, "file")
	f.Value, f.Hint = "", d.o.catalog.T("organizer.material.file.hint", "n", int(s.store.MaxFile()/store.Megabyte))
	if len(d.errs) > 0 {
		f.Hint = d.o.catalog.T("organizer.material.file.again") + " " + f.Hint
	}
	return f
}

func (s *server) showMaterialForm(w http.ResponseWriter, r *http.Request, o office, status int, v materialEditView) error {
	v.complete(o)
	return s.showOffice(w, r, o, status, "organizer_material_edit", page{Title: v.Title, Failed: v.Summary != "", Data: v})
}

// organizerNewMaterial is the form of something new.
func (s *server) organizerNewMaterial(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	p, err := o.followUpPage(r)
	if err != nil {
		return err
	}
	kind, err := materialKind(r)
	if err != nil {
		return err
	}
	material := survey.Material{Kind: kind, Licence: survey.LicenceNone, Publisher: m.Organization.Name}
	if len(p.Appearances) == 1 {
		material.Publisher = p.Appearances[0].Speaker.Name
	}
	_, v := s.materialForm(o, p, material, material.Fields(p.Event), nil)
	return s.showMaterialForm(w, r, o, http.StatusOK, v)
}

// organizerAddMaterial adds it. A file comes with its form.
func (s *server) organizerAddMaterial(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	p, err := o.followUpPage(r)
	if err != nil {
		return err
	}
	kind, err := materialKind(r)
	if err != nil {
		return err
	}
	var in *upload
	if kind == survey.MaterialUpload {
		in, err = s.receive(w, r, o)
		defer in.close(w)
	} else {
		err = s.parseForm(w, r)
	}
	if err != nil {
		return err
	}
	material, errs := survey.ReadMaterial(r.PostForm, survey.Material{Kind: kind}, p.Event, s.now())
	var file *store.Upload
	if in != nil {
		if refused := s.inspect(r, in, &material); refused != nil {
			errs = append(errs, *refused)
		}
		file = in.file
	}
	if len(errs) == 0 {
		err = o.store.AddMaterial(r.Context(), p.Code(), material, file)
		errs, _ = wrong(err)
	}
	if len(errs) > 0 {
		status := http.StatusUnprocessableEntity
		if errs.Has(survey.MsgMaterialLarge) {
			status = http.StatusRequestEntityTooLarge
		}
		_, v := s.materialForm(o, p, survey.Material{Kind: kind}, posted(r), errs)
		return s.showMaterialForm(w, r, o, status, v)
	}
	if err != nil {
		return err
	}
	base, _, _ := o.followUpBase(p)
	http.Redirect(w, r, base+"/material?done=added", http.StatusSeeOther)
	return nil
}

// organizerEditMaterial is the form of what is said of a material.
func (s *server) organizerEditMaterial(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	p, err := o.followUpPage(r)
	if err != nil {
		return err
	}
	material, err := materialNamed(r, p)
	if err != nil {
		return err
	}
	_, v := s.materialForm(o, p, material, material.Fields(p.Event), nil)
	return s.showMaterialForm(w, r, o, http.StatusOK, v)
}

// organizerSaveMaterial stores what was changed.
func (s *server) organizerSaveMaterial(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	p, err := o.followUpPage(r)
	if err != nil {
		return err
	}
	before, err := materialNamed(r, p)
	if err != nil {
		return err
	}
	material, errs := survey.ReadMaterial(r.PostForm, before, p.Event, s.now())
	if material.Title == "" && len(errs) == 0 {
		material.Title = before.Title
	}
	if len(errs) == 0 {
		err = o.store.SaveMaterial(r.Context(), p.Code(), material)
		errs, _ = wrong(err)
	}
	if len(errs) > 0 {
		_, v := s.materialForm(o, p, before, posted(r), errs)
		return s.showMaterialForm(w, r, o, http.StatusUnprocessableEntity, v)
	}
	if errors.Is(err, survey.ErrConflict) {
		if p, err = o.followUpPage(r); err != nil {
			return err
		}
		if before, err = materialNamed(r, p); err != nil {
			return err
		}
		d, v := s.materialForm(o, p, before, posted(r), nil)
		d.overtaken(before.Fields(p.Event), &v.editView)
		return s.showMaterialForm(w, r, o, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	base, _, _ := o.followUpBase(p)
	http.Redirect(w, r, base+"/material?done=saved", http.StatusSeeOther)
	return nil
}
