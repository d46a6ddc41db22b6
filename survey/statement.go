package survey

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Compliance is how far pages fulfil what the law asks for, in the three steps
// of the EU's model (2018/1523) and of the Swedish authority.
type Compliance string

// The steps. An empty one says that nobody has assessed it.
const (
	CompliesFully  Compliance = "fully"
	CompliesPartly Compliance = "partly"
	CompliesNot    Compliance = "not"
)

// The methods of an assessment.
const (
	MethodSelf     = "self"
	MethodExternal = "external"
	MethodBoth     = "both"
)

// Why a fault is there: it waits to be mended, mending it would be an unreasonable
// burden (section 12 of 2018:1937), or the law does not ask for it (section 9).
const (
	FaultUnmended = "unmended"
	FaultBurden   = "burden"
	FaultExempt   = "exempt"
)

// The Swedish supervisor of public bodies' accessibility, and where to complain.
const (
	Supervisor        = "Myndigheten för digital förvaltning (Digg)"
	SupervisorAddress = "https://www.digg.se/tdosanmalan"
)

// A Statement is what an organization says about accessibility. Its days are
// written 2026-04-16.
type Statement struct {
	Status Compliance `json:"status,omitempty"`
	// Assessed is when the pages were assessed, Reviewed when that was last looked
	// through, Updated when the statement was last changed.
	Assessed string `json:"assessed,omitempty"`
	Reviewed string `json:"reviewed,omitempty"`
	Updated  string `json:"updated,omitempty"`
	Method   string `json:"method,omitempty"`
	// Email, Phone and Days are where to report, and within how many working days
	// one gets an answer; 0 promises nothing.
	Email  string  `json:"email,omitempty"`
	Phone  string  `json:"phone,omitempty"`
	Days   int     `json:"days,omitempty"`
	Faults []Fault `json:"faults,omitempty"`
	// Supervisor is where to complain, SupervisorAddress its page for that.
	Supervisor        string `json:"supervisor,omitempty"`
	SupervisorAddress string `json:"supervisorAddress,omitempty"`
	// More is what it says besides, or instead of our standard text.
	More     Text `json:"-"`
	Revision int  `json:"-"`
}

// A Fault is something that keeps people out. Mended is the day by which it will
// be mended; empty where no day is set.
type Fault struct {
	What   Text   `json:"what"`
	Why    string `json:"why"`
	Mended string `json:"mended,omitempty"`
}

// MaxFaults is how many faults a statement lists.
const MaxFaults = 30

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
var faultLanguages = []Language{Swedish, English}

// StatementFields returns what the statement's form holds.
func StatementFields(s Statement) map[string]string {
	fields := map[string]string{
		FieldStatus: string(s.Status), FieldAssessed: s.Assessed, FieldReviewed: s.Reviewed, FieldMethod: s.Method,
		FieldReportEmail: s.Email, FieldReportPhone: s.Phone, FieldReportDays: "", FieldSupervisor: s.Supervisor,
		FieldSupervisorAddress: s.SupervisorAddress, FieldRevision: strconv.Itoa(s.Revision),
	}
	if s.Days > 0 {
		fields[FieldReportDays] = strconv.Itoa(s.Days)
	}
	for i, f := range s.Faults {
		for _, l := range faultLanguages {
			fields[Row(FieldFault+string(l), i+1)] = f.What[l]
		}
		fields[Row(FieldFaultWhy, i+1)], fields[Row(FieldFaultMended, i+1)] = f.Why, f.Mended
	}
	for l, text := range s.More {
		fields[FieldMore+"-"+string(l)] = text
	}
	return fields
}

// ReadStatement reads the form; languages are those that the statement is in.
func ReadStatement(fields map[string][]string, languages []Language) (Statement, FieldErrors) {
	in := &input{fields: fields}
	s := Statement{
		Status:   Compliance(in.oneOf(FieldStatus, "", string(CompliesFully), string(CompliesPartly), string(CompliesNot))),
		Assessed: in.day(FieldAssessed), Reviewed: in.day(FieldReviewed),
		Method: in.oneOf(FieldMethod, "", MethodSelf, MethodExternal, MethodBoth),
		Email:  in.email(FieldReportEmail), Phone: in.line(FieldReportPhone, false), Days: in.number(FieldReportDays, 1, 60, 0, MsgDays),
		Supervisor: in.line(FieldSupervisor, false), SupervisorAddress: in.line(FieldSupervisorAddress, false), More: Text{},
	}
	if s.SupervisorAddress != "" && (!strings.HasPrefix(s.SupervisorAddress, "https://") || !IsWebAddress(s.SupervisorAddress)) {
		in.refuse(FieldSupervisorAddress, MsgAddress, nil)
	}
	for row := 1; row <= MaxFaults; row++ {
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
func (in *input) checkStatement(s Statement) {
	if s.Status == "" {
		if s.Assessed+s.Reviewed+s.Method+s.Email+s.Phone != "" || len(s.Faults) > 0 {
			in.refuse(FieldStatus, MsgNoStatus, nil)
		}
		return
	}
	if s.Assessed == "" {
		in.refuse(FieldAssessed, MsgMissing, nil)
	}
	if s.Method == "" {
		in.refuse(FieldMethod, MsgPick, nil)
	}
	if s.Email+s.Phone == "" {
		in.refuse(FieldReportEmail, MsgReport, nil)
	}
	switch {
	case s.Status == CompliesFully && slices.ContainsFunc(s.Faults, func(f Fault) bool { return f.Why != FaultExempt }):
		in.refuse(FieldStatus, MsgFaulty, nil)
	case s.Status != CompliesFully && len(s.Faults) == 0:
		in.refuse(Row(FieldFault+string(Swedish), 1), MsgFaultless, nil)
	}
}

// fault reads a row; one without words is none.
func (in *input) fault(row int) (Fault, bool) {
	f := Fault{What: Text{}}
	for _, l := range faultLanguages {
		if text := strings.Join(strings.Fields(in.prose(Row(FieldFault+string(l), row))), " "); text != "" {
			f.What[l] = text
		}
	}
	f.Mended = in.day(Row(FieldFaultMended, row))
	if len(f.What) == 0 && f.Mended == "" {
		return f, false
	}
	for _, l := range faultLanguages {
		if f.What[l] == "" { // a reader of the other language would miss it
			in.refuse(Row(FieldFault+string(l), row), MsgMissing, nil)
		}
	}
	f.Why = in.oneOf(Row(FieldFaultWhy, row), FaultUnmended, FaultBurden, FaultExempt)
	return f, true
}

// oneOf reads what was chosen.
func (in *input) oneOf(field string, values ...string) string {
	v := in.value(field)
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
	if !IsText(s) {
		in.refuse(field, MsgSigns, nil)
	}
	if over := utf8.RuneCountInString(s) - MaxComment; over > 0 {
		in.refuse(field, MsgTooLong, map[string]any{"n": over})
	}
	return s
}
