// Package compliance is what an organization says where the law or a buyer asks: its
// statement on accessibility, and its answers for procurements.
package compliance

import "github.com/omdome/omdome/survey"

// A Status is how far pages fulfil what the law asks for, in the three steps
// of the EU's model (2018/1523) and of the Swedish authority.
type Status string

// The steps. An empty one says that nobody has assessed it.
const (
	Fully  Status = "fully"
	Partly Status = "partly"
	Not    Status = "not"
)

// Statuses are the steps.
var Statuses = []Status{Fully, Partly, Not}

// A Method is how an assessment was made.
type Method string

// The methods of an assessment. An empty one says that nobody has told.
const (
	MethodSelf     Method = "self"
	MethodExternal Method = "external"
	MethodBoth     Method = "both"
)

// Methods are the methods.
var Methods = []Method{MethodSelf, MethodExternal, MethodBoth}

// A Why is why a fault is there.
type Why string

// Why a fault is there: it waits to be mended, mending it would be an unreasonable
// burden (section 12 of 2018:1937), or the law does not ask for it (section 9).
const (
	FaultUnmended Why = "unmended"
	FaultBurden   Why = "burden"
	FaultExempt   Why = "exempt"
)

// Whys are all of them.
var Whys = []Why{FaultUnmended, FaultBurden, FaultExempt}

// The Swedish supervisor of public bodies' accessibility, and where to complain.
const (
	Supervisor        = "Myndigheten för digital förvaltning (Digg)"
	SupervisorAddress = "https://www.digg.se/tdosanmalan"
)

// A Statement is what an organization says about accessibility. Its days are
// written 2026-04-16.
type Statement struct {
	Status Status `json:"status,omitempty"`
	// Assessed is when the pages were assessed, Reviewed when that was last looked
	// through, Updated when the statement was last changed.
	Assessed string `json:"assessed,omitempty"`
	Reviewed string `json:"reviewed,omitempty"`
	Updated  string `json:"updated,omitempty"`
	Method   Method `json:"method,omitempty"`
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
	More     survey.Text `json:"-"`
	Revision int         `json:"-"`
}

// A Fault is something that keeps people out. Mended is the day by which it will
// be mended; empty where no day is set.
type Fault struct {
	What   survey.Text `json:"what"`
	Why    Why         `json:"why"`
	Mended string      `json:"mended,omitempty"`
}

// MaxFaults is how many faults a statement lists.
const MaxFaults = 30
