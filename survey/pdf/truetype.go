package pdf

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"

	ot "github.com/go-text/typesetting/font/opentype"
)

// A glyph is an outline with its width, in units of the font that it is from.
type glyph struct {
	r        rune
	advance  float64
	segments []ot.Segment
}

const (
	// gridEm is how many units an em has in the fonts that are built here. It
	// is fine enough that rounding to it cannot be seen.
	gridEm = 2000
	// flatness is how far a quadratic curve may lie from the cubic one that it
	// stands for, in units of gridEm.
	flatness = 0.5
)

// A compiled glyph is one as a TrueType font holds it, in units of gridEm.
type compiled struct {
	r           rune
	width, left int
	outline     []byte
}

// compile readies a glyph of a font whose em is em units. The text fonts are
// OpenType with cubic curves; TrueType has quadratic ones.
func compile(g glyph, em float64) compiled {
	scale := gridEm / em
	var b bytes.Buffer
	left := writeOutline(&b, g.segments, scale)
	return compiled{r: g.r, width: int(math.Round(g.advance * scale)), left: left, outline: b.Bytes()}
}

// trueType builds a TrueType font in which glyph i+1 is glyphs[i]. Glyph 0, what
// a font shows for what it lacks, is empty.
func trueType(glyphs []compiled, ascent, descent int) []byte {
	var glyf, loca, hmtx bytes.Buffer
	put := func(b *bytes.Buffer, values ...int) {
		for _, v := range values {
			b.Write([]byte{byte(v >> 8), byte(v)})
		}
	}
	offset := func() { put(&loca, glyf.Len()>>16, glyf.Len()) }
	offset()
	put(&hmtx, gridEm/2, 0)
	widest := gridEm / 2
	for _, g := range glyphs {
		offset()
		glyf.Write(g.outline)
		widest = max(widest, g.width)
		put(&hmtx, g.width, g.left)
	}
	offset()

	var head, hhea, maxp, post, name bytes.Buffer
	n := len(glyphs) + 1
	put(&head, 1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, gridEm, 0, 0, 0, 0, 0, 0, 0, 0)
	put(&head, 0, descent, widest, ascent, 0, 8, 2, 1, 0)
	put(&hhea, 1, 0, ascent, descent, 0, widest, 0, 0, widest, 1, 0, 0, 0, 0, 0, 0, 0, n)
	put(&maxp, 1, 0, n, 1000, 100, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)
	put(&post, 3, 0, 0, 0, -100, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	put(&name, 0, 0, 6)
	return assemble(map[string][]byte{
		"cmap": cmap(glyphs), "glyf": glyf.Bytes(), "head": head.Bytes(), "hhea": hhea.Bytes(),
		"hmtx": hmtx.Bytes(), "loca": loca.Bytes(), "maxp": maxp.Bytes(), "name": name.Bytes(), "post": post.Bytes(),
	})
}

// A point of a contour, on the curve or controlling it.
type point struct {
	x, y int
	on   bool
}

// writeOutline appends a simple glyph and returns its left edge. A glyph
// without contours takes no bytes.
func writeOutline(b *bytes.Buffer, segments []ot.Segment, scale float64) int {
	contours := contoursOf(segments, scale)
	if len(contours) == 0 {
		return 0
	}
	x0, y0, x1, y1 := math.MaxInt16, math.MaxInt16, math.MinInt16, math.MinInt16
	for _, c := range contours {
		for _, p := range c {
			x0, y0, x1, y1 = min(x0, p.x), min(y0, p.y), max(x1, p.x), max(y1, p.y)
		}
	}
	write := func(values ...int) {
		for _, v := range values {
			_ = binary.Write(b, binary.BigEndian, int16(v)) // a buffer takes everything
		}
	}
	write(len(contours), x0, y0, x1, y1)
	end := -1
	for _, c := range contours {
		end += len(c)
		write(end)
	}
	write(0) // no instructions
	var flags []byte
	var xs, ys []int
	lastX, lastY := 0, 0
	for _, c := range contours {
		for _, p := range c {
			flag := byte(0)
			if p.on {
				flag = 1
			}
			flags = append(flags, flag)
			xs, ys = append(xs, p.x-lastX), append(ys, p.y-lastY)
			lastX, lastY = p.x, p.y
		}
	}
	b.Write(flags)
	write(xs...)
	write(ys...)
	for b.Len()%4 != 0 {
		b.WriteByte(0)
	}
	return x0
}

// contoursOf turns segments into contours of lines and quadratic curves.
func contoursOf(segments []ot.Segment, scale float64) [][]point {
	var contours [][]point
	var contour []point
	var at ot.SegmentPoint
	add := func(p ot.SegmentPoint, on bool) {
		contour = append(contour, point{int(math.Round(float64(p.X) * scale)), int(math.Round(float64(p.Y) * scale)), on})
	}
	done := func() {
		if n := len(contour); n > 1 && contour[0] == contour[n-1] {
			contour = contour[:n-1]
		}
		if len(contour) > 2 {
			contours = append(contours, contour)
		}
		contour = nil
	}
	for _, s := range segments {
		switch s.Op {
		case ot.SegmentOpMoveTo:
			done()
			add(s.Args[0], true)
			at = s.Args[0]
		case ot.SegmentOpLineTo:
			add(s.Args[0], true)
			at = s.Args[0]
		case ot.SegmentOpQuadTo:
			add(s.Args[0], false)
			add(s.Args[1], true)
			at = s.Args[1]
		case ot.SegmentOpCubeTo:
			for _, q := range quadratics(at, s.Args, flatness/scale) {
				add(q[0], false)
				add(q[1], true)
			}
			at = s.Args[2]
		}
	}
	done()
	return contours
}

// quadratics approximates a cubic curve: n pieces of equal parameter length,
// whose distance to it is √3/36·|p3−3p2+3p1−p0|/n³.
func quadratics(p0 ot.SegmentPoint, c [3]ot.SegmentPoint, tolerance float64) [][2]ot.SegmentPoint {
	dx := float64(c[2].X - 3*c[1].X + 3*c[0].X - p0.X)
	dy := float64(c[2].Y - 3*c[1].Y + 3*c[0].Y - p0.Y)
	n := max(1, int(math.Ceil(math.Cbrt(math.Sqrt(3)/36*math.Hypot(dx, dy)/tolerance))))
	at := func(t float32) (p, d ot.SegmentPoint) {
		u := 1 - t
		f := func(a, b, c, d float32) (float32, float32) {
			return u*u*u*a + 3*u*u*t*b + 3*u*t*t*c + t*t*t*d, 3 * (u*u*(b-a) + 2*u*t*(c-b) + t*t*(d-c))
		}
		p.X, d.X = f(p0.X, c[0].X, c[1].X, c[2].X)
		p.Y, d.Y = f(p0.Y, c[0].Y, c[1].Y, c[2].Y)
		return p, d
	}
	out := make([][2]ot.SegmentPoint, n)
	a, da := at(0)
	step := 1 / float32(n)
	for i := range out {
		b, db := at(float32(i+1) * step)
		// The control point that keeps both ends' speed as well as one can.
		control := ot.SegmentPoint{X: (a.X+b.X)/2 + (da.X-db.X)*step/4, Y: (a.Y+b.Y)/2 + (da.Y-db.Y)*step/4}
		out[i] = [2]ot.SegmentPoint{control, b}
		a, da = b, db
	}
	return out
}

// cmap maps runes to glyphs (format 4), glyph i+1 being glyphs[i]. Runes that do
// not follow one another like their glyphs get spans of their own.
func cmap(glyphs []compiled) []byte {
	type span struct{ first, last, glyph int }
	var spans []span
	for i, g := range glyphs {
		r := int(g.r)
		if r > 0xfffe {
			continue
		}
		if n := len(spans); n > 0 && spans[n-1].last == r-1 && spans[n-1].glyph+r-spans[n-1].first == i+1 {
			spans[n-1].last = r
			continue
		}
		spans = append(spans, span{r, r, i + 1})
	}
	slices.SortFunc(spans, func(a, b span) int { return a.first - b.first })
	spans = append(spans, span{0xffff, 0xffff, 0})
	n := len(spans)
	words := []int{0, 1, 3, 1, 0, 12, 4, 16 + 8*n, 0, 2 * n, 0, 0, 0}
	for _, s := range spans {
		words = append(words, s.last)
	}
	words = append(words, 0)
	for _, s := range spans {
		words = append(words, s.first)
	}
	for _, s := range spans {
		words = append(words, s.glyph-s.first)
	}
	words = append(words, make([]int, n)...)
	var b bytes.Buffer
	for _, w := range words {
		_ = binary.Write(&b, binary.BigEndian, uint16(w)) // a buffer takes everything
	}
	return b.Bytes()
}

// assemble writes the tables with their directory, each padded to four bytes.
func assemble(tables map[string][]byte) []byte {
	names := make([]string, 0, len(tables))
	for name := range tables {
		names = append(names, name)
	}
	slices.Sort(names)
	var directory, data bytes.Buffer
	_ = binary.Write(&directory, binary.BigEndian, []uint16{0, 1, 0, 0, 0, 0})
	binary.BigEndian.PutUint32(directory.Bytes(), 0x00010000)
	binary.BigEndian.PutUint16(directory.Bytes()[4:], uint16(len(names)))
	for _, name := range names {
		for len(tables[name])%4 != 0 {
			tables[name] = append(tables[name], 0)
		}
		directory.WriteString(name)
		_ = binary.Write(&directory, binary.BigEndian, []uint32{0, uint32(12 + 16*len(names) + data.Len()), uint32(len(tables[name]))})
		data.Write(tables[name])
	}
	return append(directory.Bytes(), data.Bytes()...)
}
