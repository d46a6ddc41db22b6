package programme

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/office"
	"github.com/omdome/omdome/survey/web/page"
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

// ArchiveAsk says what archiving an event does.
func (s *Room) ArchiveAsk(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	return s.showArchive(w, r, o, http.StatusOK, e, "")
}

func (s *Room) showArchive(w http.ResponseWriter, r *http.Request, o desk, status int, e survey.EventSessions, refused string) error {
	base := o.Base + "/e/" + string(e.Event.Code)
	if !e.Event.Archived.IsZero() {
		http.Redirect(w, r, base, http.StatusSeeOther)
		return nil
	}
	v := deleteView{
		Back: base, BackText: e.Event.Name, Question: o.Catalog.T("organizer.archive.ask", "name", e.Event.Name), Refused: refused,
		Action: base + "/archive", Do: o.Catalog.T("organizer.archive.do"), Revision: e.Event.Revision,
	}
	for _, key := range []string{"organizer.archive.what.1", "organizer.archive.what.2", "organizer.archive.what.3"} {
		v.What = append(v.What, o.Catalog.T(key))
	}
	return s.ShowOffice(w, r, o.Desk, status, "office/programme/delete", page.Page{Title: v.Question, Failed: refused != "", Data: v})
}

// Archive archives the event.
func (s *Room) Archive(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	return s.archive(w, r, o, e, true)
}

// Unarchive takes the event out of the archive.
func (s *Room) Unarchive(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	return s.archive(w, r, o, e, false)
}

