package attendee

import (
	"net/http"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
)

// mark is what one attendee's forms have in common: their invitation or, with an
// open link, their key.
func (v Visit) mark(key survey.Key) string {
	if seal := v.Invitation.Seal(); seal != "" {
		return v.Base + " " + seal
	}
	return key.Text()
}

// tooMany shows the form again, with all that was typed, and when to send it.
func (s *Room) tooMany(w http.ResponseWriter, r *http.Request, v Visit, in FormInput, wait time.Duration) error {
	in.status = http.StatusTooManyRequests
	in.errs = survey.FieldErrors{{
		Field: survey.FieldForm, Message: page.MsgBusy, Args: map[string]any{"n": page.RetryIn(w, wait)},
	}}
	return s.showForm(w, r, v, in.status, in)
}
