package pdf

import (
	"crypto/md5"
	"fmt"
	"slices"
	"strings"
)

// An Attachment is a file inside the PDF, such as the record that a letter can
// be verified by. It is an associated file of the document (ISO 32000-2,
// 14.13), which PDF/A-3 asks for; [Read] reads it back.
type Attachment struct {
	Name        string // of the file, told from the others': "record.json"
	MediaType   string // "application/json"
	Description string // for whoever looks at the list of attachments
	Data        []byte
}

// attach puts the files into the document, ordered by name as its name tree
// asks.
func (d *document) attach(files []Attachment) error {
	date := ""
	if !d.about.date.IsZero() {
		date = "/ModDate " + moment(d.about.date)
	}
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b Attachment) int { return strings.Compare(utf16Hex(a.Name), utf16Hex(b.Name)) })
	for i, a := range files {
		if a.Name == "" || strings.ContainsAny(a.Name, "/\\\x00") || i > 0 && files[i-1].Name == a.Name {
			return fmt.Errorf("attachment %q: not a file name of its own", a.Name)
		}
		sum := md5.Sum(a.Data) // which the format asks for; nothing relies on it
		stream := d.file.stream(fmt.Sprintf("/Type/EmbeddedFile/Subtype/%s/Params<</Size %d/CheckSum<%x>%s>>",
			name(a.MediaType), len(a.Data), sum, date), a.Data)
		specification := d.file.add("<</Type/Filespec/F %s/UF %s/Desc %s/AFRelationship/Data/EF<</F %d 0 R/UF %d 0 R>>>>",
			text(a.Name), text(a.Name), text(a.Description), stream, stream)
		d.names += fmt.Sprintf("%s %d 0 R", text(a.Name), specification)
		d.associated += fmt.Sprintf("%d 0 R ", specification)
	}
	return nil
}

// name writes a text as a PDF name, with all but letters and digits escaped.
func name(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "#%02x", s[i])
	}
	return b.String()
}
