package pdf

import (
	"time"

	"github.com/go-text/typesetting/font"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey/letter"
)

// A4 with its margins, in points (1/72 inch).
const (
	pageWidth    = 595.28
	pageHeight   = 841.89
	marginSide   = 71.0 // 25 mm
	marginTop    = 57.0 // 20 mm
	marginBottom = 80.0 // 20 mm, and the foot above them
	footLine     = 58.0 // the foot's last baseline over the page's lower edge
	footSize     = 8.5
	headLine     = 44.0 // the baseline of the line over further pages
	textWidth    = pageWidth - 2*marginSide
)

// A document is one PDF in the making.
type document struct {
	canvas
	set *typesetter
	// printer has the organization's pictures ready.
	printer *Printer
	// embedded are the fonts that draw text as text, by the face that shapes it.
	embedded map[*font.Face]*embeddedFont
	// accent is the letter's own colour, where it has one.
	accent   [3]int
	accented bool
}

func newDocument(l letter.Letter, fonts []*scriptFont) *document {
	face, drawn := newEastAsian(eastAsianIn(l))
	d := &document{set: newTypesetter(string(l.Language), face, fonts), printer: new(Printer), embedded: map[*font.Face]*embeddedFont{}}
	// The same letter is the same file: nothing of the clock, nothing of a map's order.
	d.about = about{
		title: plain(l.Title), subject: plain(l.Subject), author: plain(l.Sender.Name), language: string(l.Language),
		date: l.Date.UTC().Truncate(time.Second),
	}
	d.set.names = namesIn(l)
	d.accent[0], d.accent[1], d.accent[2], d.accented = l.RGB()
	d.root = &element{role: "Document"}
	d.root.language(string(l.Language))
	d.parent = d.root
	for s := range styles {
		d.embedded[d.set.faces[s]] = &embeddedFont{source: textFonts[s]().drawn}
	}
	for _, f := range fonts {
		d.embedded[d.set.fallback(f.font())] = &embeddedFont{source: f.drawn()}
	}
	if face != nil {
		d.embedded[face] = &embeddedFont{source: drawn}
	}
	return d
}

// eastAsianIn gathers the runes of the letter that need the East Asian font.
func eastAsianIn(l letter.Letter) map[rune]bool {
	runes := map[rune]bool{}
	for _, r := range l.Text() {
		if isEastAsian(r) {
			runes[r] = true
		}
	}
	return runes
}

// scene draws a still picture with its upper left corner at x, y.
func (d *document) scene(s charts.Scene, x, y float64) {
	for _, shape := range s.Shapes {
		d.fill(shape.Paint)
		d.stroke(shape.Paint)
		sx, sy := x+shape.X, y+shape.Y
		switch shape.Kind {
		case charts.Rect:
			if radius := min(shape.R, shape.W/2); radius > 0.2 {
				d.roundedRect(sx, sy, shape.W, shape.H, radius, "f")
			} else {
				d.rect(sx, sy, shape.W, shape.H)
			}
		case charts.Line:
			d.lineWidth(shape.R)
			d.roundCaps()
			d.line(sx, sy, sx+shape.W, sy+shape.H)
		case charts.Circle:
			d.circle(sx, sy, shape.R)
		case charts.Label:
			st := roman
			if shape.Bold {
				st = semibold
			}
			label := d.set.single(shape.Text, st, shape.R)
			switch shape.Anchor {
			case charts.Middle:
				sx -= label.width / 2
			case charts.End:
				sx -= label.width
			}
			d.draw(label, sx, sy, shape.Paint)
		}
	}
}
