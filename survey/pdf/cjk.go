package pdf

import (
	"slices"
	"sync"
	"unicode"

	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
	"github.com/golang/freetype/truetype"
	captcha "github.com/mojocn/base64Captcha"
	hinting "golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// eastAsian is WenQuanYi Micro Hei: Chinese in both scripts, Japanese and
// Korean in one font of 5 MB. The only module that carries it is made for
// something else; nothing but the font is used of it.
var eastAsian = sync.OnceValue(func() *truetype.Font {
	return captcha.DefaultEmbeddedFonts.LoadFontByName("fonts/wqy-microhei.ttc")
})

// isEastAsian says whether the rune is one that the text fonts are not asked
// for and eastAsian is.
func isEastAsian(r rune) bool {
	return r >= 0x2e80 && r <= 0xffef &&
		(unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo) ||
			r >= 0x3000 && r <= 0x303f || r >= 0xff00)
}

// newEastAsian builds a font of just the runes, or returns nil when there are
// none of its own among them.
func newEastAsian(runes map[rune]bool) (face *font.Face, drawn *glyphSet) {
	if len(runes) == 0 {
		return nil, nil
	}
	source := eastAsian()
	em := fixed.Int26_6(source.FUnitsPerEm())
	var glyphs []compiled
	var buffer truetype.GlyphBuf
	for r := range runes {
		index := source.Index(r)
		if index == 0 || buffer.Load(source, em, index, hinting.HintingNone) != nil {
			continue
		}
		glyphs = append(glyphs, compile(glyph{r: r, advance: float64(buffer.AdvanceWidth), segments: segmentsOf(&buffer)}, float64(em)))
	}
	if len(glyphs) == 0 {
		return nil, nil
	}
	slices.SortFunc(glyphs, func(a, b compiled) int { return int(a.r - b.r) })
	drawn = &glyphSet{name: "EastAsian", glyphs: map[rune]compiled{}, ascent: 88 * gridEm / 100, descent: -12 * gridEm / 100}
	for _, g := range glyphs {
		drawn.glyphs[g.r] = g
	}
	return font.NewFace(parse(trueType(glyphs, drawn.ascent, drawn.descent))), drawn
}

// segmentsOf turns a glyph's contours, with their implied points, into
// segments. Loaded at a scale of one em, its units are the font's.
func segmentsOf(b *truetype.GlyphBuf) []ot.Segment {
	var out []ot.Segment
	start := 0
	for _, end := range b.Ends {
		out = append(out, contourSegments(b.Points[start:end])...)
		start = end
	}
	return out
}

func contourSegments(points []truetype.Point) []ot.Segment {
	at := func(p truetype.Point) ot.SegmentPoint { return ot.SegmentPoint{X: float32(p.X), Y: float32(p.Y)} }
	on := func(p truetype.Point) bool { return p.Flags&1 != 0 }
	middle := func(a, b ot.SegmentPoint) ot.SegmentPoint {
		return ot.SegmentPoint{X: (a.X + b.X) / 2, Y: (a.Y + b.Y) / 2}
	}
	if len(points) < 3 {
		return nil
	}
	first := slices.IndexFunc(points, on)
	var begin ot.SegmentPoint
	if first < 0 { // nothing but control points: begin between two
		first = len(points) - 1
		begin = middle(at(points[first]), at(points[0]))
	} else {
		begin = at(points[first])
	}
	out := []ot.Segment{{Op: ot.SegmentOpMoveTo, Args: [3]ot.SegmentPoint{begin}}}
	var control *ot.SegmentPoint
	to := func(p ot.SegmentPoint) {
		if control != nil {
			out = append(out, ot.Segment{Op: ot.SegmentOpQuadTo, Args: [3]ot.SegmentPoint{*control, p}})
		} else {
			out = append(out, ot.Segment{Op: ot.SegmentOpLineTo, Args: [3]ot.SegmentPoint{p}})
		}
		control = nil
	}
	for i := 1; i <= len(points); i++ {
		p := points[(first+i)%len(points)]
		q := at(p)
		switch {
		case on(p):
			to(q)
		case control != nil:
			to(middle(*control, q))
			control = &q
		default:
			control = &q
		}
	}
	if control != nil {
		to(begin)
	}
	return out
}
