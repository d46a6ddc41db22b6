package letter

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"slices"
	"strconv"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/record"
)

// A Picture is a bitmap in the letter: a logo, a signature by hand. It is drawn
// as large as its place allows, in its own proportions.
type Picture struct {
	PNG           []byte // empty where there is no picture
	Width, Height int    // in pixels
	Alt           string // what it shows, in words
	// SHA256 is what the PNG is kept by, in hexadecimal, where it is kept apart from
	// the letter: then there is none here. See [Open].
	SHA256 string `json:",omitempty"`
}

// pictures are those that the letter may have.
func (l *Letter) pictures() []*Picture { return []*Picture{&l.Sender.Logo, &l.Signature.Image} }

// part takes the pictures out of the letter, and returns them, each once.
func (l *Letter) part() (all [][]byte) {
	for _, p := range l.pictures() {
		if len(p.PNG) == 0 {
			continue
		}
		if !slices.ContainsFunc(all, func(one []byte) bool { return bytes.Equal(one, p.PNG) }) {
			all = append(all, p.PNG)
		}
		p.SHA256, p.PNG = record.HashHex(p.PNG), nil
	}
	return all
}

// join puts those of the pictures into the letter that it names.
func (l *Letter) join(all [][]byte) {
	for _, p := range l.pictures() {
		if p.SHA256 == "" {
			continue
		}
		for _, one := range all {
			if record.HashHex(one) == p.SHA256 {
				p.PNG, p.SHA256 = one, ""
				break
			}
		}
	}
}

// Whole says whether all pictures of the letter are in it.
func (l Letter) Whole() bool {
	return !slices.ContainsFunc(l.pictures(), func(p *Picture) bool { return p.SHA256 != "" })
}

// Empty says whether there is nothing to draw.
func (p Picture) Empty() bool { return len(p.PNG) == 0 || p.Width < 1 || p.Height < 1 }

// Source is the picture as an address that holds it.
func (p Picture) Source() template.URL {
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(p.PNG))
}

// RGB returns the letter's accent; false where it has none of its own.
func (l Letter) RGB() (r, g, b int, ok bool) {
	if len(l.Accent) != len("#rrggbb") || l.Accent[0] != '#' {
		return 0, 0, 0, false
	}
	n, err := strconv.ParseUint(l.Accent[1:], 16, 32)
	if err != nil {
		return 0, 0, 0, false
	}
	return int(n >> 16), int(n >> 8 & 0xff), int(n & 0xff), true
}

// Style is a style sheet that gives the page the letter's accent, lighter where
// the page is dark; empty where the letter has none of its own. It comes after
// letter.css.
func (l Letter) Style() string {
	r, g, b, ok := l.RGB()
	if !ok {
		return ""
	}
	towards := func(share int) string { // white, in hundredths
		lighter := func(v int) int { return v + (255-v)*share/100 }
		return fmt.Sprintf("#%02x%02x%02x", lighter(r), lighter(g), lighter(b))
	}
	light := fmt.Sprintf(".letter{--letter-accent:%s;--letter-bar:%s}", towards(0), towards(12))
	dark := survey.OnDark(l.Accent, darkPaper)
	return light + "\n" +
		fmt.Sprintf("@media screen and (prefers-color-scheme:dark){.letter{--letter-accent:%s;--letter-bar:%s}}\n", dark, dark) +
		"@media print{" + light + "}\n"
}

// darkPaper is what letter.css shows a letter on where the screen is dark.
const darkPaper = "#1c1b19"
