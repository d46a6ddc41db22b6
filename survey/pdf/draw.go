package pdf

import (
	"encoding/hex"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/shaping"

	"github.com/omdome/omdome/charts"
)

// draw draws a line with its left end at x and its baseline at y.
func (d *document) draw(l line, x, y float64, p charts.Paint) {
	d.fill(p)
	d.stroke(p)
	if len(l.parted) > 0 {
		d.drawParted(l, x, y)
		return
	}
	at := make([]float64, len(l.runs))
	order := make([]int, len(l.runs))
	for i, run := range l.runs {
		at[i], order[i] = x, i
		x += l.pt(run.Advance)
	}
	// In the order in which they are read, which is not that of their places
	// where some run from right to left.
	slices.SortStableFunc(order, func(i, j int) int { return l.runs[i].Runes.Offset - l.runs[j].Runes.Offset })
	for _, i := range order {
		d.drawRun(l, l.runs[i], at[i], y)
	}
}

// rgb returns the colour of a paint in this letter: the accent of its own takes
// the place of the product's.
func (d *document) rgb(p charts.Paint) (r, g, b int) {
	if d.accented {
		switch p {
		case charts.Dot:
			return d.accent[0], d.accent[1], d.accent[2]
		case charts.Bar: // a little lighter
			lighter := func(v int) int { return v + (255-v)*12/100 }
			return lighter(d.accent[0]), lighter(d.accent[1]), lighter(d.accent[2])
		}
	}
	return p.RGB()
}

func (d *document) fill(p charts.Paint) {
	r, g, b := d.rgb(p)
	d.fillColour(r, g, b)
}

func (d *document) stroke(p charts.Paint) {
	r, g, b := d.rgb(p)
	d.lineColour(r, g, b)
}

// drawRun draws a run cluster by cluster: those of one letter and one glyph of
// an embedded font as text, all others as outlines or pictures.
func (d *document) drawRun(l line, run shaping.Output, x, y float64) {
	embedded := d.embedded[run.Face]
	switch {
	case len(run.Glyphs) == 1 && run.Glyphs[0].GlyphID == noGlyph:
		return
	case run.Direction == di.DirectionRTL:
		d.drawBackwards(l, run, x, y)
		return
	case embedded != nil && embedded.source.clusters:
		d.drawClusters(l, run, embedded, x, y)
		return
	case embedded == nil:
		d.drawShapes(l, run, run.Glyphs, x, y)
		return
	}
	d.setFont(embedded, l.size)
	start, startX := 0, x
	flush := func(end int, simple bool) {
		if start < end {
			if simple {
				d.drawText(l, run, run.Glyphs[start:end], startX, y)
			} else {
				d.drawShapes(l, run, run.Glyphs[start:end], startX, y)
				d.setFont(embedded, l.size)
			}
		}
		start, startX = end, x
	}
	for i := range run.Glyphs {
		simple := d.simple(l, run, i)
		if i > start && simple != d.simple(l, run, i-1) {
			flush(i, !simple)
		}
		x += l.pt(run.Glyphs[i].Advance)
	}
	if n := len(run.Glyphs); n > 0 {
		flush(n, d.simple(l, run, n-1))
	}
}

// drawBackwards draws a run from right to left, cluster by cluster: each stands
// in the file where it is read, and on the page where it is seen.
func (d *document) drawBackwards(l line, run shaping.Output, x, y float64) {
	x += l.pt(run.Advance)
	for end := len(run.Glyphs); end > 0; {
		begin := end - 1
		for begin > 0 && run.Glyphs[begin-1].TextIndex() == run.Glyphs[end-1].TextIndex() {
			begin--
		}
		for _, g := range run.Glyphs[begin:end] {
			x -= l.pt(g.Advance)
		}
		d.drawShapes(l, run, run.Glyphs[begin:end], x, y)
		end = begin
	}
}

// simple says whether the glyph is just its letter.
func (d *document) simple(l line, run shaping.Output, i int) bool {
	g := run.Glyphs[i]
	if g.GlyphsCount() != 1 || g.RunesCount() != 1 || g.YOffset != 0 || g.XOffset != 0 || g.GlyphID == 0 {
		return false
	}
	r := l.runes[g.TextIndex()]
	nominal, ok := run.Face.NominalGlyph(r)
	if !ok || nominal != g.GlyphID {
		return false
	}
	_, covered := d.embedded[run.Face].source.glyph(r)
	return covered
}

// drawText writes letters as text, in pieces that kerning parts.
func (d *document) drawText(l line, run shaping.Output, glyphs []shaping.Glyph, x, y float64) {
	var piece strings.Builder
	begin, at := x, x
	unit := l.size / float64(run.Face.Upem())
	for _, g := range glyphs {
		if math.Abs(x-at) > 0.02 { // points: a kern, and not rounding
			d.canvas.text(begin, y, piece.String())
			piece.Reset()
			begin, at = x, x
		}
		piece.WriteRune(l.runes[g.TextIndex()])
		at += float64(run.Face.HorizontalAdvance(g.GlyphID)) * unit
		x += l.pt(g.Advance)
	}
	d.canvas.text(begin, y, piece.String())
}

