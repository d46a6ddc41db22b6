package form

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/writing"
)

// The fields of a material's form, beside FieldUntil and FieldRevision.
const (
	FieldMaterialTitle    = "material-title"
	FieldMaterialCaption  = "material-caption"
	FieldMaterialBy       = "material-by"
	FieldMaterialLicence  = "material-licence"
	FieldMaterialTerms    = "material-terms"
	FieldMaterialUntil    = "material-until"
	FieldMaterialAddress  = "material-address"
	FieldMaterialProvider = "material-provider"
	FieldMaterialMinutes  = "material-minutes"
	FieldMaterialFile     = "material-file"
)

// The messages about materials; keys of the catalogs.
const (
	MsgMaterialAddress = "organizer.material.error.address"
	MsgMaterialMinutes = "organizer.material.error.minutes" // not 1 to {high}
	MsgMaterialPast    = "organizer.material.error.past"
	MsgMaterialTaken   = "organizer.material.error.taken" // the page has the link already
	MsgMaterialMany    = "organizer.material.error.many"  // {n} already
	MsgMaterialNoFile  = "organizer.material.error.nofile"
	MsgMaterialName    = "organizer.material.error.name"
	MsgMaterialLarge   = "organizer.material.error.large" // more than {n} MB
	MsgMaterialFull    = "organizer.material.error.full"  // the organization has {n} MB left
	MsgMaterialBusy    = "organizer.material.error.busy"
	MsgMaterialStopped = "organizer.material.error.stopped"
)

// MaterialFields returns what a material's form holds.
func MaterialFields(m material.Material, e survey.Event) map[string]string {
	fields := map[string]string{
		FieldMaterialTitle: m.Title, FieldMaterialCaption: m.Caption, FieldMaterialBy: m.Publisher,
		FieldMaterialLicence: string(m.Licence), FieldMaterialTerms: m.Terms,
		FieldMaterialAddress: m.Address, FieldMaterialProvider: m.Provider,
		FieldRevision: strconv.Itoa(m.Revision),
	}
	putTime(fields, FieldMaterialUntil, m.Until, e.Location())
	if m.Minutes > 0 {
		fields[FieldMaterialMinutes] = strconv.Itoa(m.Minutes)
	}
	return fields
}

// ReadMaterial reads the form of a material over the material as it was. A file
// may be without a title; it then has its name for one.
func ReadMaterial(fields map[string][]string, m material.Material, e survey.Event, now time.Time) (material.Material, survey.FieldErrors) {
	in := &input{fields: fields}
	if m.Kind != material.KindFile {
		m.Address = in.link(FieldMaterialAddress)
	}
	m.Title = in.line(FieldMaterialTitle, m.Kind != material.KindFile)
	if m.Kind == material.KindRecording {
		m.Provider = in.line(FieldMaterialProvider, false)
		m.Minutes = in.number(FieldMaterialMinutes, 1, material.MaxMinutes, 0, MsgMaterialMinutes)
	}
	m.Caption = strings.TrimSpace(in.value(FieldMaterialCaption))
	switch over := utf8.RuneCountInString(m.Caption) - material.MaxCaption; {
	case !writing.IsText(m.Caption):
		in.refuse(FieldMaterialCaption, survey.MsgCharacters, nil)
	case over > 0:
		in.refuse(FieldMaterialCaption, survey.MsgTooLong, map[string]any{"n": over})
	}
	m.Publisher = in.line(FieldMaterialBy, false)
	if m.Licence = material.Licence(in.value(FieldMaterialLicence)); !slices.Contains(material.Licences, m.Licence) {
		in.refuse(FieldMaterialLicence, MsgPick, nil)
	}
	m.Terms = in.line(FieldMaterialTerms, false)
	if m.Until = in.time(FieldMaterialUntil, e.Location(), false); !m.Until.IsZero() && !m.Until.After(now) {
		in.refuse(FieldMaterialUntil, MsgMaterialPast, nil)
	}
	m.Revision = in.number(FieldRevision, 0, 1<<30, 0, MsgPick)
	return m, in.errs
}

// link reads an address on the web.
func (in *input) link(field string) string {
	s := writing.FoldLine(in.value(field))
	switch {
	case s == "":
		in.refuse(field, survey.MsgMissing, nil)
	case !writing.IsWebAddress(s):
		in.refuse(field, MsgMaterialAddress, nil)
	}
	return s
}
