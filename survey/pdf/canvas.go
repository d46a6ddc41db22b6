package pdf

import (
	"fmt"
	"image"
	"io"
	"math"
	"slices"
	"strconv"
)

// A canvas draws pages. Places are in points from the page's upper left corner,
// downwards; colours are red, green and blue from 0 to 255.
type canvas struct {
	file     file
	pages    [][]byte
	content  []byte // of the page that is being drawn
	font     *embeddedFont
	size     float64
	fonts    []*embeddedFont
	pictures map[string]picture

	root, parent, marked *element
	marks                []*element   // of the page, by the number of the marked content
	allMarks             [][]*element // of the pages that are done
	links                []*link
	signed               *link // the field of the signature

	about about
	// outlined are the headings in the order in which they stand.
	outlined []outlined
	// names and associated are the entries of the attachments in the catalog.
	names, associated string
}

// A picture is a bitmap in the file, under its object's number.
type picture struct {
	number int
	bad    bool
}

// addPage begins a new page.
func (c *canvas) addPage() {
	c.endPage()
	c.content = make([]byte, 0, 16<<10)
}

func (c *canvas) endPage() {
	c.mark(nil)
	if c.content != nil {
		c.pages, c.allMarks = append(c.pages, c.content), append(c.allMarks, c.marks)
		c.content, c.marks = nil, nil
	}
}

// op writes an operator with its operands.
func (c *canvas) op(operator string, operands ...float64) {
	for _, v := range operands {
		c.number(v)
		c.content = append(c.content, ' ')
	}
	c.content = append(c.content, operator...)
	c.content = append(c.content, '\n')
}

// number writes a number with at most two decimals: a hundredth of a point is
// finer than any printer.
func (c *canvas) number(v float64) {
	hundredths := int64(math.Round(v * 100))
	if hundredths < 0 {
		c.content = append(c.content, '-')
		hundredths = -hundredths
	}
	c.content = strconv.AppendInt(c.content, hundredths/100, 10)
	if rest := hundredths % 100; rest != 0 {
		c.content = append(c.content, '.', byte('0'+rest/10))
		if rest%10 != 0 {
			c.content = append(c.content, byte('0'+rest%10))
		}
	}
}

func (c *canvas) raw(s string) { c.content = append(c.content, s...) }

func (c *canvas) colour(operator string, r, g, b int) {
	c.op(operator, float64(r)/255, float64(g)/255, float64(b)/255)
}

func (c *canvas) fillColour(r, g, b int) { c.colour("rg", r, g, b) }
func (c *canvas) lineColour(r, g, b int) { c.colour("RG", r, g, b) }
func (c *canvas) lineWidth(w float64)    { c.op("w", w) }
func (c *canvas) roundCaps()             { c.raw("1 J\n") }

func (c *canvas) line(x1, y1, x2, y2 float64) {
	c.moveTo(x1, y1)
	c.lineTo(x2, y2)
	c.op("S")
}

// rect fills a rectangle.
func (c *canvas) rect(x, y, w, h float64) {
	c.op("re", x, pageHeight-y-h, w, h)
	c.op("f")
}

// kappa is how far the control points of a quarter circle's curve are, for a
// radius of 1: 4/3·(√2−1).
const kappa = 0.5522847498

// roundedRect paints a rectangle with round corners: "f" fills, "S" strokes.
func (c *canvas) roundedRect(x, y, w, h, r float64, paint string) {
	k := r * (1 - kappa)
	c.moveTo(x+r, y)
	c.lineTo(x+w-r, y)
	c.cubicTo(x+w-k, y, x+w, y+k, x+w, y+r)
	c.lineTo(x+w, y+h-r)
	c.cubicTo(x+w, y+h-k, x+w-k, y+h, x+w-r, y+h)
	c.lineTo(x+r, y+h)
	c.cubicTo(x+k, y+h, x, y+h-k, x, y+h-r)
	c.lineTo(x, y+r)
	c.cubicTo(x, y+k, x+k, y, x+r, y)
	c.closePath()
	c.op(paint)
}

// circle fills a circle.
func (c *canvas) circle(x, y, r float64) { c.roundedRect(x-r, y-r, 2*r, 2*r, r, "f") }

func (c *canvas) moveTo(x, y float64) { c.op("m", x, pageHeight-y) }
func (c *canvas) lineTo(x, y float64) { c.op("l", x, pageHeight-y) }
func (c *canvas) closePath()          { c.raw("h\n") }
func (c *canvas) fillPath()           { c.raw("f\n") }

func (c *canvas) cubicTo(x1, y1, x2, y2, x, y float64) {
	c.op("c", x1, pageHeight-y1, x2, pageHeight-y2, x, pageHeight-y)
}

// clip limits what is drawn to a rectangle, until restore.
func (c *canvas) clip(x, y, w, h float64) {
	c.raw("q\n")
	c.op("re", x, pageHeight-y-h, w, h)
	c.raw("W n\n")
}

func (c *canvas) restore() { c.raw("Q\n") }

// setFont makes a font the current one.
func (c *canvas) setFont(f *embeddedFont, size float64) {
	if f.name == "" {
		c.fonts = append(c.fonts, f)
		f.name = "F" + strconv.Itoa(len(c.fonts))
	}
	c.font, c.size = f, size
}

