package questions

import (
	"net/http"

	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/web/speaker"
)

// Replies is the same page for organizers.
func (s *Room) Replies(w http.ResponseWriter, r *http.Request, o desk) error {
	all, err := o.inquiries(r)
	if err != nil {
		return err
	}
	return s.showReplies(w, r, o, http.StatusOK, all, speaker.RepliesTyped{})
}

func (s *Room) showReplies(w http.ResponseWriter, r *http.Request, o desk, status int, all inquiry.Inquiries, typed speaker.RepliesTyped) error {
	base := o.Base + "/s/" + string(all.Session.Code) + "/asked"
	view := speaker.RepliesView{Up: o.Catalog.T("organizer.inquiry"), UpAddress: base, Action: base + "/answers"}
	if typed.Values == nil {
		typed.Values = map[string]string{form.FieldReplier: all.Organization.Name}
	}
	view.Fill(o.Catalog, all, typed)
	return s.ShowOffice(w, r, o.Desk, status, "office/questions/replies", page.Page{
		Title: o.Catalog.T("inquiry.replies.title", "title", all.Session.Title), Failed: view.Summary != "", Data: view,
	})
}

// SaveReplies stores what an organizer has written.
func (s *Room) SaveReplies(w http.ResponseWriter, r *http.Request, o desk) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	all, err := o.inquiries(r)
	if err != nil {
		return err
	}
	code := all.Session.Code
	replies, errs := form.ReadReplies(r.PostForm, all.List)
	typed := speaker.RepliesTyped{Values: page.Posted(r), Errs: errs}
	if len(errs) > 0 {
		return s.showReplies(w, r, o, http.StatusUnprocessableEntity, all, typed)
	}
	if typed.Overtaken, err = o.store.ReplyToInquiries(r.Context(), code, replies); err != nil {
		return err
	}
	if len(typed.Overtaken) == 0 {
		http.Redirect(w, r, o.Base+"/s/"+string(code)+"/asked?done=replies", http.StatusSeeOther)
		return nil
	}
	if all, err = o.store.Inquiries(r.Context(), code); err != nil {
		return err
	}
	return s.showReplies(w, r, o, http.StatusConflict, all, typed)
}
