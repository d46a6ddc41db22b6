package pdf

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
)

// A Verdict is what checking a letter's PDF has found.
type Verdict string

// The verdicts. The first two are of genuine letters.
const (
	// VerdictExact: byte for byte the file that was issued.
	VerdictExact Verdict = "exact"
	// VerdictSaved: saved anew by another program, and every stroke on its pages
	// is the one that was issued.
	VerdictSaved Verdict = "saved"
	// VerdictText: the text is the one that was issued, and no more is known. The
	// letter was drawn by another version of the program, as it was signed, so what
	// is drawn cannot be compared: a chart may have been painted over.
	VerdictText Verdict = "text"
	// VerdictFonts: the record is the one that was signed. This program was built
	// without a font that the letter is drawn with ([ErrFonts]), so that it cannot
	// say whether the pages are what was issued.
	VerdictFonts Verdict = "fonts"
	// VerdictDrawn: the text is the one that was issued, but something on the pages
	// is drawn otherwise.
	VerdictDrawn Verdict = "drawn"
	// VerdictChanged: the pages do not say what was issued.
	VerdictChanged Verdict = "changed"
	// VerdictForged: what is enclosed does not belong together, or is not what was
	// signed.
	VerdictForged Verdict = "forged"
	// VerdictStranger: it is signed with a key that is none of the installation's.
	VerdictStranger Verdict = "stranger"
	// VerdictUnsigned: nothing is enclosed that it could be checked by.
	VerdictUnsigned Verdict = "unsigned"
	// VerdictUnreadable: it is no PDF, or a broken one.
	VerdictUnreadable Verdict = "unreadable"
)

// Genuine says whether the letter is what was issued, to the last stroke.
func (v Verdict) Genuine() bool { return v == VerdictExact || v == VerdictSaved }

// Partly says whether the record is what was signed, and the pages could not be
// fully compared: the letter is neither genuine nor changed.
func (v Verdict) Partly() bool { return v == VerdictText || v == VerdictFonts }

// Signed says whether the record is what the installation has signed, whatever
// the pages say.
func (v Verdict) Signed() bool {
	return v.Genuine() || v.Partly() || v == VerdictDrawn || v == VerdictChanged
}

// A Difference is a line on a page that is not the one that was issued. One of the
// two may be empty.
type Difference struct {
	Page    int // from 1
	Was, Is string
}

// A Checked is a letter's PDF after checking. What else it says is only there when
// the verdict is [Verdict.Signed].
type Checked struct {
	Verdict     Verdict
	Record      survey.Record
	Differences []Difference
	// Drawing is the version of the drawing that the letter was issued with: see
	// [Drawing].
	Drawing int
}

// Check says whether the file is a letter as it was issued by who holds one of the
// keys. Nothing in the file itself is trusted: what it encloses must be signed by
// one of the keys, and its pages are held against the enclosed letter drawn anew.
func Check(file []byte, keys []survey.PublicKey) Checked {
	c, err := Read(file)
	if err != nil {
		return Checked{Verdict: VerdictUnreadable}
	}
	frozen, verdict := enclosed(c.Attachments)
	if verdict != "" {
		return Checked{Verdict: verdict}
	}
	record, e, verdict := signedBy(frozen, keys)
	if verdict != "" {
		return Checked{Verdict: verdict}
	}
	checked := Checked{Record: record, Drawing: e.Drawing}
	checked.Verdict, checked.Differences = compare(file, c, frozen, e)
	return checked
}

// enclosed takes from the attachments what a letter carries. Two of one name are
// no letter's: programs differ in which of them they show.
func enclosed(all []Attachment) (survey.Frozen, Verdict) {
	files, n := map[string][]byte{}, 0
	for _, a := range all {
		switch a.Name {
		case fileLetter, fileRecord, fileSignature:
			files[a.Name] = a.Data
			n++
		}
	}
	switch {
	case n == 0:
		return survey.Frozen{}, VerdictUnsigned
	case n != 3 || len(files) != 3:
		return survey.Frozen{}, VerdictForged
	}
	var s signature
	if err := json.Unmarshal(files[fileSignature], &s); err != nil || s.Algorithm != algorithm {
		return survey.Frozen{}, VerdictForged
	}
	signed, err := base64.StdEncoding.DecodeString(s.Signature)
	if err != nil {
		return survey.Frozen{}, VerdictForged
	}
	return survey.Frozen{Enclosure: files[fileLetter], Record: files[fileRecord], Signature: signed, KeyID: s.Key}, ""
}

