package event

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
	"github.com/omdome/omdome/survey/web/page"
)

// A Visit is a request for one of a session's pages.
type Visit struct {
	survey.Form
	Catalog *i18n.Catalog
	// Base is the session's own address, /s/CODE.
	Base string
	// Invitation is what the visitor answers with; none with an open link.
	Invitation survey.Invitation
	// Links is how many personal links to the session were made; 0 where the visitor
	// has none, or where the page does not tell.
	Links int
	// Person is the seal of whoever comes without one, see PersonOf.
	Person string
	// here tells the browser who has the device, see the function here.
	here string
	// after is the address of the follow-up page, where the visitor may read it.
	after string
	// anybody stands for the holder where a page is drawn for all.
	anybody string
}

// Anybody is the visit as all of its kind are, with page.Gap(0) for the seal and
// page.Gap(1) for what tells the browser who is here.
func (v Visit) Anybody() Visit {
	if v.Holder() != "" {
		v.anybody = page.Gap(0)
	}
	v.here = page.Gap(1)
	return v
}

// Own fills the gaps of what was drawn for Anybody, and more after them.
func (v Visit) Own(more ...string) []string { return append([]string{v.Holder(), v.here}, more...) }

// A Sort is what tells the visits apart that are shown different pages of one session.
type Sort struct {
	code            survey.Code
	language        survey.Language
	after           string
	sealed, invited bool
	links           int
}

// Sort is the visit's.
func (v Visit) Sort() Sort {
	return Sort{v.Session.Code, v.Catalog.Language(), v.after, v.Holder() != "", v.Invitation.ID != 0, v.Links}
}

// Session finds the session that the address names and hands it to the page.
// An address typed in another way than we write it leads to the one that we
// write, so that a session has one address and one cookie.
func (s *Room) Session(next func(w http.ResponseWriter, r *http.Request, v Visit) error) http.HandlerFunc {
	return s.Visited(s.store.Form, next)
}

// Visited is session with a way of its own to find the form.
func (s *Room) Visited(find func(context.Context, survey.Code) (survey.Form, error),
	next func(w http.ResponseWriter, r *http.Request, v Visit) error,
) http.HandlerFunc {
	return s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		typed, err := url.PathUnescape(chi.URLParam(r, "code"))
		if err != nil {
			return fmt.Errorf("session: %w", survey.ErrNotFound)
		}
		code, ok := survey.ParseCode(typed)
		if !ok {
			return s.NoSession(w, r, typed, survey.ErrNotFound)
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
			return s.MissedCode(r, err)
		}
		invitation, err := s.Admit(w, r, form)
		if err != nil {
			return err
		}
		language := s.Language(w, r, page.Offered(form.Event))
		v := Visit{Form: form, Catalog: i18n.For(language), Base: base, Invitation: invitation, Person: page.PersonOf(r, form.Event.Code), here: page.Here(r, form.Event.Code)}
		if f := form.FollowUp; f.Shown(s.Now()) && (f.Audience != survey.FollowUpInvited || invitation.ID != 0) {
			v.after = "/f/" + string(code)
		}
		return next(w, r, v)
	})
}

// noForm answers for a code that no session has. An event's code is typed in the
// same places, and leads to the event.
func (s *Room) noForm(w http.ResponseWriter, r *http.Request, code survey.Code) error {
	_, err := s.store.Event(r.Context(), code)
	switch {
	case errors.Is(err, survey.ErrNotFound):
		return s.NoSession(w, r, string(code), s.MissedCode(r, err))
	case err != nil:
		return err
	}
	http.Redirect(w, r, "/e/"+string(code), http.StatusSeeOther)
	return nil
}

// Show renders one of the session's pages.
func (s *Room) Show(w http.ResponseWriter, r *http.Request, v Visit, status int, name string, p page.Page) error {
	return s.Render(w, r, status, name, v.page(p))
}

// Shape draws one of the session's pages for anybody.
func (s *Room) Shape(r *http.Request, v Visit, name string, p page.Page) (*page.Shape, error) {
	return s.Site.Shape(r, name, v.page(p))
}

func (v Visit) page(p page.Page) page.Page {
	p.Language, p.Offered, p.Event = v.Catalog.Language(), page.Offered(v.Event), v.Event.Code
	return p
}

// T is a text with what session texts speak of: {the} ("workshoppen").
func (v Visit) T(key string, args ...any) string {
	return v.Catalog.T(key, append(args, "the", v.The())...)
}

// The is the session in a sentence: "workshoppen".
func (v Visit) The() string { return v.Catalog.T(v.Session.Kind.TheKey()) }

// Moment tells a time in the event's zone.
func (v Visit) Moment(t time.Time) string { return v.Catalog.Moment(t.In(v.Event.Location())) }

