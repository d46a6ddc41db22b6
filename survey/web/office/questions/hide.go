package questions

import (
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/web/office"
)

// hideInquiries does what a button says about many of the session's inquiries.
func (s *Room) hideInquiries(w http.ResponseWriter, r *http.Request, o desk, code survey.Code, do string) error {
	all, err := o.inquiries(r)
	if err != nil {
		return err
	}
	h := office.Hiding{
		AskKey: "organizer.hide.inquiry.ask", WhatKey: "organizer.hide.inquiry.what", DoKey: "organizer.hide.inquiry.do",
		HeadingKey: "organizer.hide.inquiry.heading", DoneKey: "organizer.hide.inquiry.done",
		Back: o.Base + "/s/" + string(code) + "/asked", BackText: o.Catalog.T("organizer.inquiry"),
		Set: func(ids []survey.ID, state string) (map[string][]survey.ID, error) {
			before, err := o.store.SetInquiries(r.Context(), code, ids, inquiry.State(state))
			s.asked.Changed(code)
			return office.ByState(before), err
		},
	}
	for _, q := range all.List {
		if q.State != inquiry.Hidden {
			h.List = append(h.List, office.Hideable{ID: q.ID, Text: q.Text})
		}
	}
	return s.HideMany(w, r, o.Desk, h, do)
}