// signedBy returns what is enclosed, when one of the keys has signed it.
func signedBy(f survey.Frozen, keys []survey.PublicKey) (survey.Record, letter.Enclosure, Verdict) {
	refused := func(v Verdict) (survey.Record, letter.Enclosure, Verdict) {
		return survey.Record{}, letter.Enclosure{}, v
	}
	known := false
	for _, k := range keys {
		if k.ID != f.KeyID {
			continue
		}
		known = true
		if !k.Verify(f.Record, f.Signature) {
			return refused(VerdictForged)
		}
	}
	if !known {
		return refused(VerdictStranger)
	}
	record, err := survey.ParseRecord(f.Record)
	if err != nil || record.Key != f.KeyID || record.Enclosure != survey.HashHex(f.Enclosure) {
		return refused(VerdictForged)
	}
	e, err := letter.Open(f.Enclosure)
	if err != nil || e.Letter.Number != record.Number {
		return refused(VerdictForged)
	}
	return record, e, ""
}

// compare holds the file against the enclosed letter, drawn anew.
func compare(file []byte, c Contents, f survey.Frozen, e letter.Enclosure) (Verdict, []Difference) {
	var b bytes.Buffer
	switch err := WriteFrozen(&b, f); {
	case errors.Is(err, ErrFonts):
		return VerdictFonts, nil
	case err != nil:
		return VerdictForged, nil
	}
	if bytes.Equal(file, b.Bytes()) {
		return VerdictExact, nil
	}
	issued, err := Read(b.Bytes())
	if err != nil {
		return VerdictForged, nil
	}
	if c.Fingerprint == issued.Fingerprint {
		return VerdictSaved, nil
	}
	// Another version may have broken lines otherwise. Which one it was is signed: the
	// record holds a hash of the enclosure.
	if e.Drawing != Drawing && slices.Equal(wordsOf(issued.Pages), wordsOf(c.Pages)) {
		return VerdictText, nil
	}
	if differences := differ(linesOf(issued.Pages), linesOf(c.Pages)); len(differences) > 0 {
		return VerdictChanged, differences
	}
	return VerdictDrawn, nil
}

func wordsOf(pages []string) []string { return strings.Fields(strings.Join(pages, "\n")) }

// A pageLine is a line of text on a page.
type pageLine struct {
	page int
	text string
}

func linesOf(pages []string) []pageLine {
	var all []pageLine
	for i, page := range pages {
		for line := range strings.Lines(page) {
			all = append(all, pageLine{i + 1, strings.TrimSpace(line)})
		}
	}
	return all
}

// mostLines bounds what is compared line by line: many times the longest letter.
const mostLines = 2000

// differ returns the lines that were and are not, and that are and were not, each
// beside the other where one has taken the other's place: by the longest common
// subsequence of both.
func differ(was, is []pageLine) []Difference {
	was, is = was[:min(len(was), mostLines)], is[:min(len(is), mostLines)]
	common := make([][]int16, len(was)+1)
	for i := range common {
		common[i] = make([]int16, len(is)+1)
	}
	for i := len(was) - 1; i >= 0; i-- {
		for j := len(is) - 1; j >= 0; j-- {
			if was[i].text == is[j].text {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []Difference
	var gone, come []pageLine
	flush := func() {
		for k := range max(len(gone), len(come)) {
			var d Difference
			if k < len(come) {
				d.Page, d.Is = come[k].page, come[k].text
			}
			if k < len(gone) {
				d.Page, d.Was = gone[k].page, gone[k].text
			}
			out = append(out, d)
		}
		gone, come = nil, nil
	}
	i, j := 0, 0
	for i < len(was) || j < len(is) {
		switch {
		case i < len(was) && j < len(is) && was[i].text == is[j].text:
			flush()
			i, j = i+1, j+1
		case j == len(is) || i < len(was) && common[i+1][j] >= common[i][j+1]:
			gone = append(gone, was[i])
			i++
		default:
			come = append(come, is[j])
			j++
		}
	}
	flush()
	return out
}