// drawShapes draws glyphs as outlines or pictures, clipped to the line, and
// gives their text to whoever reads the document without seeing it.
func (d *document) drawShapes(l line, run shaping.Output, glyphs []shaping.Glyph, x, y float64) {
	first, last := len(l.runes), 0
	width := 0.0
	for _, g := range glyphs {
		first, last = min(first, g.TextIndex()), max(last, g.TextIndex()+g.RunesCount())
		width += l.pt(g.Advance)
	}
	if first >= last {
		return
	}
	text := visibleText(l.runes[first:last])
	if text == "" {
		return
	}
	d.raw("/Span <</ActualText <" + utf16Hex(text) + ">>> BDC\n")
	d.carrier(l.size, x, y, width)
	d.clip(x-l.size, y-1.25*l.size, width+2*l.size, 1.75*l.size)
	scale := l.size / float64(run.Face.Upem())
	for _, g := range glyphs {
		gx, gy := x+l.pt(g.XOffset), y-l.pt(g.YOffset)
		d.drawGlyph(l, run.Face, g, gx, gy, scale)
		x += l.pt(g.Advance)
	}
	d.restore()
	d.raw("EMC\n")
}

// carrier writes an invisible space as wide as the shapes: readers take the
// place of a text from text, and give the span's own text there.
func (d *document) carrier(size, x, y, width float64) {
	d.setFont(d.embedded[d.set.faces[roman]], size)
	space := d.width(" ")
	width = max(width, size/100) // also under a character that stands on the one before it
	d.raw("q 3 Tr " + strconv.FormatFloat(100*width/space, 'f', 1, 64) + " Tz\n")
	d.canvas.text(x, y, " ")
	d.raw("Q\n")
}

func (d *document) drawGlyph(l line, face *font.Face, g shaping.Glyph, x, y, scale float64) {
	if g.GlyphID == 0 {
		if r := l.runes[g.TextIndex()]; !invisible(r) {
			d.drawReplacement(x, y, l.size, l.pt(g.Advance))
		}
		return
	}
	switch data := face.GlyphData(g.GlyphID).(type) {
	case font.GlyphOutline:
		d.drawOutline(data.Segments, x, y, scale)
	case font.GlyphBitmap:
		d.drawBitmap(face, g.GlyphID, data, x, y, l.size)
	case font.GlyphColor, font.GlyphSVG:
		if outline, ok := face.GlyphDataOutline(g.GlyphID); ok {
			d.drawOutline(outline.Segments, x, y, scale)
		}
	}
}

// drawOutline fills a path given in font units.
func (d *document) drawOutline(segments []ot.Segment, x, y, scale float64) {
	if len(segments) == 0 {
		return
	}
	at := func(p ot.SegmentPoint) (float64, float64) { return x + float64(p.X)*scale, y - float64(p.Y)*scale }
	open := false
	var lastX, lastY float64
	for _, s := range segments {
		x0, y0 := at(s.Args[0])
		x1, y1 := at(s.Args[1])
		x2, y2 := at(s.Args[2])
		switch s.Op {
		case ot.SegmentOpMoveTo:
			if open {
				d.closePath()
			}
			open = true
			d.moveTo(x0, y0)
		case ot.SegmentOpLineTo:
			d.lineTo(x0, y0)
		case ot.SegmentOpQuadTo:
			// A quadratic curve as the cubic one that it is.
			d.cubicTo(lastX+(x0-lastX)*2/3, lastY+(y0-lastY)*2/3, x1+(x0-x1)*2/3, y1+(y0-y1)*2/3, x1, y1)
		case ot.SegmentOpCubeTo:
			d.cubicTo(x0, y0, x1, y1, x2, y2)
		}
		lastX, lastY = at(s.ArgsSlice()[len(s.ArgsSlice())-1])
	}
	d.closePath()
	d.fillPath()
}

// drawBitmap places an emoji's picture where its metrics say.
func (d *document) drawBitmap(face *font.Face, id font.GID, data font.GlyphBitmap, x, y, size float64) {
	extents, ok := face.GlyphExtents(id)
	if !ok || data.Format != font.PNG {
		d.drawReplacement(x, y, size, size)
		return
	}
	unit := size / float64(face.Upem())
	w, h := float64(extents.Width)*unit, math.Abs(float64(extents.Height))*unit
	if !d.png("emoji"+strconv.Itoa(int(id)), data.Data, x+float64(extents.XBearing)*unit, y-float64(extents.YBearing)*unit, w, h) {
		d.drawReplacement(x, y, size, size) // a picture that cannot be read is no reason to fail
	}
}

// drawReplacement stands for a character that no font has: a small neutral frame.
func (d *document) drawReplacement(x, y, size, width float64) {
	w := min(max(width, 0.4*size), size) - 0.12*size
	d.lineWidth(size / 22)
	d.roundedRect(x+0.06*size, y-0.62*size, w, 0.62*size, size/10, "S")
}

// invisible says whether a rune is one that has no look of its own.
func invisible(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) || r == '\u034f'
}

// visibleText is the text that shapes stand for, without the characters that only
// place it, such as the isolates that the letter put around it.
func visibleText(runes []rune) string {
	return strings.Map(func(r rune) rune {
		if r >= '\u2066' && r <= '\u2069' || r >= '\u202a' && r <= '\u202e' {
			return -1
		}
		return r
	}, string(runes))
}

// utf16Hex writes a text as PDF's hexadecimal UTF-16 with its byte order mark.
func utf16Hex(s string) string {
	b := []byte{0xfe, 0xff}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return hex.EncodeToString(b)
}
