package pdf

import (
	"bytes"
	"time"

	"codeberg.org/go-pdf/fpdf"
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
	textWidth    = pageWidth - 2*marginSide
)

// A document is one PDF in the making.
type document struct {
	pdf      *fpdf.Fpdf
	set      *typesetter
	families map[*font.Face]string
	covered  map[*font.Face]map[rune]bool
	embedded map[string][]byte // the fonts that are not in the document yet, by family
}

func newDocument(l letter.Letter) *document {
	p := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: pageWidth, Ht: pageHeight}})
	p.SetAutoPageBreak(false, 0)
	p.SetMargins(marginSide, marginTop, marginSide)
	p.SetCellMargin(0)
	// The same letter is the same file: nothing of the clock, nothing of a map's order.
	p.SetCatalogSort(true)
	p.SetCreationDate(l.Date.UTC().Truncate(time.Second))
	p.SetModificationDate(l.Date.UTC().Truncate(time.Second))
	p.SetTitle(clean(visibleText([]rune(l.Title))), true)
	p.SetSubject(clean(visibleText([]rune(l.Subject))), true)
	p.SetAuthor(clean(l.Sender.Name), true)
	p.SetCreator("Omdöme", true)
	p.SetProducer("Omdöme", true)
	p.SetLang(string(l.Language))
	p.SetDisplayMode("fullpage", "single")

	face, embedded := newEastAsian(eastAsianIn(l))
	d := &document{
		pdf: p, set: newTypesetter(string(l.Language), face),
		families: map[*font.Face]string{}, covered: map[*font.Face]map[rune]bool{},
		embedded: map[string][]byte{},
	}
	for s := range styles {
		f := textFonts[s]()
		d.families[d.set.faces[s]] = families[s]
		d.covered[d.set.faces[s]] = f.covered
		d.embedded[families[s]] = f.embedded
	}
	if face != nil {
		d.families[face] = eastAsianFamily
		d.embedded[eastAsianFamily] = embedded
	}
	return d
}

// eastAsianFamily is what the East Asian font is called in the document.
const eastAsianFamily = "eastasian"

// font makes a font the current one. Only fonts that are used get into the
// document.
func (d *document) font(family string, size float64) {
	if ttf, missing := d.embedded[family]; missing {
		// fpdf keeps and pads what it is given: it gets its own copy.
		d.pdf.AddUTF8FontFromBytes(family, "", bytes.Clone(ttf))
		delete(d.embedded, family)
	}
	d.pdf.SetFont(family, "", size)
}

// covers says whether the face's embedded font has the rune.
func (d *document) covers(f *font.Face, r rune) bool {
	covered, limited := d.covered[f]
	return !limited || covered[r]
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
		r, g, b := shape.Paint.RGB()
		d.pdf.SetFillColor(r, g, b)
		d.pdf.SetDrawColor(r, g, b)
		sx, sy := x+shape.X, y+shape.Y
		switch shape.Kind {
		case charts.Rect:
			if radius := min(shape.R, shape.W/2); radius > 0.2 {
				d.pdf.RoundedRect(sx, sy, shape.W, shape.H, radius, "1234", "F")
			} else {
				d.pdf.Rect(sx, sy, shape.W, shape.H, "F")
			}
		case charts.Line:
			d.pdf.SetLineWidth(shape.R)
			d.pdf.SetLineCapStyle("round")
			d.pdf.Line(sx, sy, sx+shape.W, sy+shape.H)
		case charts.Circle:
			d.pdf.Circle(sx, sy, shape.R, "F")
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
