package pdf

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// A typesetter turns texts into lines of placed glyphs. It belongs to one
// document.
type typesetter struct {
	language  language.Language
	catalog   *i18n.Catalog
	faces     [styles]*font.Face
	fallbacks map[*font.Font]*font.Face
	eastAsian *font.Face
	scripts   []*scriptFont   // that the letter is drawn with
	script    language.Script // of the runes that a face is chosen for
	shaper    shaping.HarfbuzzShaper
	wrapper   shaping.LineWrapper
	segmenter shaping.Segmenter
	style     style
	// pictured are the runes that the text itself asks to be shown as emoji.
	pictured map[rune]bool
	// names are words that are never hyphenated while a line has room for them.
	names map[string]bool
}

// A line is one line of text, ready to be drawn.
type line struct {
	runes []rune // of the whole paragraph
	runs  shaping.Line
	size  float64
	width float64
	right bool // the paragraph runs from right to left
	// hyphenated says that the line's last word goes on in the next one; style is what
	// its hyphen is set in. parted are the parts of words that lines have parted.
	hyphenated bool
	style      style
	parted     []parted
}

// features leave out ligatures, so that every letter is one glyph and text can
// be drawn, searched and copied letter by letter; kerning stays.
var features = []shaping.FontFeature{
	{Tag: font.Tag(0x6c696761)}, // liga
	{Tag: font.Tag(0x636c6967)}, // clig
	{Tag: font.Tag(0x63616c74)}, // calt
	{Tag: font.Tag(0x6c6f636c)}, // locl
}

func newTypesetter(lang string, eastAsian *font.Face, scripts []*scriptFont) *typesetter {
	t := &typesetter{
		language: language.NewLanguage(lang), catalog: i18n.For(survey.Language(lang)), fallbacks: map[*font.Font]*font.Face{}, eastAsian: eastAsian, scripts: scripts,
	}
	for s := range styles {
		t.faces[s] = font.NewFace(textFonts[s]().font)
	}
	return t
}

// fallback returns the document's own face of a font: faces keep caches and are
// not to be shared.
func (t *typesetter) fallback(f *font.Font) *font.Face {
	face, ok := t.fallbacks[f]
	if !ok {
		face = font.NewFace(f)
		t.fallbacks[f] = face
	}
	return face
}

const (
	firstPicture = 0x1f000 // from here on, characters are pictures first
	lastPicture  = 0x1faff
)

// ResolveFace chooses the font of a rune: the text font where it has the character.
func (t *typesetter) ResolveFace(r rune) *font.Face {
	main, own := t.faces[t.style], t.own(r)
	picture := r >= firstPicture && r <= lastPicture || t.pictured[r]
	switch {
	case picture && has(t.fallback(colourFont()), r):
		return t.fallback(colourFont())
	case has(main, r):
		return main
	case t.eastAsian != nil && has(t.eastAsian, r):
		return t.eastAsian
	case own != nil:
		return own
	case unicode.Is(unicode.Arabic, r) && has(t.fallback(arabicFont()), r):
		return t.fallback(arabicFont())
	case has(t.fallback(symbolFont()), r):
		return t.fallback(symbolFont())
	case has(t.fallback(colourFont()), r):
		return t.fallback(colourFont())
	}
	return main
}

// lines breaks a text into lines of at most width points. Line feeds in it are
// kept. A line that would be emptier than ragged, as a share of the width, takes a
// part of the next word, with a hyphen; 1 and more hyphenates no word. A word that is
// wider than a line is broken in any case.
func (t *typesetter) lines(text string, s style, size, width, ragged float64) []line {
	return t.set(t.prepare(text, s), size, width, ragged)
}

// A paragraph is a text without line feeds, shaped and not yet broken into lines.
type paragraph struct {
	runes     []rune
	seen      []rune // as the line wrapper is to see it
	soft      map[int]bool
	outputs   []shaping.Output
	direction di.Direction
	style     style
	all       fixed.Int26_6 // its width

	// What breaking words needs, once it is needed.
	patterns *hyphenation
	before   []fixed.Int26_6 // the width of the text before each rune
	starts   []bool          // a glyph of its own begins with the rune
}

// prepare shapes a text, paragraph by paragraph.
func (t *typesetter) prepare(text string, s style) []*paragraph {
	var out []*paragraph
	own := strings.FieldsFunc(text, lineFeed)
	for i, part := range own {
		if i < len(own)-1 {
			part += " " // which parts the words where nobody sees the lines
		}
		if p := t.paragraph(clean(part), s); p != nil {
			out = append(out, p)
		}
	}
	return out
}

// set breaks paragraphs into lines, as often as one likes.
func (t *typesetter) set(paragraphs []*paragraph, size, width, ragged float64) []line {
	var out []line
	for _, p := range paragraphs {
		out = append(out, t.broken(p, size, width, ragged)...)
	}
	return out
}

func lineFeed(r rune) bool { return r == '\n' || r == '\u2028' || r == '\u2029' }