// text writes letters of the current font with the left end of their baseline
// at x, y.
func (c *canvas) text(x, y float64, s string) {
	if s == "" {
		return
	}
	c.beginText(x, y)
	for _, r := range s {
		c.code(c.font.glyph(r))
	}
	c.endText()
}

// numbered writes characters of the current font by their numbers, as text does.
func (c *canvas) numbered(x, y float64, numbers []int) {
	if len(numbers) == 0 {
		return
	}
	c.beginText(x, y)
	for _, n := range numbers {
		c.code(n)
	}
	c.endText()
}

func (c *canvas) beginText(x, y float64) {
	c.raw("BT /" + c.font.name + " ")
	c.op("Tf", c.size)
	c.op("Td", x, pageHeight-y)
	c.content = append(c.content, '<')
}

func (c *canvas) endText() { c.raw("> Tj ET\n") }

func (c *canvas) code(n int) {
	const digits = "0123456789abcdef"
	c.content = append(c.content, digits[n>>12&15], digits[n>>8&15], digits[n>>4&15], digits[n&15])
}

// width returns how wide the current font sets s, in points.
func (c *canvas) width(s string) float64 {
	w := 0
	for _, r := range s {
		g, _ := c.font.source.glyph(r)
		w += g.width
	}
	return float64(w) * c.size / gridEm
}

// png places a picture with its upper left corner at x, y. The name tells it
// from others. It returns false for what is no PNG picture.
func (c *canvas) png(name string, data []byte, x, y, w, h float64) bool {
	return c.placeBitmap(name, func() bitmap { return newBitmap(data, image.Point{}) }, x, y, w, h)
}

// placeBitmap is png for a bitmap that is made where the document does not have it yet.
func (c *canvas) placeBitmap(name string, made func() bitmap, x, y, w, h float64) bool {
	p, known := c.pictures[name]
	if !known {
		p = c.addPicture(made())
		if c.pictures == nil {
			c.pictures = map[string]picture{}
		}
		c.pictures[name] = p
	}
	if p.bad {
		return false
	}
	c.raw("q ")
	c.op("cm", w, 0, 0, h, x, pageHeight-y-h)
	c.raw("/P" + strconv.Itoa(p.number) + " Do Q\n")
	return true
}

func (c *canvas) addPicture(b bitmap) picture {
	if b.size == (image.Point{}) {
		return picture{bad: true}
	}
	entries := fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace", b.size.X, b.size.Y)
	mask := c.file.packed(entries+"/DeviceGray", b.alpha)
	return picture{number: c.file.packed(fmt.Sprintf("%s/DeviceRGB/SMask %d 0 R", entries, mask), b.colours)}
}

// output writes the document.
func (c *canvas) output(w io.Writer) error {
	c.endPage()
	f := &c.file
	resources := c.resources()
	tree := f.reserve()
	pages := make([]int, len(c.pages))
	for i := range pages {
		pages[i] = f.reserve()
	}
	for i, l := range c.links {
		l.number = f.reserve()
		if l != c.signed {
			l.write(f, len(pages)+i)
		}
	}
	kids := ""
	for i, content := range c.pages {
		annotations := ""
		for _, l := range c.links {
			if l.page == i {
				annotations += fmt.Sprintf("%d 0 R ", l.number)
			}
		}
		if annotations != "" {
			annotations = "/Annots[" + annotations + "]"
		}
		f.set(pages[i], "<</Type /Page /Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Resources %d 0 R/Contents %d 0 R/StructParents %d/Tabs/S%s>>",
			tree, pageWidth, pageHeight, resources, f.stream("", content), i, annotations)
		kids += fmt.Sprintf("%d 0 R ", pages[i])
	}
	f.set(tree, "<</Type /Pages/Kids[%s]/Count %d>>", kids, len(c.pages))
	attached := ""
	if c.names != "" {
		attached = fmt.Sprintf("/Names<</EmbeddedFiles<</Names[%s]>>>>/AF[%s]", c.names, c.associated)
	}
	if c.signed != nil {
		attached += fmt.Sprintf("/AcroForm<</Fields[%d 0 R]/SigFlags 3>>", c.signed.number)
	}
	attached += c.outlines(pages)
	structure := c.structure(pages)
	catalog := f.add("<</Type/Catalog/Pages %d 0 R/Lang %s/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R/Metadata %d 0 R/OutputIntents[%d 0 R]/ViewerPreferences<</DisplayDocTitle true>>%s>>",
		tree, text(c.about.language), structure, c.about.metadata(f), colours(f), attached)
	info := c.about.info(f)
	if l := c.signed; l != nil { // the last of the links
		l.sign(f, len(pages)+len(c.links)-1, pages[l.page])
	}
	return f.write(w, catalog, info)
}

// resources writes the fonts and names the pictures, for all pages.
func (c *canvas) resources() int {
	f := &c.file
	fonts := ""
	for _, font := range c.fonts {
		fonts += fmt.Sprintf("/%s %d 0 R", font.name, font.write(f))
	}
	var numbers []int
	for _, p := range c.pictures {
		if !p.bad {
			numbers = append(numbers, p.number)
		}
	}
	slices.Sort(numbers) // the order in which they first came
	pictures := ""
	for _, n := range numbers {
		pictures += fmt.Sprintf("/P%d %d 0 R", n, n)
	}
	return f.add("<</Font<<%s>>/XObject<<%s>>>>", fonts, pictures)
}