// A Heading says which session a page is about.
type Heading struct {
	Event, Title, Base string
	// Spoken is the language of both, see page.Spoken.
	Spoken survey.Language
	// Sessions is where the event's other sessions are.
	Sessions string
	// Speakers are names with roles: "Karin Ek, workshopledare".
	Speakers []string
	// Asking leads to where attendees ask; empty where they cannot.
	Asking string
	// FollowUp leads to what is left of the session, where the visitor may see it.
	FollowUp string
	// Seal tells whose drafts the browser may show, see Visit.Seal.
	Seal string
	// Here tells the browser for which event who has the device, see here.
	Here string
	// Rehearsal says that this is one; empty where it is not.
	Rehearsal string
}

// ID is the id of the control that is named so.
func (h Heading) ID(name string) string { return page.ControlID(name, h.Seal) }

// Heading says which session the page is about.
func (v Visit) Heading() Heading {
	h := Heading{Event: v.Event.Name, Title: v.Session.Title, Base: v.Base, Sessions: "/e/" + string(v.Event.Code), Seal: v.Seal(), Here: v.here, Rehearsal: v.rehearsal()}
	h.Spoken = page.Spoken(v.Event, v.Catalog.Language())
	if h.Event == h.Title {
		h.Event = v.Organization.Name
	}
	h.Speakers = page.SpeakersOf(v.Catalog, v.Appearances)
	h.FollowUp = v.after
	if v.TakesInquiries() {
		h.Asking = v.Base + "/ask"
	}
	return h
}

// namedSpeakers is how many speakers a sentence names; more are "the speakers".
const namedSpeakers = 3

// Addressees says who gets a letter, as a name in a sentence, and how many they
// are: all that appear, since a moderator's letter tells of the session as well.
func (v Visit) Addressees() (names string, n int) {
	var list []string
	for _, a := range v.Appearances {
		if v.Session.Kind != survey.KindEvent {
			list = append(list, a.Speaker.Name)
		}
	}
	if len(list) > namedSpeakers {
		return v.T("form.speakers"), len(list)
	}
	return v.Catalog.List(list), len(list)
}

// Readers says before anything is written who reads it, and when.
func (v Visit) Readers() string {
	names, n := v.Addressees()
	key := "form.reader"
	switch {
	case n == 0:
		key = "form.reader.nobody"
	case n > 1:
		key = "form.reader.many"
	}
	return v.T(key, "organizer", v.Organization.Name, "name", names, "k", v.Catalog.Spelled(max(v.Session.K, survey.MinK)))
}

// CommentReaders says the same in short, beside the comments.
func (v Visit) CommentReaders() string {
	names, n := v.Addressees()
	if n == 0 {
		return v.T("form.comment.organizer", "organizer", v.Organization.Name)
	}
	return v.T("form.comment.reads", "organizer", v.Organization.Name, "name", names)
}

// Before the key stands whether the answer has been acknowledged, and after it
// with which invitation, if any, and in which rehearsal.
const (
	cookieDraft    = "d."
	cookieAnswered = "a."
)

// CookieKey returns the key that the browser has for this session, and whether
// an answer with it has been acknowledged. A key that came with another
// invitation is another person's, and one of a rehearsal is good in that alone.
func (v Visit) CookieKey(r *http.Request) (key survey.Key, answered, ok bool) {
	c, err := r.Cookie(page.KeyCookie)
	if err != nil || len(c.Value) < len(cookieDraft) {
		return survey.Key{}, false, false
	}
	prefix, text := c.Value[:len(cookieDraft)], c.Value[len(cookieDraft):]
	if prefix != cookieDraft && prefix != cookieAnswered {
		return survey.Key{}, false, false
	}
	text, seal, _ := strings.Cut(text, ".")
	if key, ok = survey.ParseKey(text); !ok || seal != v.Seal() {
		return survey.Key{}, false, false
	}
	return key, prefix == cookieAnswered, true
}

// SetKey makes the browser remember the key for this session, and on the event's
// page that the session is answered.
func (s *Room) SetKey(w http.ResponseWriter, v Visit, key survey.Key, answered bool) {
	keep := v.Session.ClosesAt.Add(page.KeepAfter).Sub(s.Now())
	if v.Session.ClosesAt.IsZero() || keep <= 0 {
		keep = page.KeepFor
	}
	value := cookieDraft + key.Text()
	if answered {
		value = cookieAnswered + key.Text()
	}
	if seal := v.Seal(); seal != "" {
		value += "." + seal
	}
	s.SetCookie(w, &http.Cookie{
		Name: page.KeyCookie, Value: value, Path: v.Base,
		MaxAge: int(keep.Seconds()), // and not Expires: a device's clock may be wrong
	})
	if answered && !v.Session.Rehearsal {
		s.mark(w, v, keep)
	}
}

// ForgetKey makes the browser forget it, so that the next form is a new one.
func (s *Room) ForgetKey(w http.ResponseWriter, v Visit) {
	s.SetCookie(w, &http.Cookie{
		Name: page.KeyCookie, Path: v.Base, MaxAge: -1,
	})
	s.Unmark(w, v)
}

// PostedKey returns the key of the form's hidden field.
func PostedKey(r *http.Request) (survey.Key, bool) {
	values := slices.Compact(slices.Clone(r.PostForm[survey.FieldKey]))
	if len(values) != 1 {
		return survey.Key{}, false
	}
	return survey.ParseKey(values[0])
}
