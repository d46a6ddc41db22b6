package material

import (
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/web/office"
)

// hideReflections does it about what has been written on a follow-up page.
func (s *Room) hideReflections(w http.ResponseWriter, r *http.Request, o desk, p followup.Page, do string) error {
	found, err := o.store.Reflections(r.Context(), p.Code())
	if err != nil {
		return err
	}
	base, _, _ := o.followUpBase(p)
	h := office.Hiding{
		AskKey: "organizer.hide.reflection.ask", WhatKey: "organizer.hide.reflection.what", DoKey: "organizer.hide.reflection.do",
		HeadingKey: "organizer.hide.reflection.heading", DoneKey: "organizer.hide.reflection.done",
		Back: base + "/reflections", BackText: o.Catalog.T("organizer.reflections"),
		Set: func(ids []survey.ID, state string) (map[string][]survey.ID, error) {
			before, err := o.store.SetReflections(r.Context(), p.Code(), ids, followup.State(state))
			return office.ByState(before), err
		},
	}
	for _, one := range found.List {
		if one.State != followup.Hidden {
			h.List = append(h.List, office.Hideable{ID: one.ID, Text: one.Text})
		}
	}
	return s.HideMany(w, r, o.Desk, h, do)
}
