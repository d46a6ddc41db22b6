package pdf

import (
	"encoding/binary"
	"math"

	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// In many scripts a letter's look depends on its neighbours, marks stand over and
// under it, and what is written first may be spoken last. The shaper finds out, for
// each cluster of letters that belong together, which glyphs of the font stand
// where. The document's font gets each cluster that the letter has as one glyph,
// which says what it stands for: so the text is drawn as text, and is found and
// copied as it was written.

// mostClusters bounds a font's characters: their numbers have two bytes.
const mostClusters = 60_000

// drawClusters draws a run from left to right in a font that is drawn by clusters.
func (d *document) drawClusters(l line, run shaping.Output, e *embeddedFont, x, y float64) {
	d.setFont(e, l.size)
	var piece []int
	begin, at := x, x
	flush := func() {
		d.canvas.numbered(begin, y, piece)
		piece, begin, at = piece[:0], x, x
	}
	for rest := run.Glyphs; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].TextIndex() == rest[0].TextIndex() {
			n++
		}
		cluster := rest[:n]
		rest = rest[n:]
		if math.Abs(x-at) > 0.02 { // points: as in drawText
			flush()
		}
		number, width := e.cluster(l, run.Face, cluster)
		if number == 0 {
			flush()
			d.drawShapes(l, run, cluster, x, y)
			d.setFont(e, l.size)
		} else {
			piece = append(piece, number)
		}
		at += float64(width) * l.size / gridEm
		for _, g := range cluster {
			x += l.pt(g.Advance)
		}
	}
	flush()
}

// cluster returns the number that the cluster has in the document's font, and its
// width; 0 for one that is not drawn as text.
func (f *embeddedFont) cluster(l line, face *font.Face, glyphs []shaping.Glyph) (number, width int) {
	first := glyphs[0].TextIndex()
	text := visibleText(l.runes[first : first+glyphs[0].RunesCount()])
	var key []byte
	for _, g := range glyphs {
		if g.GlyphID == 0 {
			return 0, 0
		}
		for _, v := range []int32{int32(g.GlyphID), int32(g.XOffset), int32(g.YOffset), int32(g.Advance)} {
			key = binary.BigEndian.AppendUint32(key, uint32(v))
		}
	}
	key = append(key, text...)
	if n, ok := f.clusters[string(key)]; ok {
		return n, f.used[n-1].glyph.width
	}
	if text == "" || len(f.used) == mostClusters {
		return 0, 0
	}
	if f.clusters == nil {
		f.clusters = map[string]int{}
	}
	f.used = append(f.used, usedGlyph{composed(face, glyphs), text})
	n := len(f.used)
	f.clusters[string(key)] = n
	return n, f.used[n-1].glyph.width
}

// composed makes one glyph of several, each in its place.
func composed(face *font.Face, glyphs []shaping.Glyph) compiled {
	upem := float64(face.Upem())
	units := func(f fixed.Int26_6) float32 { return float32(float64(f) / 64 / em * upem) }
	one := glyph{r: noRune}
	var pen fixed.Int26_6
	for _, g := range glyphs {
		outline, _ := face.GlyphDataOutline(g.GlyphID)
		dx, dy := units(pen+g.XOffset), units(g.YOffset)
		for _, s := range outline.Segments {
			moved := ot.Segment{Op: s.Op}
			for i, p := range s.Args {
				moved.Args[i] = ot.SegmentPoint{X: p.X + dx, Y: p.Y + dy}
			}
			one.segments = append(one.segments, moved)
		}
		pen += g.Advance
	}
	one.advance = float64(units(pen))
	return compile(one, upem)
}

// noRune is what a glyph has that no single rune asks for: a noncharacter.
const noRune = 0x10ffff
