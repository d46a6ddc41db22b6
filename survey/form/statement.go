package form

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
	"github.com/omdome/omdome/survey/writing"
)

// The fields of the statement's form. Those of a fault are rows.
const (
	FieldStatus            = "status"
	FieldAssessed          = "assessed"
	FieldReviewed          = "reviewed"
	FieldMethod            = "method"
	FieldReportEmail       = "reportemail"
	FieldReportPhone       = "reportphone"
	FieldReportDays        = "reportdays"
	FieldSupervisor        = "supervisor"
	FieldSupervisorAddress = "supervisoraddress"
	FieldFault             = "fault" // with the language after it: faultsv-1
	FieldFaultWhy          = "faultwhy"
	FieldFaultMended       = "faultmended"
	FieldMore              = "more" // with the language after it: more-sv
)

// The messages of that form.
const (
	MsgNoStatus  = "organizer.edit.error.status"
	MsgFaultless = "organizer.edit.error.faultless" // partly, and no fault
	MsgFaulty    = "organizer.edit.error.faulty"    // fully, and faults
	MsgReport    = "organizer.edit.error.report"
	MsgDays      = "organizer.edit.error.days"
	MsgAddress   = "organizer.edit.error.address"
)

// faultLanguages are those that an organizer writes faults in.
var faultLanguages = []survey.Language{survey.Swedish, survey.English}

// StatementFields returns what the statement's form holds.
func StatementFields(s compliance.Statement) map[string]string {
	fields := map[string]string{
		FieldStatus: string(s.Status), FieldAssessed: s.Assessed, FieldReviewed: s.Reviewed, FieldMethod: string(s.Method),
		FieldReportEmail: s.Email, FieldReportPhone: s.Phone, FieldReportDays: "", FieldSupervisor: s.Supervisor,
		FieldSupervisorAddress: s.SupervisorAddress, FieldRevision: strconv.Itoa(s.Revision),
	}
	if s.Days > 0 {
		fields[FieldReportDays] = strconv.Itoa(s.Days)
	}
	for i, f := range s.Faults {
		for _, l := range faultLanguages {
			fields[survey.Row(FieldFault+string(l), i+1)] = f.What[l]
		}
		fields[survey.Row(FieldFaultWhy, i+1)], fields[survey.Row(FieldFaultMended, i+1)] = string(f.Why), f.Mended
	}
	for l, text := range s.More {
		fields[FieldMore+"-"+string(l)] = text
	}
	return fields
}

// ReadStatement reads the form; languages are those that the statement is in.
func ReadStatement(fields map[string][]string, languages []survey.Language) (compliance.Statement, survey.FieldErrors) {
	in := &input{fields: fields}
	s := compliance.Statement{
		Status:   oneOf(in, FieldStatus, slices.Concat([]compliance.Status{""}, compliance.Statuses)...),
		Assessed: in.day(FieldAssessed), Reviewed: in.day(FieldReviewed),
		Method: oneOf(in, FieldMethod, slices.Concat([]compliance.Method{""}, compliance.Methods)...),
		Email:  in.email(FieldReportEmail), Phone: in.line(FieldReportPhone, false), Days: in.number(FieldReportDays, 1, 60, 0, MsgDays),
		Supervisor: in.line(FieldSupervisor, false), SupervisorAddress: in.line(FieldSupervisorAddress, false), More: survey.Text{},
	}
	if s.SupervisorAddress != "" && (!strings.HasPrefix(s.SupervisorAddress, "https://") || !writing.IsWebAddress(s.SupervisorAddress)) {
		in.refuse(FieldSupervisorAddress, MsgAddress, nil)
	}
	for row := 1; row <= compliance.MaxFaults; row++ {
		if f, ok := in.fault(row); ok {
			s.Faults = append(s.Faults, f)
		}
	}
	for _, l := range languages {
		s.More[l] = in.prose(FieldMore + "-" + string(l))
	}
	s.Revision, _ = strconv.Atoi(in.value(FieldRevision))
	in.checkStatement(s)
	return s, in.errs
}

// checkStatement refuses what does not belong together: an assessment needs its
// day, its method and somewhere to report; faults and status must agree.
func (in *input) checkStatement(s compliance.Statement) {
	if s.Status == "" {
		if s.Assessed+s.Reviewed+string(s.Method)+s.Email+s.Phone != "" || len(s.Faults) > 0 {
			in.refuse(FieldStatus, MsgNoStatus, nil)
		}
		return
	}
	if s.Assessed == "" {
		in.refuse(FieldAssessed, survey.MsgMissing, nil)
	}
	if s.Method == "" {
		in.refuse(FieldMethod, MsgPick, nil)
	}
	if s.Email+s.Phone == "" {
		in.refuse(FieldReportEmail, MsgReport, nil)
	}
	switch {
	case s.Status == compliance.Fully && slices.ContainsFunc(s.Faults, func(f compliance.Fault) bool { return f.Why != compliance.FaultExempt }):
		in.refuse(FieldStatus, MsgFaulty, nil)
	case s.Status != compliance.Fully && len(s.Faults) == 0:
		in.refuse(survey.Row(FieldFault+string(survey.Swedish), 1), MsgFaultless, nil)
	}
}

// fault reads a row; one without words is none.
func (in *input) fault(row int) (compliance.Fault, bool) {
	f := compliance.Fault{What: survey.Text{}}
	for _, l := range faultLanguages {
		if text := strings.Join(strings.Fields(in.prose(survey.Row(FieldFault+string(l), row))), " "); text != "" {
			f.What[l] = text
		}
	}
	f.Mended = in.day(survey.Row(FieldFaultMended, row))
	if len(f.What) == 0 && f.Mended == "" {
		return f, false
	}
	for _, l := range faultLanguages {
		if f.What[l] == "" { // a reader of the other language would miss it
			in.refuse(survey.Row(FieldFault+string(l), row), survey.MsgMissing, nil)
		}
	}
	f.Why = oneOf(in, survey.Row(FieldFaultWhy, row), compliance.Whys...)
	return f, true
}

// oneOf reads what was chosen.
func oneOf[V ~string](in *input, field string, values ...V) V {
	v := V(in.value(field))
	if !slices.Contains(values, v) {
		in.refuse(field, MsgPick, nil)
	}
	return v
}

// day reads a day, written 2026-04-16.
func (in *input) day(field string) string {
	s := in.value(field)
	if s == "" {
		return ""
	}
	if _, err := ParseTime(s+"T12:00", time.UTC); err != nil {
		in.refuse(field, err.Message, err.Args)
	}
	return s
}

// prose reads a text of several lines.
func (in *input) prose(field string) string {
	s := in.value(field)
	if !writing.IsText(s) {
		in.refuse(field, survey.MsgCharacters, nil)
	}
	if over := utf8.RuneCountInString(s) - survey.MaxComment; over > 0 {
		in.refuse(field, survey.MsgTooLong, map[string]any{"n": over})
	}
	return s
}
