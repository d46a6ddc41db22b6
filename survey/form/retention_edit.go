package form

import (
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
)

// The fields of the form on public records and retention. Those of a period have
// "-answers", "-comments" or "-letters" after them.
const (
	FieldPublic     = "public"
	FieldController = "controller"
	FieldKeep       = "keep" // a number
	FieldUnit       = "unit" // of months or years
	FieldDecision   = "decision"
)

// A Unit is what a period is counted in.
type Unit string

// The units of a period.
const (
	UnitMonths Unit = "months"
	UnitYears  Unit = "years"
)

// Units are the units, in the order that pages offer them.
var Units = []Unit{UnitYears, UnitMonths}

// MaxKeep is how many months or years a form takes.
const MaxKeep = 100

// The messages of that form.
const (
	MsgKeep       = "organizer.edit.error.keep" // {low} to {high}
	MsgDecision   = "organizer.edit.error.decision"
	MsgNoPeriod   = "organizer.edit.error.noperiod"
	MsgController = "organizer.edit.error.controller"
)

// RecordsField is the name of a period's field.
func RecordsField(field string, what survey.Kept) string { return field + "-" + string(what) }

// RecordsFields returns what the form of an organization holds.
func RecordsFields(o survey.Organization) map[string]string {
	fields := map[string]string{
		FieldPublic: tick(o.Public), FieldController: o.Controller, FieldRevision: strconv.Itoa(o.Revision),
	}
	for _, what := range survey.AllKept() {
		p := o.Retention[what]
		unit, n := UnitYears, p.Months/12
		if p.Months%12 != 0 {
			unit, n = UnitMonths, p.Months
		}
		fields[RecordsField(FieldUnit, what)] = string(unit)
		fields[RecordsField(FieldDecision, what)] = p.Decision
		fields[RecordsField(FieldKeep, what)] = ""
		if n > 0 {
			fields[RecordsField(FieldKeep, what)] = strconv.Itoa(n)
		}
	}
	return fields
}

// ReadRecords reads that form over the organization as it was. A public authority
// names who is responsible for personal data, and decides on what it removes.
func ReadRecords(fields map[string][]string, o survey.Organization) (survey.Organization, survey.FieldErrors) {
	in := &input{fields: fields}
	o.Public = in.on(FieldPublic)
	o.Controller = in.line(FieldController, false)
	if o.Public && o.Controller == "" {
		in.refuse(FieldController, MsgController, nil)
	}
	before := o.Retention
	o.Retention = survey.Retention{}
	for _, what := range survey.AllKept() {
		keep, unit, decision := RecordsField(FieldKeep, what), RecordsField(FieldUnit, what), RecordsField(FieldDecision, what)
		p := survey.Period{Months: in.number(keep, 1, MaxKeep, 0, MsgKeep), Decision: in.line(decision, false)}
		switch Unit(in.value(unit)) {
		case UnitYears:
			p.Months *= 12
		case UnitMonths, "":
		default:
			in.refuse(unit, MsgPick, nil)
		}
		switch {
		case p.Months == 0 && p.Decision != "":
			in.refuse(keep, MsgNoPeriod, nil)
		case p.Months > 0 && p.Decision == "" && o.Public:
			in.refuse(decision, MsgDecision, nil)
		}
		if p.Months == before[what].Months {
			p.Since = before[what].Since
		}
		if p.Months > 0 {
			o.Retention[what] = p
		}
	}
	o.Revision, _ = strconv.Atoi(strings.TrimSpace(in.value(FieldRevision)))
	return o, in.errs
}
