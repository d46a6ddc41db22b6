package form

import (
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// The fields of the letterhead's form, beside FieldName, FieldPlace and
// FieldRevision.
const (
	FieldAddress     = "address"
	FieldContact     = "contact"
	FieldSigner      = "signer"
	FieldSignerTitle = "signertitle"
	FieldAccent      = "accent"
	FieldLogo        = "logo"
	FieldHand        = "hand"
	FieldNoLogo      = "nologo"
	FieldNoHand      = "nohand"
)

// The messages of the letterhead's form; keys of the catalogs.
const (
	MsgLines = "organizer.letterhead.error.lines" // more than {n}
)

// LetterheadFields returns what the form of the letterhead holds.
func LetterheadFields(o survey.Organization, h survey.Letterhead) map[string]string {
	accent := h.Accent
	if accent == "" {
		accent = survey.StandardAccent
	}
	return map[string]string{
		FieldName: o.Name, FieldAddress: strings.Join(o.Address, "\n"), FieldPlace: o.Place, FieldContact: o.Contact,
		FieldSigner: o.Signer, FieldSignerTitle: o.SignerTitle, FieldAccent: accent, FieldRevision: strconv.Itoa(h.Revision),
	}
}

// ReadLetterhead reads the form over the organization and the letterhead as they
// were; the pictures are read by survey/exchange, unless they are to go.
func ReadLetterhead(fields map[string][]string, o survey.Organization, h survey.Letterhead) (survey.Organization, survey.Letterhead, survey.FieldErrors) {
	in := &input{fields: fields}
	name := in.line(FieldName, true)
	if err := survey.CheckOrganizationName(name); err != nil && name != o.Name {
		in.refuse(FieldName, err.Message, err.Args)
	}
	o.Name = name
	o.Address = nil
	for _, line := range strings.Split(in.value(FieldAddress), "\n") {
		if line = writing.FoldLine(line); line == "" {
			continue
		}
		if err := survey.CheckLine(line, false); err != nil {
			in.refuse(FieldAddress, err.Message, err.Args)
		}
		o.Address = append(o.Address, line)
	}
	if len(o.Address) > survey.MaxAddressLines {
		in.refuse(FieldAddress, MsgLines, map[string]any{"n": survey.MaxAddressLines})
	}
	o.Place, o.Contact = in.line(FieldPlace, false), in.line(FieldContact, false)
	o.Signer, o.SignerTitle = in.line(FieldSigner, false), in.line(FieldSignerTitle, false)
	accent, err := survey.ReadAccent(in.value(FieldAccent))
	if err != nil {
		in.refuse(FieldAccent, err.Message, err.Args)
	}
	h.Accent = accent
	if in.on(FieldNoLogo) {
		h.Logo = survey.Picture{}
	}
	if in.on(FieldNoHand) {
		h.Hand = survey.Picture{}
	}
	h.Revision, _ = strconv.Atoi(in.value(FieldRevision))
	return o, h, in.errs
}