func (s *Room) archive(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions, away bool) error {
	done := "unarchived"
	if away {
		done = "archived"
	}
	err := o.store.Archive(r.Context(), e.Event.Code, page.RevisionOf(r), away)
	if errors.Is(err, survey.ErrConflict) && away {
		return s.showArchive(w, r, o, http.StatusConflict, e, o.Catalog.T("organizer.archive.overtaken"))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/e/"+string(e.Event.Code)+"?done="+done, http.StatusSeeOther)
	return nil
}

// Archived lists the events in the archive.
func (s *Room) Archived(w http.ResponseWriter, r *http.Request, o desk) error {
	events, err := o.store.Events(r.Context())
	if err != nil {
		return err
	}
	lines, err := o.EventLines(r.Context(), slices.DeleteFunc(events, func(e survey.Event) bool { return e.Archived.IsZero() }))
	if err != nil {
		return err
	}
	return s.ShowOffice(w, r, o.Desk, http.StatusOK, "office/programme/archive", page.Page{
		Title: o.Catalog.T("organizer.archive"), Data: office.EventsView{Events: lines},
	})
}

// DeleteEventAsk says what deleting an event takes with it.
func (s *Room) DeleteEventAsk(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	return s.showDelete(w, r, o, http.StatusOK, o.deletingEvent(e))
}

// DeleteEvent puts the event in the bin.
func (s *Room) DeleteEvent(w http.ResponseWriter, r *http.Request, o desk, e survey.EventSessions) error {
	return s.delete(w, r, o, o.deletingEvent(e), func() error {
		return o.store.BinEvent(r.Context(), e.Event.Code, page.RevisionOf(r))
	})
}

// DeleteSessionAsk says what deleting a session takes with it.
func (s *Room) DeleteSessionAsk(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	return s.showDelete(w, r, o, http.StatusOK, o.deletingSession(f))
}

// DeleteSession puts the session in the bin.
func (s *Room) DeleteSession(w http.ResponseWriter, r *http.Request, o desk, f survey.Form) error {
	return s.delete(w, r, o, o.deletingSession(f), func() error {
		return o.store.BinSession(r.Context(), f.Session.Code, page.RevisionOf(r))
	})
}

// A deleting is what is asked before an event is deleted, or one session of it; of an
// event, session is zero.
type deleting struct {
	event, session survey.ID
	deleteView
}

func (o desk) deletingEvent(e survey.EventSessions) deleting {
	base := o.Base + "/e/" + string(e.Event.Code)
	d := deleting{event: e.Event.ID, deleteView: deleteView{
		Back: base, BackText: e.Event.Name, Question: o.Catalog.T("organizer.delete.ask", "name", e.Event.Name),
		Action: base + "/delete", Do: o.Catalog.T("organizer.delete.event"), Revision: e.Event.Revision,
	}}
	if e.Event.Archived.IsZero() {
		d.Archive = base + "/archive"
	}
	return d
}

func (o desk) deletingSession(f survey.Form) deleting {
	base := o.Base + "/s/" + string(f.Session.Code)
	return deleting{event: f.Event.ID, session: f.Session.ID, deleteView: deleteView{
		Back: base, BackText: f.Session.Title, Question: o.Catalog.T("organizer.delete.ask", "name", f.Session.Title),
		Action: base + "/delete", Do: o.Catalog.T("organizer.delete.session"), Revision: f.Session.Revision,
	}}
}

// delete puts it in the bin, or asks again where somebody else has changed it.
func (s *Room) delete(w http.ResponseWriter, r *http.Request, o desk, d deleting, bin func() error) error {
	err := bin()
	if errors.Is(err, survey.ErrConflict) {
		d.Refused = o.Catalog.T("organizer.delete.overtaken")
		return s.showDelete(w, r, o, http.StatusConflict, d)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/bin?done=deleted", http.StatusSeeOther)
	return nil
}

// showDelete fills in what goes with it.
func (s *Room) showDelete(w http.ResponseWriter, r *http.Request, o desk, status int, d deleting) error {
	v := d.deleteView
	h, err := o.store.Holdings(r.Context(), d.event, d.session)
	if err != nil {
		return err
	}
	if d.session != 0 {
		h.Sessions = 0 // it is the one that the page is about
	}
	for _, part := range []struct {
		key string
		n   int
	}{
		{"organizer.delete.sessions", h.Sessions},
		{"organizer.delete.responses", h.Responses},
		{"organizer.delete.comments", h.Comments},
		{"organizer.delete.letters", h.Letters},
		{"organizer.delete.invitations", h.Invitations},
	} {
		if part.n > 0 {
			v.Holds = append(v.Holds, o.Catalog.T(part.key, "n", part.n))
		}
	}
	if h.Responses == 0 && h.Letters == 0 {
		v.None = o.Catalog.T("organizer.delete.nothing")
	}
	say := func(when bool, key string, args ...any) {
		if when {
			v.What = append(v.What, o.Catalog.T(key, args...))
		}
	}
	say(h.Responses > 0 && (d.session == 0 || h.Comments == 0), "organizer.delete.comments.hint")
	say(h.Open > 0, "organizer.delete.open", "n", h.Open)
	say(true, "organizer.delete.links")
	say(h.Letters > 0, "organizer.delete.letterlinks")
	say(true, "organizer.delete.undo")
	say(h.Open > 0, "organizer.delete.undo.open")
	return s.ShowOffice(w, r, o.Desk, status, "office/programme/delete", page.Page{Title: v.Question, Failed: v.Refused != "", Data: v})
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

// Bin lists what is in the bin.
func (s *Room) Bin(w http.ResponseWriter, r *http.Request, o desk) error {
	return s.showBin(w, r, o, http.StatusOK, "")
}

func (s *Room) showBin(w http.ResponseWriter, r *http.Request, o desk, status int, refused string) error {
	bin, err := o.store.Bin(r.Context())
	if err != nil {
		return err
	}
	v := binView{Refused: refused}
	if refused == "" {
		v.Done = o.Catalog.T(page.DoneKey(r, "organizer.bin.deleted", "organizer.bin.removed"))
	}
	for _, b := range bin {
		v.Lines = append(v.Lines, o.binLine(b))
	}
	return s.ShowOffice(w, r, o.Desk, status, "office/programme/bin", page.Page{Title: o.Catalog.T("organizer.bin"), Failed: refused != "", Data: v})
}

func (o desk) binLine(b survey.Binned) binLine {
	zone := survey.Event{Zone: b.Zone}
	line := binLine{
		Name: b.Name, What: o.Catalog.T("organizer.bin.event"),
		When: o.Catalog.T("organizer.bin.until", "at", o.Moment(zone, b.At), "until", o.Moment(zone, b.Until)),
	}
	if b.Event != "" {
		line.What = o.Catalog.T("organizer.bin.session", "event", b.Event)
	}
	if b.Responses > 0 {
		line.Answers = o.Catalog.T("organizer.answered", "n", b.Responses)
	}
	line.Restore = o.May(o.inBin(b) + "/restore")
	if o.Member.Organizer.Role.May(organizer.Owner) {
		line.Remove = o.inBin(b) + "/remove"
	}
	return line
}

// inBin is where something in the bin is acted on.
func (o desk) inBin(b survey.Binned) string {
	kind := "e"
	if b.Event != "" {
		kind = "s"
	}
	return o.Base + "/bin/" + kind + "/" + string(b.Code)
}

// Binned hands on what the address names of the bin: an event, or a session.
func (s *Room) Binned(session bool, next func(w http.ResponseWriter, r *http.Request, o desk, b survey.Binned) error) func(http.ResponseWriter, *http.Request, desk) error {
	return func(w http.ResponseWriter, r *http.Request, o desk) error {
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

// Restore brings back what is in the bin.
func (s *Room) Restore(w http.ResponseWriter, r *http.Request, o desk, b survey.Binned) error {
	err := o.store.Restore(r.Context(), b)
	if errs, ok := page.Wrong(err); ok {
		return s.showBin(w, r, o, http.StatusConflict, o.Said(errs[0]))
	}
	if err != nil {
		return err
	}
	to := "/e/"
	if b.Event != "" {
		to = "/s/"
	}
	http.Redirect(w, r, o.Base+to+string(b.Code)+"?done=restored", http.StatusSeeOther)
	return nil
}

// RemoveAsk asks before something in the bin is removed for good.
func (s *Room) RemoveAsk(w http.ResponseWriter, r *http.Request, o desk, b survey.Binned) error {
	v := deleteView{
		Back: o.Base + "/bin", BackText: o.Catalog.T("organizer.bin"), Question: o.Catalog.T("organizer.bin.remove.ask", "name", b.Name),
		Action: o.inBin(b) + "/remove", Do: o.Catalog.T("organizer.bin.remove"),
		What: []string{o.Catalog.T("organizer.bin.remove.what.1"), o.Catalog.T("organizer.bin.remove.what.2")},
	}
	if b.Responses > 0 {
		v.Holds = []string{o.Catalog.T("organizer.delete.responses", "n", b.Responses)}
	}
	return s.ShowOffice(w, r, o.Desk, http.StatusOK, "office/programme/delete", page.Page{Title: v.Question, Data: v})
}

// Remove removes what is in the bin for good.
func (s *Room) Remove(w http.ResponseWriter, r *http.Request, o desk, b survey.Binned) error {
	if err := o.store.Remove(r.Context(), b); err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/bin?done=removed", http.StatusSeeOther)
	return nil
}
