package web

import (
	"net/http"
	"time"

	"github.com/omdome/omdome/survey"
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

// organizerCopyAsk is the form that copies an event.
func (s *server) organizerCopyAsk(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	e, err := o.event(r)
	if err != nil {
		return err
	}
	return s.showCopy(w, r, o, http.StatusOK, e, map[string]string{survey.FieldName: e.Event.Name}, nil)
}

func (s *server) showCopy(w http.ResponseWriter, r *http.Request, o office, status int, e survey.EventSessions, values map[string]string, errs survey.FieldErrors) error {
	d := formData{o, values, errs}
	base := o.base + "/e/" + string(e.Event.Code)
	v := editView{
		Back: base, BackText: e.Event.Name, Title: o.catalog.T("organizer.edit.copy"), Action: base + "/copy",
		Lead: []string{o.catalog.T("organizer.edit.copy.lead")}, Button: o.catalog.T("organizer.edit.copy.do"),
		Groups: []editGroup{{Fields: []editField{d.needed(survey.FieldName, "text")}}},
	}
	if !firstStart(e).IsZero() {
		v.Groups[0].Fields = append(v.Groups[0].Fields, d.needed(survey.FieldDay, "date"))
	}
	return s.showEdit(w, r, o, status, "organizer_edit", v)
}

// organizerCopy copies the event and leads to the copy.
func (s *server) organizerCopy(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	e, err := o.event(r)
	if err != nil {
		return err
	}
	name, days, errs := survey.ReadCopy(r.PostForm, e.Event, firstStart(e))
	if len(errs) == 0 {
		copied, err := o.store.CopyEvent(r.Context(), e.Event.Code, name, days)
		if err == nil {
			http.Redirect(w, r, o.base+"/e/"+string(copied.Code)+"?done=copy", http.StatusSeeOther)
			return nil
		}
		if errs, _ = wrong(err); errs == nil {
			return err
		}
	}
	return s.showCopy(w, r, o, http.StatusUnprocessableEntity, e, posted(r), errs)
}
