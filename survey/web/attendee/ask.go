package attendee

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
)

// An askingView is the page where attendees ask those who hold the session.
type askingView struct {
	event.Heading
	// Ask says that one can ask now; else Closed says why not.
	Ask    bool
	Closed string
	// Readers says who sees what is asked, and when.
	Readers string
	Summary string
	Errors  []page.FormError
	// Text, Name and what is wrong with them are what was typed.
	Text, Name           string
	TextError, NameError string
	Done                 string
	Inquiries            []page.InquiryView
}

// Ask shows what has been asked, and lets ask.
func (s *Room) Ask(w http.ResponseWriter, r *http.Request, v Visit) error {
	if _, ok := page.DeviceKey(r); !ok {
		if err := s.GiveDevice(w, r, v.Base+"/ask"); err != nil {
			return err
		}
	}
	view := askingView{Done: v.T(page.DoneKey(r, "inquiry.done.asked", "inquiry.done.waiting", "inquiry.done.withdrawn", "inquiry.done.cookie"))}
	return s.showAsk(w, r, v, http.StatusOK, view)
}

func (s *Room) showAsk(w http.ResponseWriter, r *http.Request, v Visit, status int, view askingView) error {
	device, _ := page.DeviceKey(r)
	all, err := s.store.Inquiries(r.Context(), v.Session.Code, device)
	if err != nil {
		return err
	}
	view.Heading, view.Ask = v.Heading(), all.TakesInquiries()
	if !view.Ask {
		view.Closed = v.T("inquiry.closed")
		if all.Inquiring == survey.InquiringOff {
			view.Closed = v.T("inquiry.off")
		}
	}
	if view.Ask {
		view.Readers = v.T(all.Inquiring.ReadersKey())
	}
	view.Inquiries = inquiriesShown(v.Catalog, all.List, view.Ask)
	return s.Show(w, r, v.Visit, status, "attendee/session_ask", page.Page{
		Title: v.T("inquiry.title", "title", v.Session.Title), Failed: view.Summary != "", Data: view,
	})
}

// Asked takes what an attendee asks.
func (s *Room) Asked(w http.ResponseWriter, r *http.Request, v Visit) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	q, errs := form.ReadInquiry(r.PostForm)
	status := http.StatusUnprocessableEntity
	device, ok := page.DeviceKey(r)
	if ok && len(errs) == 0 {
		wait, full := s.Limits.Add(r, v.Base+"/ask", device, s.Now())
		switch {
		case wait > 0:
			status = http.StatusTooManyRequests
			errs = survey.FieldErrors{{Field: form.FieldInquiry, Message: page.MsgBusy, Args: map[string]any{"n": page.RetryIn(w, wait)}}}
		case full:
			status = http.StatusTooManyRequests
			errs = survey.FieldErrors{{Field: form.FieldInquiry, Message: form.MsgInquiryMany}}
		default:
			asked, err := s.store.Ask(r.Context(), v.Session.ID, device, q)
			if err == nil {
				s.Recent.Seen(v.Session.Code, asked.Number-1)
				s.Recent.Changed(v.Session.Code)
				done := "asked"
				if asked.State == inquiry.Waiting {
					done = "waiting"
				}
				http.Redirect(w, r, v.Base+"/ask?done="+done, http.StatusSeeOther)
				return nil
			}
			if errs, ok = page.Wrong(err); !ok && !errors.Is(err, survey.ErrClosed) && !errors.Is(err, survey.ErrNotOpen) {
				return err
			}
			ok = true // too late: the page says so, with what was typed
		}
	}
	view := askingView{Text: page.ShownText(r.PostForm.Get(form.FieldInquiry)), Name: page.ShownText(r.PostForm.Get(form.FieldInquiryName))}
	for _, e := range errs {
		text := v.T(e.Message, "n", e.Args["n"])
		view.Errors = append(view.Errors, page.FormError{Target: page.ControlID(e.Field, v.Seal()), Text: text})
		if e.Field == form.FieldInquiryName {
			view.NameError = text
		} else {
			view.TextError = text
		}
	}
	view.Summary = v.T("inquiry.wrong")
	if !ok {
		view.Errors = append(view.Errors, page.FormError{Text: v.T("inquiry.done.cookie")})
	}
	return s.showAsk(w, r, v, status, view)
}

// Voted votes for an inquiry, or takes the vote back.
func (s *Room) Voted(w http.ResponseWriter, r *http.Request, v Visit) error {
	return s.onInquiry(w, r, v, func(inquiry survey.ID, device survey.Key) (string, error) {
		return "", s.store.VoteInquiry(r.Context(), v.Session.ID, inquiry, device, r.PostForm.Get("vote") == "on")
	})
}

// Unasked takes away what this device has asked.
func (s *Room) Unasked(w http.ResponseWriter, r *http.Request, v Visit) error {
	return s.onInquiry(w, r, v, func(inquiry survey.ID, device survey.Key) (string, error) {
		return "?done=withdrawn", s.store.WithdrawInquiry(r.Context(), v.Session.ID, inquiry, device)
	})
}

// onInquiry does something to the inquiry that the address names, for the device
// that asks, and leads back to the page.
func (s *Room) onInquiry(w http.ResponseWriter, r *http.Request, v Visit, do func(survey.ID, survey.Key) (to string, err error)) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	id, err := strconv.ParseInt(chi.URLParam(r, "inquiry"), 10, 64)
	if err != nil {
		return survey.ErrNotFound
	}
	device, ok := page.DeviceKey(r)
	if !ok {
		http.Redirect(w, r, v.Base+"/ask?done=cookie", http.StatusSeeOther)
		return nil
	}
	if wait := s.Limits.Act(r, v.Base+"/ask", device, s.Now()); wait > 0 {
		return s.showAsk(w, r, v, http.StatusTooManyRequests, askingView{Summary: v.T(page.MsgBusy, "n", page.RetryIn(w, wait))})
	}
	to, err := do(survey.ID(id), device)
	if err != nil {
		return err
	}
	s.Recent.Changed(v.Session.Code)
	http.Redirect(w, r, v.Base+"/ask"+to+"#"+url.PathEscape("q"+chi.URLParam(r, "inquiry")), http.StatusSeeOther)
	return nil
}
