package pdf

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
)

// Drawing counts the changes to how letters are drawn. A file whose pages look
// otherwise than this program draws them, though they say the same, was changed;
// unless it comes from a version that drew otherwise. A test holds it against
// letters that were drawn before.
const Drawing = 1

// The files that a frozen letter's PDF carries.
const (
	fileLetter    = "letter.json"
	fileRecord    = "record.json"
	fileSignature = "signature.json"
)

const algorithm = "Ed25519"

// A signature is what signature.json holds.
type signature struct {
	Algorithm string `json:"algorithm"`
	Key       string `json:"key"`
	Signature string `json:"signature"` // base 64
}

// WriteFrozen writes an approved letter as a PDF that carries what it can be
// verified with. The same letter gives the same bytes, as long as it is drawn in
// the same way ([Drawing]). The error is [ErrFonts] where this program lacks a font
// that it was approved with: other pages would not be the letter.
func WriteFrozen(w io.Writer, f survey.Frozen) error {
	e, err := letter.Open(f.Enclosure)
	if err != nil {
		return fmt.Errorf("a frozen letter: %w", err)
	}
	fonts, err := fontsNamed(e.Fonts)
	if err != nil {
		return fmt.Errorf("a frozen letter: %w", err)
	}
	attachments, err := enclosures(f)
	if err != nil {
		return err
	}
	return write(w, e.Letter, fonts, attachments)
}

// enclosures are the files that the letter's PDF carries.
func enclosures(f survey.Frozen) ([]Attachment, error) {
	signed, err := json.Marshal(signature{algorithm, f.KeyID, base64.StdEncoding.EncodeToString(f.Signature)})
	if err != nil {
		return nil, fmt.Errorf("a signature: %w", err)
	}
	attached := func(name, description string, data []byte) Attachment {
		return Attachment{Name: name, MediaType: "application/json", Description: description, Data: data}
	}
	return []Attachment{
		attached(fileLetter, "The whole letter, with the salts of the record's hashes", f.Enclosure),
		attached(fileRecord, "What the letter says, as it was approved", f.Record),
		attached(fileSignature, "The signature of record.json", signed),
	}, nil
}
