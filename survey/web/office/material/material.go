package material

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/web/page"
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
	Add []page.WayOn
}

// A materialLine is a material with where it can go. Before and After are the
// places to move it to; empty where there is none.
type materialLine struct {
	page.MaterialView
	Edit, Before, After string
}

// Material lists what the follow-up page offers.
func (s *Room) Material(w http.ResponseWriter, r *http.Request, o desk, p followup.Page) error {
	base, _, upText := o.followUpBase(p)
	view := materialsView{
		Up: base, UpText: o.Catalog.T("organizer.followup.of", "title", upText),
		Title: o.Catalog.T("organizer.material"), Page: base + "/material",
	}
	if audienceOf(p.FollowUp) == survey.FollowUpNone {
		view.Hidden = o.Catalog.T("organizer.material.hidden")
	}
	view.Done = o.Catalog.T(page.DoneKey(r, "organizer.material.done.added", "organizer.material.done.saved", "organizer.material.done.removed"))
	for i, v := range page.MaterialViews(o.Catalog, p.Material, view.Page+"/", "/file") {
		line := materialLine{MaterialView: v, Edit: view.Page + "/" + v.ID}
		if i > 0 {
			line.Before = strconv.Itoa(i - 1)
		}
		if i < len(p.Material)-1 {
			line.After = strconv.Itoa(i + 1)
		}
		view.Items = append(view.Items, line)
	}
	for _, k := range material.Kinds {
		view.Add = append(view.Add, page.WayOn{Address: view.Page + "/add/" + string(k), Text: o.Catalog.T(k.AddKey())})
	}
	return s.ShowOffice(w, r, o.Desk, http.StatusOK, "office/material/material", page.Page{
		Title: o.Catalog.T("organizer.material.title", "title", upText), Data: view,
	})
}

// MaterialDo does what a button says: move a material, or take it away.
// What is gone already is no fault of who pressed twice.
func (s *Room) MaterialDo(w http.ResponseWriter, r *http.Request, o desk, p followup.Page) error {
	base, _, _ := o.followUpBase(p)
	to, id := base+"/material", r.PostForm.Get("material")
	var err error
	for _, is := range p.Material {
		if page.IDText(is.ID) != id {
			continue
		}
		switch r.PostForm.Get(page.FieldDo) {
		case doMove:
			place, bad := strconv.Atoi(r.PostForm.Get("to"))
			if bad != nil {
				return page.Problem{Status: http.StatusBadRequest, Key: "problem.badform"}
			}
			err, to = o.store.MoveMaterial(r.Context(), p.Code(), is.ID, place), to+"#m"+id
		case doRemove:
			err, to = o.store.DeleteMaterial(r.Context(), p.Code(), is), to+"?done=removed"
		default:
			return page.Problem{Status: http.StatusBadRequest, Key: "problem.badform"}
		}
	}
	if err != nil && !errors.Is(err, survey.ErrNotFound) {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// MaterialFile sends a file to the organizers, who see the page before
// others do.
func (s *Room) MaterialFile(w http.ResponseWriter, r *http.Request, o desk, p followup.Page) error {
	return s.SendMaterial(w, r, p, o.store, false)
}

// MaterialPicture sends the picture of its first page.
func (s *Room) MaterialPicture(w http.ResponseWriter, r *http.Request, o desk, p followup.Page) error {
	return s.SendMaterial(w, r, p, o.store, true)
}
