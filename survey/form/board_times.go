package form

import (
	"time"

	"github.com/omdome/omdome/survey"
)

// What is wrong with the times that are set from a board.
const (
	MsgTimesNone  = "organizer.board.times.none"  // no session is chosen
	MsgTimesEmpty = "organizer.board.times.empty" // neither time is given
)

// FieldChosen is the field of the sessions that are chosen on a board.
const FieldChosen = "session"

// ReadTimes reads when chosen sessions of the event open and close. What is left
// empty is the zero time, but one of them is needed.
func ReadTimes(fields map[string][]string, e survey.Event) (opens, closes time.Time, errs survey.FieldErrors) {
	in := &input{fields: fields}
	zone := e.Location()
	opens, closes = in.time(survey.FieldOpens, zone, false), in.time(survey.FieldCloses, zone, false)
	switch {
	case in.value(survey.FieldOpens) == "" && in.value(survey.FieldCloses) == "":
		in.refuse(survey.FieldOpens, MsgTimesEmpty, nil)
	case len(in.errs) == 0 && !opens.IsZero() && !closes.IsZero() && !closes.After(opens):
		in.refuse(survey.FieldCloses, MsgCloses, nil)
	}
	return opens, closes, in.errs
}
