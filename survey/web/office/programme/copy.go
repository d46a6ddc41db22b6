package programme

import (
	"net/http"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/web/page"
)

// firstStart is when the event's first session starts; zero for none.
func firstStart(e survey.EventSessions) time.Time {
	var first time.Time
	for _, st := range e.Sessions {
		if st.Session.State != survey.StateCancelled && (first.IsZero() || st.Session.Starts.Before(first)) {
			first = st.Session.Starts
		}
	}
	return first
}

// CopyAsk is the form that copies an event.
func (s *Room) CopyAsk(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	return s.showCopy(w, r, o, http.StatusOK, e, map[string]string{form.FieldName: e.Event.Name}, nil)
}

func (s *Room) showCopy(w http.ResponseWriter, r *http.Request, o desk, status int, e survey.EventSessions, values map[string]string, errs survey.FieldErrors) error {
	d := page.FormData{Catalog: o.Catalog, Values: values, Errs: errs}
	base := o.Base + "/e/" + string(e.Event.Code)
	v := page.EditView{
		Back: base, BackText: e.Event.Name, Title: o.Catalog.T("organizer.edit.copy"), Action: base + "/copy",
		Lead: []string{o.Catalog.T("organizer.edit.copy.lead")}, Button: o.Catalog.T("organizer.edit.copy.do"),
		Groups: []page.EditGroup{{Fields: []page.EditField{d.Needed(form.FieldName, "text")}}},
	}
	if !firstStart(e).IsZero() {
		v.Groups[0].Fields = append(v.Groups[0].Fields, d.Needed(survey.FieldDay, "date"))
	}
	return s.ShowEdit(w, r, o.Desk, status, "office/edit", v)
}

// Copy copies the event and leads to the copy.
func (s *Room) Copy(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	name, days, errs := form.ReadCopy(r.PostForm, e.Event, firstStart(e))
	var copied survey.Event
	errs, err := page.Stored(errs, func() (err error) {
		copied, err = o.store.CopyEvent(r.Context(), e.Event.Code, name, days)
		return err
	})
	switch {
	case err != nil:
		return err
	case len(errs) > 0:
		return s.showCopy(w, r, o, http.StatusUnprocessableEntity, e, page.Posted(r), errs)
	}
	http.Redirect(w, r, o.Base+"/e/"+string(copied.Code)+"?done=copy", http.StatusSeeOther)
	return nil
}
