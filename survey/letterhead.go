package survey

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey/writing"
)

// StandardAccent is the colour of the letterhead and the headings where an
// organization has chosen none.
const StandardAccent = "#174f56"

// LetterPaper is what letters stand on, on a screen; in print it is white, which
// gives no less contrast.
const LetterPaper = "#fffdf9"

// MinContrast is what the accent must reach on the paper: the letter's headings
// are text (WCAG 2.2, 1.4.6 wants 7:1).
const MinContrast Tenths = 70

// A Picture is a bitmap of the letterhead, as survey/exchange has made it.
type Picture struct {
	PNG           []byte // empty where there is none
	Width, Height int    // in pixels
}

// A Letterhead is how an organization's letters look.
type Letterhead struct {
	// Accent is "#174f56"; empty for StandardAccent.
	Accent string
	Logo   Picture
	// Hand is the signer's name by hand.
	Hand Picture
	// Revision counts the changes; 0 means that nothing has been chosen.
	Revision int
}

// MaxAddressLines is how many lines of an address a letterhead has room for.
const MaxAddressLines = 6

var colourShape = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// ReadAccent reads a colour ("#174F56"). The standard's becomes empty. What text
// in the colour could not be read well in is refused, with how far it reaches and
// a darker one that would do. The error has a message and no field.
func ReadAccent(typed string) (string, *FieldError) {
	colour := strings.ToLower(writing.Fold(typed))
	if colour == StandardAccent || colour == "" {
		return "", nil
	}
	if !colourShape.MatchString(colour) {
		return "", &FieldError{Message: MsgColour, Args: map[string]any{"text": writing.ShortLine(colour)}}
	}
	if ratio := Contrast(colour, LetterPaper); ratio < MinContrast {
		return colour, &FieldError{Message: MsgContrast, Args: map[string]any{
			"text": colour, "ratio": ratio, "least": MinContrast, "darker": shaded(colour, LetterPaper, 0),
		}}
	}
	return colour, nil
}

// OnDark returns the colour as light as it must be on the dark paper that a
// screen may show a letter on.
func OnDark(colour, paper string) string { return shaded(colour, paper, 255) }

// shaded mixes the colour with black (to 0) or white (to 255) until text in it
// reaches MinContrast on the paper.
func shaded(colour, paper string, to int) string {
	rgb := channels(colour)
	for step := range 21 {
		mixed := "#"
		for _, c := range rgb {
			mixed += fmt.Sprintf("%02x", c+(to-c)*step/20)
		}
		if Contrast(mixed, paper) >= MinContrast {
			return mixed
		}
	}
	return fmt.Sprintf("#%02x%02x%02x", to, to, to)
}

// Contrast is the contrast ratio of two colours ("#174f56"), from 1 to 21, with
// one decimal, rounded down so that nothing seems to reach what it does not. The
// formula is that of WCAG 2.2, "contrast ratio" and "relative luminance".
func Contrast(a, b string) Tenths {
	x, y := luminance(a), luminance(b)
	return Tenths(math.Floor(10 * (max(x, y) + 0.05) / (min(x, y) + 0.05)))
}

func luminance(colour string) float64 {
	var linear [3]float64
	for i, c := range channels(colour) {
		v := float64(c) / 255
		if v <= 0.04045 {
			linear[i] = v / 12.92
		} else {
			linear[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*linear[0] + 0.7152*linear[1] + 0.0722*linear[2]
}

// channels returns red, green and blue, 0 to 255; black for what is no colour.
func channels(colour string) [3]int {
	var rgb [3]int
	if !colourShape.MatchString(colour) {
		return rgb
	}
	for i := range rgb {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err == nil {
			rgb[i] = int(n)
		}
	}
	return rgb
}
