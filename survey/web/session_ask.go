package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// An askingView is the page where attendees ask those who hold the session.
type askingView struct {
	heading
	// Ask says that one can ask now; else Closed says why not.
	Ask    bool
	Closed string
	// Readers says who sees what is asked, and when.
	Readers string
	Summary string
	Errors  []formError
	// Text, Name and what is wrong with them are what was typed.
	Text, Name           string
	TextError, NameError string
	Done                 string
	Inquiries            []inquiryView
}

// An inquiryView is an inquiry as attendees see it.
type inquiryView struct {
	ID, Text, Name string
	Votes          string
	// Note says that it waits to be shown, or was answered aloud.
	Note string
	// Vote is what the button that votes does, on or off; empty for no button.
	Vote     string
	Own      bool
	Answer   []block
	Answerer string
}

// sessionAsk shows what has been asked, and lets ask.
func (s *server) sessionAsk(w http.ResponseWriter, r *http.Request, v visit) error {
	if _, ok := deviceKey(r); !ok {
		if err := s.giveDevice(w, r, v.base+"/ask"); err != nil {
			return err
		}
	}
	view := askingView{}
	switch done := r.URL.Query().Get("done"); done {
	case "asked", "waiting", "withdrawn", "cookie":
		view.Done = v.t("inquiry.done." + done)
	}
	return s.showAsk(w, r, v, http.StatusOK, view)
}

func (s *server) showAsk(w http.ResponseWriter, r *http.Request, v visit, status int, view askingView) error {
	device, _ := deviceKey(r)
	all, err := s.store.Inquiries(r.Context(), v.Session.Code, device)
	if err != nil {
		return err
	}
	view.heading, view.Ask = v.heading(), all.TakesInquiries()
	if !view.Ask {
		view.Closed = v.t("inquiry.closed")
		if all.Inquiring == survey.InquiringOff {
			view.Closed = v.t("inquiry.off")
		}
	}
	if view.Ask {
		view.Readers = v.t("inquiry.readers." + string(all.Inquiring))
	}
	view.Inquiries = inquiriesShown(v.catalog, all.List, view.Ask)
	return s.show(w, r, v, status, "session_ask", page{
		Title: v.t("inquiry.title", "title", v.Session.Title), Failed: view.Summary != "", Data: view,
	})
}

// inquiryShown is the inquiry for attendees; votes says that they can vote.
func inquiryShown(c *i18n.Catalog, q survey.Inquiry, votes bool) inquiryView {
	view := inquiryView{
		ID: idText(q.ID), Text: q.Text, Name: q.Name, Own: q.Own,
		Votes: c.T("inquiry.votes", "n", q.Votes),
	}
	switch {
	case q.State == survey.InquiryWaiting:
		view.Note = c.T("inquiry.waiting")
	case q.State == survey.InquiryHidden:
		view.Note = c.T("inquiry.hidden")
	case q.Aloud:
		view.Note = c.T("inquiry.aloud")
	}
	if votes && !q.Own && q.State == survey.InquiryShown {
		view.Vote = "on"
		if q.Voted {
			view.Vote = "off"
		}
	}
	if q.Released && q.Answer != "" {
		view.Answer, view.Answerer = blocks(q.Answer), q.By
	}
	return view
}

// sessionAsked takes what an attendee asks.
func (s *server) sessionAsked(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	q, errs := survey.ReadInquiry(r.PostForm)
	status := http.StatusUnprocessableEntity
	device, ok := deviceKey(r)
	if ok && len(errs) == 0 {
		wait, full := s.limits.add(r, v.base+"/ask", device, s.now())
		switch {
		case wait > 0:
			status = http.StatusTooManyRequests
			errs = survey.FieldErrors{{Field: survey.FieldInquiry, Message: msgBusy, Args: map[string]any{"n": retryIn(w, wait)}}}
		case full:
			status = http.StatusTooManyRequests
			errs = survey.FieldErrors{{Field: survey.FieldInquiry, Message: survey.MsgInquiryMany}}
		default:
			asked, err := s.store.Ask(r.Context(), v.Session.ID, device, q)
			if err == nil {
				s.asked.seen(v.Session.Code, asked.Number-1)
				s.asked.changed(v.Session.Code)
				done := "asked"
				if asked.State == survey.InquiryWaiting {
					done = "waiting"
				}
				http.Redirect(w, r, v.base+"/ask?done="+done, http.StatusSeeOther)
				return nil
			}
			if errs, ok = wrong(err); !ok && !errors.Is(err, survey.ErrClosed) && !errors.Is(err, survey.ErrNotOpen) {
				return err
			}
			ok = true // too late: the page says so, with what was typed
		}
	}
	view := askingView{Text: shownText(r.PostForm.Get(survey.FieldInquiry)), Name: shownText(r.PostForm.Get(survey.FieldInquiryName))}
	for _, e := range errs {
		text := v.t(e.Message, "n", e.Args["n"])
		view.Errors = append(view.Errors, formError{Target: controlID(e.Field, v.seal()), Text: text})
		if e.Field == survey.FieldInquiryName {
			view.NameError = text
		} else {
			view.TextError = text
		}
	}
	view.Summary = v.t("inquiry.wrong")
	if !ok {
		view.Errors = append(view.Errors, formError{Text: v.t("inquiry.done.cookie")})
	}
	return s.showAsk(w, r, v, status, view)
}

// sessionVoted votes for an inquiry, or takes the vote back.
func (s *server) sessionVoted(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.onInquiry(w, r, v, func(inquiry survey.ID, device survey.Key) (string, error) {
		return "", s.store.VoteInquiry(r.Context(), v.Session.ID, inquiry, device, r.PostForm.Get("vote") == "on")
	})
}

// sessionUnasked takes away what this device has asked.
func (s *server) sessionUnasked(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.onInquiry(w, r, v, func(inquiry survey.ID, device survey.Key) (string, error) {
		return "?done=withdrawn", s.store.WithdrawInquiry(r.Context(), v.Session.ID, inquiry, device)
	})
}

// onInquiry does something to the inquiry that the address names, for the device
// that asks, and leads back to the page.
func (s *server) onInquiry(w http.ResponseWriter, r *http.Request, v visit, do func(survey.ID, survey.Key) (to string, err error)) error {
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	id, err := strconv.ParseInt(chi.URLParam(r, "inquiry"), 10, 64)
	if err != nil {
		return survey.ErrNotFound
	}
	device, ok := deviceKey(r)
	if !ok {
		http.Redirect(w, r, v.base+"/ask?done=cookie", http.StatusSeeOther)
		return nil
	}
	if wait := s.limits.act(r, v.base+"/ask", device, s.now()); wait > 0 {
		return s.showAsk(w, r, v, http.StatusTooManyRequests, askingView{Summary: v.t(msgBusy, "n", retryIn(w, wait))})
	}
	to, err := do(survey.ID(id), device)
	if err != nil {
		return err
	}
	s.asked.changed(v.Session.Code)
	http.Redirect(w, r, v.base+"/ask"+to+"#"+url.PathEscape("q"+chi.URLParam(r, "inquiry")), http.StatusSeeOther)
	return nil
}
