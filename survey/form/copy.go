package form

import (
	"time"

	"github.com/omdome/omdome/survey"
)

// ReadCopy reads the form that copies an event: the copy's name, and how many
// days after the event's first session its own is.
func ReadCopy(fields map[string][]string, e survey.Event, first time.Time) (name string, days int, errs survey.FieldErrors) {
	in := &input{fields: fields}
	name = in.line(FieldName, true)
	day := in.value(survey.FieldDay)
	if day == "" && first.IsZero() {
		return name, 0, in.errs
	}
	if day == "" {
		in.refuse(survey.FieldDay, survey.MsgMissing, nil)
		return name, 0, in.errs
	}
	to, err := ParseTime(day+"T12:00", e.Location())
	if err != nil {
		in.refuse(survey.FieldDay, err.Message, err.Args)
		return name, 0, in.errs
	}
	return name, dayNumber(to) - dayNumber(first.In(e.Location())), in.errs
}

func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}
