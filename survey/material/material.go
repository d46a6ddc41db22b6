// Package material is what a follow-up page offers: files, links and recordings, with
// their licences and their limits.
package material

import (
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// Material is one of the things that a follow-up page offers: a file to fetch, a
// link, or a recording that somebody else keeps.
type Material struct {
	ID survey.ID
	// EventID is the event's, SessionID the session's; zero for the page of the
	// event as a whole.
	EventID, SessionID survey.ID
	Kind               Kind
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
	File File
	// Revision counts the organizers' changes; see Event.Revision.
	Revision int
}

// A File is what is known of a file. It never changes.
type File struct {
	// ID names it where files are kept.
	ID survey.ID
	// Name is what it is called when it is fetched: see [FileName].
	Name   string
	Format Format
	Size   int64 // bytes
	// Picture says that there is a picture of its first page.
	Picture bool
}

// A Kind is what a material is.
type Kind string

// The kinds of material.
const (
	KindFile      Kind = "file"
	KindLink      Kind = "link"
	KindRecording Kind = "recording"
)

// Kinds are the kinds, in the order that pages offer them.
var Kinds = []Kind{KindFile, KindLink, KindRecording}

// A Format is what a file was found to be by its content; it is also how
// its name ends.
type Format string

// The formats.
const (
	PDF  Format = "pdf"
	PPTX Format = "pptx"
	ODP  Format = "odp"
	PNG  Format = "png"
	JPEG Format = "jpg"
)

var mediaTypes = map[Format]string{
	PDF:  "application/pdf",
	PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	ODP:  "application/vnd.oasis.opendocument.presentation",
	PNG:  "image/png", JPEG: "image/jpeg",
}

// MediaType is the format's name on the web.
func (f Format) MediaType() string { return mediaTypes[f] }

// IsImage says whether browsers show the format as a picture.
func (f Format) IsImage() bool { return f == PNG || f == JPEG }

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

// MaxOnPage is how many materials a page may have, and MaxMinutes how long a
// recording may be.
const (
	MaxOnPage     = 100
	MaxMinutes    = 24 * 60
	MaxCaption    = 1000
	maxFileName   = 120
	maxRawName    = 255 // bytes; what file systems take
	nameSeparator = `/\`
)

// FileName makes a file's name one that every system takes, with the ending
// of the format. ok is false for a name that no honest browser sends: with a
// path, with characters that do not show or turn the text around, or none at all.
func FileName(sent string, f Format) (name string, ok bool) {
	if sent == "" || len(sent) > maxRawName || !writing.IsText(sent) || strings.ContainsAny(sent, nameSeparator) ||
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
	}, writing.Fold(sent))
	name = trimName(name)
	if runes := []rune(name); len(runes) > maxFileName {
		name = trimName(string(runes[:maxFileName]))
	}
	if name == "" {
		name = "material"
	}
	if reservedName(name) {
		name = "_" + name
	}
	return name + "." + string(f), true
}

// trimName takes from both ends what a file's name does not begin or end with: space of
// every width, what nobody sees, full stops and hyphens, in whatever order they stand.
func trimName(name string) string {
	for {
		trimmed := strings.Trim(writing.Fold(name), ".-")
		if trimmed == name {
			return name
		}
		name = trimmed
	}
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
