package issue

import (
	"crypto/x509"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/record"
	"github.com/omdome/omdome/survey/sign"
)

// A Verdict is what checking a file has found.
type Verdict string

// The verdicts.
const (
	// Genuine: the file is, byte for byte, one that was issued.
	Genuine Verdict = "genuine"
	// NotThisFile: a letter of its number was issued, but not as this file.
	NotThisFile Verdict = "notthisfile"
	// Unknown: it is none of the letters that are known here.
	Unknown Verdict = "unknown"
)

// A Finding says more of a file that is not genuine.
type Finding string

// The findings. None of them makes a file good: pages can look otherwise than their
// text reads.
const (
	// FoundAppended: the letter is in the file, and something was added after it.
	FoundAppended Finding = "appended"
	// FoundChanged: the text of its pages is not the letter's.
	FoundChanged Finding = "changed"
	// FoundSaved: the text of its pages is the letter's. It may have been saved anew by
	// another program.
	FoundSaved Finding = "saved"
	// FoundAlone: it names a letter, and has nothing else that it could be compared by.
	FoundAlone Finding = "alone"
	// FoundNotCompared: the text of its pages could not be compared.
	FoundNotCompared Finding = "notcompared"
	// FoundStranger: it is signed, with a certificate that is none of those trusted here.
	FoundStranger Finding = "stranger"
	// FoundUnreadable: it is no PDF, a broken one, or one that asks for more than any
	// letter does.
	FoundUnreadable Finding = "unreadable"
	// FoundNothing: nothing in it tells of a letter.
	FoundNothing Finding = "nothing"
)

// Findings are the findings.
var Findings = []Finding{FoundAppended, FoundChanged, FoundSaved, FoundAlone, FoundNotCompared, FoundStranger, FoundUnreadable, FoundNothing}

// A Checked is what checking a file has found.
type Checked struct {
	Verdict Verdict
	Finding Finding // empty when it is genuine
	// Number is that of the letter; empty where it names none.
	Number string
	// Signed says that the file holds, or is, a signed record: who has it has had the
	// letter, and may see what stands in it.
	Signed bool
	// Record is what was signed: of the letter as it was issued, whatever the file says.
	Record record.Record
	// Words are the finished letter as text, as it was issued; where it is Signed.
	Words string
	// Differences are the lines of text that are not as they were issued.
	Differences []pdf.Difference
	// Frozen is the letter here; it has no number where it is not here (any more).
	Frozen survey.FrozenLetter
	// Certificate is the signer's, and Stamp what a time-stamping authority says of the
	// signature; where the file is genuine.
	Certificate *x509.Certificate
	Stamp       sign.Stamp
}

// Here says whether the letter is kept here.
func (c Checked) Here() bool { return c.Frozen.Letter.Number != "" }
