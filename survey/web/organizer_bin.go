package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
)

// A deleteView asks before something is archived or deleted, and says what goes
// with it.
type deleteView struct {
	Back, BackText string
	Question       string
	// Refused says that somebody else was faster.
	Refused string
	// Holds are what is deleted; None says that there is nothing.
	Holds []string
	None  string
	What  []string
	// Action is where the button posts, with the Revision that was read.
	Action, Do string
	Revision   int
	// Archive is where the event is archived instead.
	Archive string
}

// organizerArchiveAsk says what archiving an event does.
func (s *server) organizerArchiveAsk(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	e, err := o.event(r)
	if err != nil {
		return err
	}
	return s.showArchive(w, r, o, http.StatusOK, e, "")
}

func (s *server) showArchive(w http.ResponseWriter, r *http.Request, o office, status int, e survey.EventSessions, refused string) error {
	base := o.base + "/e/" + string(e.Event.Code)
	if !e.Event.Archived.IsZero() {
		http.Redirect(w, r, base, http.StatusSeeOther)
		return nil
	}
	v := deleteView{
		Back: base, BackText: e.Event.Name, Question: o.catalog.T("organizer.archive.ask", "name", e.Event.Name), Refused: refused,
		Action: base + "/archive", Do: o.catalog.T("organizer.archive.do"), Revision: e.Event.Revision,
	}
	for n := 1; n <= 3; n++ {
		v.What = append(v.What, o.catalog.T("organizer.archive.what."+strconv.Itoa(n)))
	}
	return s.showOffice(w, r, o, status, "organizer_delete", page{Title: v.Question, Failed: refused != "", Data: v})
}

// organizerArchive archives the event.
func (s *server) organizerArchive(w http.ResponseWriter, r *http.Request, m member) error {
	return s.archive(w, r, m, true)
}

// organizerUnarchive takes the event out of the archive.
func (s *server) organizerUnarchive(w http.ResponseWriter, r *http.Request, m member) error {
	return s.archive(w, r, m, false)
}

func (s *server) archive(w http.ResponseWriter, r *http.Request, m member, away bool) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	e, err := o.event(r)
	if err != nil {
		return err
	}
	done := "unarchived"
	if away {
		done = "archived"
	}
	err = o.store.Archive(r.Context(), e.Event.Code, revisionOf(r), away)
	if errors.Is(err, survey.ErrConflict) && away {
		return s.showArchive(w, r, o, http.StatusConflict, e, o.catalog.T("organizer.archive.overtaken"))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.base+"/e/"+string(e.Event.Code)+"?done="+done, http.StatusSeeOther)
	return nil
}

// revisionOf is the revision that the posted form was shown with.
func revisionOf(r *http.Request) int {
	n, _ := strconv.Atoi(r.PostForm.Get(survey.FieldRevision)) // 0 is nobody's revision
	return n
}

// organizerArchived lists the events in the archive.
func (s *server) organizerArchived(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	events, err := o.store.Events(r.Context())
	if err != nil {
		return err
	}
	lines, err := o.eventLines(r.Context(), slices.DeleteFunc(events, func(e survey.Event) bool { return e.Archived.IsZero() }))
	if err != nil {
		return err
	}
	return s.showOffice(w, r, o, http.StatusOK, "organizer_archive", page{
		Title: o.catalog.T("organizer.archive"), Data: eventsView{Events: lines},
	})
}

// organizerDeleteEventAsk says what deleting an event takes with it.
func (s *server) organizerDeleteEventAsk(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	e, err := o.event(r)
	if err != nil {
		return err
	}
	return s.showDeleteEvent(w, r, o, http.StatusOK, e, "")
}

func (s *server) showDeleteEvent(w http.ResponseWriter, r *http.Request, o office, status int, e survey.EventSessions, refused string) error {
	base := o.base + "/e/" + string(e.Event.Code)
	v := deleteView{
		Back: base, BackText: e.Event.Name, Question: o.catalog.T("organizer.delete.ask", "name", e.Event.Name), Refused: refused,
		Action: base + "/delete", Do: o.catalog.T("organizer.delete.event"), Revision: e.Event.Revision,
	}
	if e.Event.Archived.IsZero() {
		v.Archive = base + "/archive"
	}
	return s.showDelete(w, r, o, status, e.Event.ID, 0, v)
}

