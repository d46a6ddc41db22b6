package letter

import (
	"encoding/base64"
	"fmt"
	"html/template"
	"strconv"

	"github.com/omdome/omdome/survey"
)

// A Picture is a bitmap in the letter: a logo, a signature by hand. It is drawn
// as large as its place allows, in its own proportions.
type Picture struct {
	PNG           []byte // empty where there is no picture
	Width, Height int    // in pixels
	Alt           string // what it shows, in words
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
