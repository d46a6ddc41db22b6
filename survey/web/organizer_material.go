package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/omdome/omdome/survey"
)

// What the buttons on the page of material do.
const (
	doMove   = "move"
	doRemove = "remove"
)

// A materialsView is all that a follow-up page offers, to be ordered and changed.
type materialsView struct {
	Up, UpText  string
	Title, Done string
	Page        string
	// Hidden says that nobody else can see the follow-up page yet.
	Hidden string
	Items  []materialLine
	// Add are the ways to add something.
	Add []wayOn
}

// A materialLine is a material with where it can go. Before and After are the
// places to move it to; empty where there is none.
type materialLine struct {
	materialView
	Edit, Before, After string
}

// organizerMaterial lists what the follow-up page offers.
func (s *server) organizerMaterial(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	p, err := o.followUpPage(r)
	if err != nil {
		return err
	}
	base, _, upText := o.followUpBase(p)
	view := materialsView{
		Up: base, UpText: o.catalog.T("organizer.followup.of", "title", upText),
		Title: o.catalog.T("organizer.material"), Page: base + "/material",
	}
	if audienceOf(p.FollowUp) == survey.FollowUpNone {
		view.Hidden = o.catalog.T("organizer.material.hidden")
	}
	switch done := r.URL.Query().Get("done"); done {
	case "added", "saved", "removed":
		view.Done = o.catalog.T("organizer.material.done." + done)
	}
	for i, v := range materialViews(o.catalog, p.Material, view.Page+"/", "/file") {
		line := materialLine{materialView: v, Edit: view.Page + "/" + v.ID}
		if i > 0 {
			line.Before = strconv.Itoa(i - 1)
		}
		if i < len(p.Material)-1 {
			line.After = strconv.Itoa(i + 1)
		}
		view.Items = append(view.Items, line)
	}
	for _, k := range survey.MaterialKinds {
		view.Add = append(view.Add, wayOn{view.Page + "/add/" + string(k), o.catalog.T("organizer.material.add." + string(k))})
	}
	return s.showOffice(w, r, o, http.StatusOK, "organizer_material", page{
		Title: o.catalog.T("organizer.material.title", "title", upText), Data: view,
	})
}

// organizerMaterialDo does what a button says: move a material, or take it away.
// What is gone already is no fault of who pressed twice.
func (s *server) organizerMaterialDo(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	p, err := o.followUpPage(r)
	if err != nil {
		return err
	}
	base, _, _ := o.followUpBase(p)
	to, id := base+"/material", r.PostForm.Get("material")
	for _, is := range p.Material {
		if idText(is.ID) != id {
			continue
		}
		switch r.PostForm.Get(fieldDo) {
		case doMove:
			place, bad := strconv.Atoi(r.PostForm.Get("to"))
			if bad != nil {
				return problem{http.StatusBadRequest, "badform"}
			}
			err, to = o.store.MoveMaterial(r.Context(), p.Code(), is.ID, place), to+"#m"+id
		case doRemove:
			err, to = o.store.DeleteMaterial(r.Context(), p.Code(), is), to+"?done=removed"
		default:
			return problem{http.StatusBadRequest, "badform"}
		}
	}
	if err != nil && !errors.Is(err, survey.ErrNotFound) {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// organizerMaterialFile sends a file to the organizers, who see the page before
// others do.
func (s *server) organizerMaterialFile(w http.ResponseWriter, r *http.Request, m member) error {
	p, err := s.office(w, r, m).followUpPage(r)
	if err != nil {
		return err
	}
	return s.sendMaterial(w, r, p, false)
}

// organizerMaterialPicture sends the picture of its first page.
func (s *server) organizerMaterialPicture(w http.ResponseWriter, r *http.Request, m member) error {
	p, err := s.office(w, r, m).followUpPage(r)
	if err != nil {
		return err
	}
	return s.sendMaterial(w, r, p, true)
}
