package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// A visit is a request for one of a session's pages.
type visit struct {
	survey.Form
	catalog *i18n.Catalog
	// base is the session's own address, /s/CODE.
	base string
	// invitation is what the visitor answers with; none with an open link.
	invitation survey.Invitation
	// links is how many personal links to the session were made; 0 where the visitor
	// has none, or where the page does not tell.
	links int
	// person is the seal of whoever comes without one, see personOf.
	person string
	// here tells the browser who has the device, see the function here.
	here string
	// after is the address of the follow-up page, where the visitor may read it.
	after string
}

// session finds the session that the address names and hands it to the page.
// An address typed in another way than we write it leads to the one that we
// write, so that a session has one address and one cookie.
func (s *server) session(next func(w http.ResponseWriter, r *http.Request, v visit) error) http.HandlerFunc {
	return s.visited(s.store.Form, next)
}

// visited is session with a way of its own to find the form.
func (s *server) visited(find func(context.Context, survey.Code) (survey.Form, error),
	next func(w http.ResponseWriter, r *http.Request, v visit) error,
) http.HandlerFunc {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		typed, err := url.PathUnescape(chi.URLParam(r, "code"))
		if err != nil {
			return fmt.Errorf("session: %w", survey.ErrNotFound)
		}
		code, ok := survey.ParseCode(typed)
		if !ok {
			return s.noSession(w, r, typed, survey.ErrNotFound)
		}
		base := "/s/" + string(code)
		if typed != string(code) && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			http.Redirect(w, r, base, http.StatusSeeOther)
			return nil
		}
		form, err := find(r.Context(), code)
		if errors.Is(err, survey.ErrNotFound) && r.Method != http.MethodPost {
			return s.noForm(w, r, code)
		}
		if err != nil {
			if r.Method == http.MethodPost {
				s.readOwn(w, r)
			}
			return s.missedCode(r, err)
		}
		invitation, err := s.admit(w, r, form)
		if err != nil {
			return err
		}
		language := s.language(w, r, offered(form.Event))
		v := visit{Form: form, catalog: i18n.For(language), base: base, invitation: invitation, person: personOf(r, form.Event.Code), here: here(r, form.Event.Code)}
		if f := form.FollowUp; f.Shown(s.now()) && (f.Audience != survey.FollowUpInvited || invitation.ID != 0) {
			v.after = "/f/" + string(code)
		}
		return next(w, r, v)
	})
}

// noForm answers for a code that no session has. An event's code is typed in the
// same places, and leads to the event.
func (s *server) noForm(w http.ResponseWriter, r *http.Request, code survey.Code) error {
	_, err := s.store.Event(r.Context(), code)
	switch {
	case errors.Is(err, survey.ErrNotFound):
		return s.noSession(w, r, string(code), s.missedCode(r, err))
	case err != nil:
		return err
	}
	http.Redirect(w, r, "/e/"+string(code), http.StatusSeeOther)
	return nil
}

// show renders one of the session's pages.
func (s *server) show(w http.ResponseWriter, r *http.Request, v visit, status int, name string, p page) error {
	p.Language, p.Offered, p.Event = v.catalog.Language(), offered(v.Event), v.Event.Code
	return s.render(w, r, status, name, p)
}

// t is a text with what session texts speak of: {the} ("workshoppen").
func (v visit) t(key string, args ...any) string {
	return v.catalog.T(key, append(args, "the", v.the())...)
}

func (v visit) the() string { return v.catalog.T("kind.the." + string(v.Session.Kind)) }

// moment tells a time in the event's zone.
func (v visit) moment(t time.Time) string { return v.catalog.Moment(t.In(v.Event.Location())) }

// A heading says which session a page is about.
type heading struct {
	Event, Title, Base string
	// Sessions is where the event's other sessions are.
	Sessions string
	// Speakers are names with roles: "Karin Ek, workshopledare".
	Speakers []string
	// Asking leads to where attendees ask; empty where they cannot.
	Asking string
	// FollowUp leads to what is left of the session, where the visitor may see it.
	FollowUp string
	// Seal tells whose drafts the browser may show, see visit.seal.
	Seal string
	// Here tells the browser for which event who has the device, see here.
	Here string
	// Rehearsal says that this is one; empty where it is not.
	Rehearsal string
}

// ID is the id of the control that is named so.
func (h heading) ID(name string) string { return controlID(name, h.Seal) }

