package survey

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Material is one of the things that a follow-up page offers: a file to fetch, a
// link, or a recording that somebody else keeps.
type Material struct {
	ID ID
	// EventID is the event's, SessionID the session's; zero for the page of the
	// event as a whole.
	EventID, SessionID ID
	Kind               MaterialKind
	Title              string
	// Caption says more, in some lines; Publisher is who published it.
	Caption, Publisher string
	Licence            Licence
	// Terms is what else holds for using it, in the publisher's words.
	Terms string
	// Until is when it goes away for good; zero for never.
	Until time.Time
	// Address is where a link or a recording leads. Nothing is ever fetched from it.
	Address string
	// Provider is who keeps a recording, and Minutes how long it is; 0 where
	// nobody has said.
	Provider string
	Minutes  int
	// File is what a file is.
	File MaterialFile
	// Revision counts the organizers' changes; see Event.Revision.
	Revision int
}

// A MaterialFile is what is known of a file. It never changes.
type MaterialFile struct {
	// ID names it where files are kept.
	ID ID
	// Name is what it is called when it is fetched: see [MaterialName].
	Name   string
	Format MaterialFormat
	Size   int64 // bytes
	// Picture says that there is a picture of its first page.
	Picture bool
}

// A MaterialKind is what a material is.
type MaterialKind string

// The kinds of material.
const (
	MaterialUpload    MaterialKind = "file"
	MaterialLink      MaterialKind = "link"
	MaterialRecording MaterialKind = "recording"
)

// MaterialKinds are the kinds, in the order that pages offer them.
var MaterialKinds = []MaterialKind{MaterialUpload, MaterialLink, MaterialRecording}

// A MaterialFormat is what a file was found to be by its content; it is also how
// its name ends.
type MaterialFormat string

// The formats.
const (
	FormatPDF  MaterialFormat = "pdf"
	FormatPPTX MaterialFormat = "pptx"
	FormatODP  MaterialFormat = "odp"
	FormatPNG  MaterialFormat = "png"
	FormatJPEG MaterialFormat = "jpg"
)

var mediaTypes = map[MaterialFormat]string{
	FormatPDF:  "application/pdf",
	FormatPPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	FormatODP:  "application/vnd.oasis.opendocument.presentation",
	FormatPNG:  "image/png", FormatJPEG: "image/jpeg",
}

// MediaType is the format's name on the web.
func (f MaterialFormat) MediaType() string { return mediaTypes[f] }

// IsImage says whether browsers show the format as a picture.
func (f MaterialFormat) IsImage() bool { return f == FormatPNG || f == FormatJPEG }

// A Licence says what others may do with a material.
type Licence string

// The licences; their texts are in the catalogs.
const (
	LicenceNone    Licence = "none"
	LicenceBY      Licence = "by"
	LicenceBYSA    Licence = "bysa"
	LicenceBYNC    Licence = "bync"
	LicenceZero    Licence = "zero"
	LicencePrivate Licence = "private" // not to be passed on
)

// Licences are all of them, in the order that pages offer them.
var Licences = []Licence{LicenceNone, LicenceBY, LicenceBYSA, LicenceBYNC, LicenceZero, LicencePrivate}

// MaxMaterial is how many materials a page may have, and MaxMinutes how long a
// recording may be.
const (
	MaxMaterial   = 100
	MaxMinutes    = 24 * 60
	maxCaption    = 1000
	maxFileName   = 120
	maxRawName    = 255 // bytes; what file systems take
	nameSeparator = `/\`
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

// Fields returns what a material's form holds.
func (m Material) Fields(e Event) map[string]string {
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
func ReadMaterial(fields map[string][]string, m Material, e Event, now time.Time) (Material, FieldErrors) {
	in := &input{fields: fields}
	if m.Kind != MaterialUpload {
		m.Address = in.link(FieldMaterialAddress)
	}
	m.Title = in.line(FieldMaterialTitle, m.Kind != MaterialUpload)
	if m.Kind == MaterialRecording {
		m.Provider = in.line(FieldMaterialProvider, false)
		m.Minutes = in.number(FieldMaterialMinutes, 1, MaxMinutes, 0, MsgMaterialMinutes)
	}
	m.Caption = strings.TrimSpace(in.value(FieldMaterialCaption))
	switch over := utf8.RuneCountInString(m.Caption) - maxCaption; {
	case !IsText(m.Caption):
		in.refuse(FieldMaterialCaption, MsgSigns, nil)
	case over > 0:
		in.refuse(FieldMaterialCaption, MsgTooLong, map[string]any{"n": over})
	}
	m.Publisher = in.line(FieldMaterialBy, false)
	if m.Licence = Licence(in.value(FieldMaterialLicence)); !slices.Contains(Licences, m.Licence) {
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
	s := FoldLine(in.value(field))
	switch {
	case s == "":
		in.refuse(field, MsgMissing, nil)
	case !IsWebAddress(s):
		in.refuse(field, MsgMaterialAddress, nil)
	}
	return s
}

// MaterialName makes a file's name one that every system takes, with the ending
// of the format. ok is false for a name that no honest browser sends: with a
// path, with signs that do not show or turn the text around, or none at all.
func MaterialName(sent string, f MaterialFormat) (name string, ok bool) {
	if sent == "" || len(sent) > maxRawName || !IsText(sent) || strings.ContainsAny(sent, nameSeparator) ||
		strings.ContainsFunc(sent, turnsText) || strings.Trim(sent, ". ") == "" {
		return "", false
	}
	if at := strings.LastIndexByte(sent, '.'); at > 0 && len(sent)-at <= 6 {
		sent = sent[:at]
	}
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"|?*%`, r) {
			return '-'
		}
		return r
	}, FoldText(sent))
	name = strings.Trim(name, ". -")
	if runes := []rune(name); len(runes) > maxFileName {
		name = strings.TrimRight(string(runes[:maxFileName]), ". ")
	}
	if name == "" {
		name = "material"
	}
	if reservedName(name) {
		name = "_" + name
	}
	return name + "." + string(f), true
}

// turnsText says whether r makes a name show otherwise than it is.
func turnsText(r rune) bool {
	return r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x200b && r <= 0x200f ||
		r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xfeff || r == utf8.RuneError
}

// reservedName says whether Windows would take the name for a device.
func reservedName(name string) bool {
	first, _, _ := strings.Cut(strings.ToUpper(name), ".")
	if slices.Contains([]string{"CON", "PRN", "AUX", "NUL"}, first) {
		return true
	}
	return len(first) == 4 && (strings.HasPrefix(first, "COM") || strings.HasPrefix(first, "LPT")) && first[3] >= '0' && first[3] <= '9'
}

// An Upload is a file on its way in. What is written is kept once material is added
// with it; Close removes what was not. It is one goroutine's.
type Upload interface {
	// Write takes more of the file. It returns FieldErrors when that is more than a
	// file may have, or the organization.
	io.WriteCloser
	// ReadAt reads what has been written.
	io.ReaderAt
	// Size is how many bytes have been written, and Path where they lie.
	Size() int64
	Path() string
	// SetPicture adds a picture of the first page, a PNG.
	SetPicture(png []byte)
}

// A DiskError is that a file could not be written here: no fault of who sent it.
type DiskError struct{ Err error }

func (e *DiskError) Error() string { return "writing an upload: " + e.Err.Error() }

func (e *DiskError) Unwrap() error { return e.Err }

// Megabyte is a million bytes, as people count them.
const Megabyte = 1_000_000