// single sets a text on one line, however wide.
func (t *typesetter) single(text string, s style, size float64) line {
	p := t.paragraph(clean(strings.ReplaceAll(text, "\n", " ")), s)
	if p == nil {
		return line{size: size}
	}
	return t.broken(p, size, 1e6, 1)[0]
}

// clean composes what can be composed and takes out what cannot be set: control
// characters, and noncharacters.
func clean(s string) string {
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	s = keycaps.Replace(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0x1d400 && r <= 0x1d7ff: // letters of mathematics, used as ornament
			plain, _ := utf8.DecodeRuneInString(norm.NFKC.String(string(r)))
			return plain
		case r == utf8.RuneError:
			return '\ufffd'
		case unicode.IsControl(r):
			return ' '
		case r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef:
			return '\ufffd'
		}
		return r
	}, s)
}

// keycaps are set as the digits that they show.
var keycaps = strings.NewReplacer("\ufe0f\u20e3", "", "\u20e3", "")

// paragraph shapes a text without line feeds; nil for one without characters.
func (t *typesetter) paragraph(text string, s style) *paragraph {
	runes, soft := withoutSoft([]rune(text))
	if len(runes) == 0 {
		return nil
	}
	t.style = s
	t.pictured = pictured(runes)
	p := &paragraph{runes: runes, soft: soft, direction: di.DirectionLTR, style: s}
	if rightToLeft(runes) {
		p.direction = di.DirectionRTL
	}
	p.seen = unbroken([]rune(t.catalog.Together(string(runes))))
	p.outputs = t.shaped(runes, p.direction)
	for _, run := range p.outputs {
		p.all += run.Advance
	}
	return p
}

// broken breaks a paragraph into lines.
func (t *typesetter) broken(p *paragraph, size, width, ragged float64) []line {
	most := min(width/size*em*64, math.MaxInt32/2)
	wrapped, hyphens := t.wrapped(p, fixed.Int26_6(most), fixed.Int26_6(most*min(ragged, 1)))
	levels := levelsOf(p.runes, p.outputs, p.direction)
	out := make([]line, 0, len(wrapped))
	for _, runs := range wrapped {
		l := line{runes: p.runes, runs: visual(runs, levels), size: size, right: p.direction == di.DirectionRTL, style: p.style}
		for _, run := range runs {
			l.width += l.pt(run.Advance)
		}
		l.part(beginOf(runs), endOf(runs), hyphens)
		if l.hyphenated {
			l.width += l.pt(t.hyphenWidth(p.style))
		}
		out = append(out, l)
	}
	return out
}

// shaped finds the glyphs of the text, run by run.
func (t *typesetter) shaped(runes []rune, direction di.Direction) []shaping.Output {
	input := shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: direction, FontFeatures: features,
		Size: fixed.I(em), Language: t.language,
	}
	var outputs []shaping.Output
	for _, run := range t.segmenter.Split(input, t) {
		if t.isOwn(run.Face) {
			run.FontFeatures = nil // it is drawn, not set letter by letter
		}
		output := t.shaper.Shape(run)
		t.evenSpaces(runes, &output)
		if len(output.Glyphs) == 0 {
			// The line wrapper knows no runs without glyphs. A run of invisible characters is
			// one, in a font without a space to show them as.
			output.Glyphs = []shaping.Glyph{{GlyphID: noGlyph, ClusterIndex: run.RunStart, RuneCount: run.RunEnd - run.RunStart, GlyphCount: 1}}
		}
		outputs = append(outputs, output)
	}
	return outputs
}

// noGlyph stands for characters that have no glyph at all.
const noGlyph = font.GID(0xffffffff)

// pictured finds the characters that are followed by the selector for emoji.
func pictured(runes []rune) map[rune]bool {
	var out map[rune]bool
	for i := 1; i < len(runes); i++ {
		if runes[i] == '\ufe0f' && runes[i-1] > 0xff {
			if out == nil {
				out = map[rune]bool{}
			}
			out[runes[i-1]] = true
		}
	}
	return out
}

// em is the size that texts are shaped at: the shaper rounds sizes to whole
// numbers, and the sum of a long paragraph has to fit its numbers.
const em = 128

// pt is a length of the shaped text in points, at the line's size.
func (l line) pt(f fixed.Int26_6) float64 { return float64(f) / 64 * l.size / em }

// evenSpaces gives the spaces of a run the width that they have in the text
// font: a space stays in the font of the character before it, and those of emoji and
// of East Asian fonts are too wide.
func (t *typesetter) evenSpaces(runes []rune, run *shaping.Output) {
	if run.Face == t.faces[t.style] {
		return
	}
	main := t.faces[t.style]
	space, ok := main.NominalGlyph(' ')
	if !ok {
		return
	}
	width := fixed.Int26_6(main.HorizontalAdvance(space) * em * 64 / float32(main.Upem()))
	for i := range run.Glyphs {
		if g := &run.Glyphs[i]; g.RunesCount() == 1 && runes[g.TextIndex()] == ' ' {
			g.Advance = width
		}
	}
	run.RecomputeAdvance()
}