func (v visit) heading() heading {
	h := heading{Event: v.Event.Name, Title: v.Session.Title, Base: v.base, Sessions: "/e/" + string(v.Event.Code), Seal: v.seal(), Here: v.here, Rehearsal: v.rehearsal()}
	if h.Event == h.Title {
		h.Event = v.Organization.Name
	}
	h.Speakers = speakersOf(v.catalog, v.Appearances)
	h.FollowUp = v.after
	if v.TakesInquiries() {
		h.Asking = v.base + "/ask"
	}
	return h
}

// namedSpeakers is how many speakers a sentence names; more are "the speakers".
const namedSpeakers = 3

// addressees says who gets a letter, as a name in a sentence, and how many they
// are: all that appear, since a moderator's letter tells of the session as well.
func (v visit) addressees() (names string, n int) {
	var list []string
	for _, a := range v.Appearances {
		if v.Session.Kind != survey.KindEvent {
			list = append(list, a.Speaker.Name)
		}
	}
	if len(list) > namedSpeakers {
		return v.t("form.speakers"), len(list)
	}
	return v.catalog.List(list), len(list)
}

// readers says before anything is written who reads it, and when.
func (v visit) readers() string {
	names, n := v.addressees()
	key := "form.reader"
	switch {
	case n == 0:
		key = "form.reader.nobody"
	case n > 1:
		key = "form.reader.many"
	}
	return v.t(key, "organizer", v.Organization.Name, "name", names, "k", v.catalog.Spelled(max(v.Session.K, survey.MinK)))
}

// commentReaders says the same in short, beside the comments.
func (v visit) commentReaders() string {
	names, n := v.addressees()
	if n == 0 {
		return v.t("form.comment.organizer", "organizer", v.Organization.Name)
	}
	return v.t("form.comment.reads", "organizer", v.Organization.Name, "name", names)
}

// keyCookie remembers on the attendee's device which key this session's answer
// has there. It is sent to the session's own pages alone.
const keyCookie = "omdome"

// Before the key stands whether the answer has been acknowledged, and after it
// with which invitation, if any, and in which rehearsal.
const (
	cookieDraft    = "d."
	cookieAnswered = "a."
)

// cookieKey returns the key that the browser has for this session, and whether
// an answer with it has been acknowledged. A key that came with another
// invitation is another person's, and one of a rehearsal is good in that alone.
func (v visit) cookieKey(r *http.Request) (key survey.Key, answered, ok bool) {
	c, err := r.Cookie(keyCookie)
	if err != nil || len(c.Value) < len(cookieDraft) {
		return survey.Key{}, false, false
	}
	prefix, text := c.Value[:len(cookieDraft)], c.Value[len(cookieDraft):]
	if prefix != cookieDraft && prefix != cookieAnswered {
		return survey.Key{}, false, false
	}
	text, seal, _ := strings.Cut(text, ".")
	if key, ok = survey.ParseKey(text); !ok || seal != v.seal() {
		return survey.Key{}, false, false
	}
	return key, prefix == cookieAnswered, true
}

// keepFor is how long a device keeps its key when no clock closes the session,
// and keepAfter how long after the clock has closed it: long enough for one that
// was opened again.
const (
	keepFor   = 30 * 24 * time.Hour
	keepAfter = survey.ReopenWindow + 24*time.Hour
)

// setKey makes the browser remember the key for this session, and on the event's
// page that the session is answered.
func (s *server) setKey(w http.ResponseWriter, v visit, key survey.Key, answered bool) {
	keep := v.Session.ClosesAt.Add(keepAfter).Sub(s.now())
	if v.Session.ClosesAt.IsZero() || keep <= 0 {
		keep = keepFor
	}
	value := cookieDraft + key.Text()
	if answered {
		value = cookieAnswered + key.Text()
	}
	if seal := v.seal(); seal != "" {
		value += "." + seal
	}
	s.setCookie(w, &http.Cookie{
		Name: keyCookie, Value: value, Path: v.base,
		MaxAge: int(keep.Seconds()), // and not Expires: a device's clock may be wrong
	})
	if answered && !v.Session.Rehearsal {
		s.mark(w, v, keep)
	}
}

// forgetKey makes the browser forget it, so that the next form is a new one.
func (s *server) forgetKey(w http.ResponseWriter, v visit) {
	s.setCookie(w, &http.Cookie{
		Name: keyCookie, Path: v.base, MaxAge: -1,
	})
	s.unmark(w, v)
}

// postedKey returns the key of the form's hidden field.
func postedKey(r *http.Request) (survey.Key, bool) {
	values := slices.Compact(slices.Clone(r.PostForm[survey.FieldKey]))
	if len(values) != 1 {
		return survey.Key{}, false
	}
	return survey.ParseKey(values[0])
}