// showDelete fills in what goes with the event, or with its one session.
func (s *server) showDelete(w http.ResponseWriter, r *http.Request, o office, status int, event, session survey.ID, v deleteView) error {
	h, err := o.store.Holdings(r.Context(), event, session)
	if err != nil {
		return err
	}
	if session != 0 {
		h.Sessions = 0 // it is the one that the page is about
	}
	for _, part := range []struct {
		key string
		n   int
	}{
		{"sessions", h.Sessions},
		{"responses", h.Responses},
		{"comments", h.Comments},
		{"letters", h.Letters},
		{"invitations", h.Invitations},
	} {
		if part.n > 0 {
			v.Holds = append(v.Holds, o.catalog.T("organizer.delete."+part.key, "n", part.n))
		}
	}
	if h.Responses == 0 && h.Letters == 0 {
		v.None = o.catalog.T("organizer.delete.nothing")
	}
	say := func(when bool, key string, args ...any) {
		if when {
			v.What = append(v.What, o.catalog.T("organizer.delete."+key, args...))
		}
	}
	say(h.Responses > 0 && (session == 0 || h.Comments == 0), "comments.hint")
	say(h.Open > 0, "open", "n", h.Open)
	say(true, "links")
	say(h.Letters > 0, "letterlinks")
	say(true, "undo")
	say(h.Open > 0, "undo.open")
	return s.showOffice(w, r, o, status, "organizer_delete", page{Title: v.Question, Failed: v.Refused != "", Data: v})
}

// organizerDeleteEvent puts the event in the bin.
func (s *server) organizerDeleteEvent(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	e, err := o.event(r)
	if err != nil {
		return err
	}
	err = o.store.BinEvent(r.Context(), e.Event.Code, revisionOf(r))
	if errors.Is(err, survey.ErrConflict) {
		return s.showDeleteEvent(w, r, o, http.StatusConflict, e, o.catalog.T("organizer.delete.overtaken"))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.base+"/bin?done=deleted", http.StatusSeeOther)
	return nil
}

// organizerDeleteSessionAsk says what deleting a session takes with it.
func (s *server) organizerDeleteSessionAsk(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	f, err := o.form(r)
	if err != nil {
		return err
	}
	return s.showDeleteSession(w, r, o, http.StatusOK, f, "")
}

func (s *server) showDeleteSession(w http.ResponseWriter, r *http.Request, o office, status int, f survey.Form, refused string) error {
	base := o.base + "/s/" + string(f.Session.Code)
	return s.showDelete(w, r, o, status, f.Event.ID, f.Session.ID, deleteView{
		Back: base, BackText: f.Session.Title, Question: o.catalog.T("organizer.delete.ask", "name", f.Session.Title), Refused: refused,
		Action: base + "/delete", Do: o.catalog.T("organizer.delete.session"), Revision: f.Session.Revision,
	})
}

// organizerDeleteSession puts the session in the bin.
func (s *server) organizerDeleteSession(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	f, err := o.form(r)
	if err != nil {
		return err
	}
	err = o.store.BinSession(r.Context(), f.Session.Code, revisionOf(r))
	if errors.Is(err, survey.ErrConflict) {
		return s.showDeleteSession(w, r, o, http.StatusConflict, f, o.catalog.T("organizer.delete.overtaken"))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.base+"/bin?done=deleted", http.StatusSeeOther)
	return nil
}

// A binView is the bin.
type binView struct {
	Done, Refused string
	Lines         []binLine
}

type binLine struct {
	Name, What, When, Answers string
	// Restore and Remove are empty for who may not.
	Restore, Remove string
}

// organizerBin lists what is in the bin.
func (s *server) organizerBin(w http.ResponseWriter, r *http.Request, m member) error {
	return s.showBin(w, r, s.office(w, r, m), http.StatusOK, "")
}

