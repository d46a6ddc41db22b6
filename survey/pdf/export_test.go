package pdf

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/omdome/omdome/survey/letter"
)

// Frames counts the characters of the letter that are drawn as empty frames.
func Frames(l letter.Letter) int {
	n := 0
	for _, line := range newDocument(l, available(l)).set.lines(l.Text(), roman, body.size, textWidth, evenly) {
		for _, run := range line.runs {
			for _, g := range run.Glyphs {
				if g.GlyphID == 0 && !invisible(line.runes[g.TextIndex()]) {
					n++
				}
			}
		}
	}
	return n
}

// Lines sets the text as the letter would and returns its lines, and the width of
// the widest as a share of the page's.
func Lines(l letter.Letter, text string) (lines []string, widest float64) {
	for _, line := range Set(l, text, 1, true) {
		lines = append(lines, line.Text)
		widest = max(widest, line.Share)
	}
	return lines, widest
}

// A SetLine is a line as it is set, how much of its width it fills, and whether a hyphen
// ends it that is not in its text.
type SetLine struct {
	Text       string
	Share      float64
	Hyphenated bool
}

// Set sets the text as the letter would in a column of so much of the page's width,
// with hyphens or without.
func Set(l letter.Letter, text string, column float64, hyphens bool) []SetLine {
	ragged := 1.0
	if hyphens {
		ragged = evenly
	}
	var out []SetLine
	for _, line := range newDocument(l, available(l)).set.lines(text, roman, body.size, column*textWidth, ragged) {
		var b strings.Builder
		for _, run := range line.runs {
			b.WriteString(string(line.runes[run.Runes.Offset : run.Runes.Offset+run.Runes.Count]))
		}
		out = append(out, SetLine{b.String(), line.width / textWidth / column, line.hyphenated})
	}
	return out
}

// Hyphenated puts a hyphen at each place where the language lets the word be broken.
func Hyphenated(language, word string) string {
	letters := []rune(word)
	for _, at := range slices.Backward(hyphenatedLanguages[language].patterns().places(word)) {
		letters = slices.Insert(letters, at, '-')
	}
	return string(letters)
}

// Fonts are the names of the fonts of single scripts that the letter is drawn with.
func Fonts(l letter.Letter) []string {
	var names []string
	for _, f := range available(l) {
		names = append(names, f.name)
	}
	return names
}

// MissingFonts are those that it asks for and this program was built without.
func MissingFonts(l letter.Letter) []error {
	var missing []error
	for _, f := range fontsIn(l.Text()) {
		if f.font() == nil {
			missing = append(missing, fmt.Errorf("go generate has not brought %s", f.name))
		}
	}
	return missing
}

// Pages counts the letter's pages, and those that it had if nothing came closer.
func Pages(l letter.Letter) (all, loose int) {
	d := newDocument(l, available(l))
	blocks := d.blocks(l)
	return len(pages(blocks)), len(share(0).pages(blocks))
}

// Outline lists the headings by which a reader finds its way in a PDF, each after as
// many points as it is deep, with its page.
func Outline(data []byte) (out []string) {
	r := newReader()
	if err := r.objectsOf(data); err != nil {
		panic(err)
	}
	catalog := r.dict(r.root)
	pages := r.array(r.dict(catalog["Pages"])["Kids"])
	var list func(parent dict, deep string)
	list = func(parent dict, deep string) {
		for item := r.dict(parent["First"]); item != nil; item = r.dict(item["Next"]) {
			says, _ := r.text(item["Title"])
			out = append(out, fmt.Sprint(deep, says, " ", 1+slices.Index(pages, r.array(item["Dest"])[0])))
			list(item, deep+".")
		}
	}
	list(r.dict(catalog["Outlines"]), "")
	return out
}

// Parted counts the words of the letter that go on in the next line.
func Parted(l letter.Letter) int {
	d := newDocument(l, available(l))
	if err := d.write(io.Discard, l); err != nil {
		panic(err)
	}
	n := 0
	for _, page := range d.pages {
		n += strings.Count(string(page), "/ActualText <feff>")
	}
	return n
}

// Drawn is a hash of everything that is drawn on the letter's pages.
func Drawn(l letter.Letter) string {
	d := newDocument(l, available(l))
	if err := d.write(io.Discard, l); err != nil {
		panic(err)
	}
	sum := sha256.New()
	for _, page := range d.pages {
		fmt.Fprintf(sum, "%d\n%s", len(page), page)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// OperandsKept returns how many operands of a content stream have no room behind them
// in which others could be written, of how many.
func OperandsKept(content string) (kept, all int) {
	_ = operators([]byte(content), func(_ string, operands []token) error {
		if all += len(operands); cap(operands) == len(operands) {
			kept += len(operands)
		}
		return nil
	})
	return kept, all
}