func (s *server) showBin(w http.ResponseWriter, r *http.Request, o office, status int, refused string) error {
	bin, err := o.store.Bin(r.Context())
	if err != nil {
		return err
	}
	v := binView{Refused: refused}
	if done := r.URL.Query().Get("done"); refused == "" && (done == "deleted" || done == "removed") {
		v.Done = o.catalog.T("organizer.bin." + done)
	}
	for _, b := range bin {
		v.Lines = append(v.Lines, o.binLine(b))
	}
	return s.showOffice(w, r, o, status, "organizer_bin", page{Title: o.catalog.T("organizer.bin"), Failed: refused != "", Data: v})
}

func (o office) binLine(b survey.Binned) binLine {
	zone := survey.Event{Zone: b.Zone}
	line := binLine{
		Name: b.Name, What: o.catalog.T("organizer.bin.event"),
		When: o.catalog.T("organizer.bin.until", "at", o.moment(zone, b.At), "until", o.moment(zone, b.Until)),
	}
	if b.Event != "" {
		line.What = o.catalog.T("organizer.bin.session", "event", b.Event)
	}
	if b.Responses > 0 {
		line.Answers = o.catalog.T("organizer.answered", "n", b.Responses)
	}
	line.Restore = o.may(o.inBin(b) + "/restore")
	if o.m.Organizer.Role.May(survey.RoleOwner) {
		line.Remove = o.inBin(b) + "/remove"
	}
	return line
}

// inBin is where something in the bin is acted on.
func (o office) inBin(b survey.Binned) string {
	kind := "e"
	if b.Event != "" {
		kind = "s"
	}
	return o.base + "/bin/" + kind + "/" + string(b.Code)
}

// binned hands on what the address names of the bin: an event, or a session.
func (s *server) binned(session bool, next func(w http.ResponseWriter, r *http.Request, o office, b survey.Binned) error) memberHandler {
	return func(w http.ResponseWriter, r *http.Request, m member) error {
		o := s.office(w, r, m)
		code, ok := survey.ParseCode(chi.URLParam(r, "code"))
		bin, err := o.store.Bin(r.Context())
		if err != nil {
			return err
		}
		for _, b := range bin {
			if ok && b.Code == code && (b.Event != "") == session {
				return next(w, r, o, b)
			}
		}
		return fmt.Errorf("bin: %w", survey.ErrNotFound)
	}
}

// organizerRestore brings back what is in the bin.
func (s *server) organizerRestore(w http.ResponseWriter, r *http.Request, o office, b survey.Binned) error {
	err := o.store.Restore(r.Context(), b)
	if errs, ok := wrong(err); ok {
		return s.showBin(w, r, o, http.StatusConflict, o.said(errs[0]))
	}
	if err != nil {
		return err
	}
	to := "/e/"
	if b.Event != "" {
		to = "/s/"
	}
	http.Redirect(w, r, o.base+to+string(b.Code)+"?done=restored", http.StatusSeeOther)
	return nil
}

// organizerRemoveAsk asks before something in the bin is removed for good.
func (s *server) organizerRemoveAsk(w http.ResponseWriter, r *http.Request, o office, b survey.Binned) error {
	v := deleteView{
		Back: o.base + "/bin", BackText: o.catalog.T("organizer.bin"), Question: o.catalog.T("organizer.bin.remove.ask", "name", b.Name),
		Action: o.inBin(b) + "/remove", Do: o.catalog.T("organizer.bin.remove"),
		What: []string{o.catalog.T("organizer.bin.remove.what.1"), o.catalog.T("organizer.bin.remove.what.2")},
	}
	if b.Responses > 0 {
		v.Holds = []string{o.catalog.T("organizer.delete.responses", "n", b.Responses)}
	}
	return s.showOffice(w, r, o, http.StatusOK, "organizer_delete", page{Title: v.Question, Data: v})
}

// organizerRemove removes what is in the bin for good.
func (s *server) organizerRemove(w http.ResponseWriter, r *http.Request, o office, b survey.Binned) error {
	if err := o.store.Remove(r.Context(), b); err != nil {
		return err
	}
	http.Redirect(w, r, o.base+"/bin?done=removed", http.StatusSeeOther)
	return nil
}
