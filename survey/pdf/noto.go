package pdf

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"

	"github.com/omdome/omdome/survey/letter"
)

//go:generate go run generate.go
//go:generate go run generate_hyphens.go

// notoFiles are the fonts of single scripts that go generate has brought, and
// their licence. Characters of the others are drawn as empty frames.
//
//go:embed noto
var notoFiles embed.FS

// A scriptFont is a font of one script.
type scriptFont struct {
	// name is what letters say that are drawn with it. A font that draws
	// otherwise needs another name, or another [Drawing].
	name     string
	script   language.Script
	runes    *unicode.RangeTable // of the script
	language string
	// built says that this program has the font.
	built bool
	// font is nil in a program that was built without it. It is read when a
	// letter first needs it.
	font  func() *font.Font
	drawn func() *glyphSet
}

var scriptFonts = []*scriptFont{
	newScriptFont("NotoSansThai.ttf", language.Thai, unicode.Thai, "th"),
	newScriptFont("NotoSansDevanagari.ttf", language.Devanagari, unicode.Devanagari, "hi"),
	newScriptFont("NotoSansMyanmar.ttf", language.Myanmar, unicode.Myanmar, "my"),
	newScriptFont("NotoSansMongolian.ttf", language.Mongolian, unicode.Mongolian, "mn"),
	newScriptFont("NotoSansBengali.woff", language.Bengali, unicode.Bengali, "bn"),
	newScriptFont("NotoSansEthiopic.woff", language.Ethiopic, unicode.Ethiopic, "am"),
	newScriptFont("NotoSansGujarati.woff", language.Gujarati, unicode.Gujarati, "gu"),
	newScriptFont("NotoSansGurmukhi.woff", language.Gurmukhi, unicode.Gurmukhi, "pa"),
	newScriptFont("NotoSansKannada.woff", language.Kannada, unicode.Kannada, "kn"),
	newScriptFont("NotoSansKhmer.woff", language.Khmer, unicode.Khmer, "km"),
	newScriptFont("NotoSansLao.woff", language.Lao, unicode.Lao, "lo"),
	newScriptFont("NotoSansMalayalam.woff", language.Malayalam, unicode.Malayalam, "ml"),
	newScriptFont("NotoSansOriya.woff", language.Oriya, unicode.Oriya, "or"),
	newScriptFont("NotoSansSinhala.woff", language.Sinhala, unicode.Sinhala, "si"),
	newScriptFont("NotoSansSyriac.woff", language.Syriac, unicode.Syriac, "syr"),
	newScriptFont("NotoSansTamil.woff", language.Tamil, unicode.Tamil, "ta"),
	newScriptFont("NotoSansTelugu.woff", language.Telugu, unicode.Telugu, "te"),
	newScriptFont("NotoSansThaana.woff", language.Thaana, unicode.Thaana, "dv"),
	newScriptFont("NotoSerifTibetan.woff", language.Tibetan, unicode.Tibetan, "bo"),
}

// newScriptFont is the font in the file. A voice reads texts in its script as the
// language.
func newScriptFont(file string, script language.Script, runes *unicode.RangeTable, spoken string) *scriptFont {
	f := &scriptFont{name: strings.TrimSuffix(file, path.Ext(file)), script: script, runes: runes, language: spoken}
	_, err := fs.Stat(notoFiles, "noto/"+file)
	f.built = err == nil
	f.font = sync.OnceValue(func() *font.Font {
		ttf, err := notoFiles.ReadFile("noto/" + file)
		if err != nil {
			return nil
		}
		return parse(ttf)
	})
	f.drawn = sync.OnceValue(func() *glyphSet {
		face := font.NewFace(f.font())
		high, _ := face.FontHExtents()
		unit := gridEm / float64(face.Upem())
		return &glyphSet{
			name: f.name, clusters: true,
			ascent: int(float64(high.Ascender) * unit), descent: int(float64(high.Descender) * unit),
		}
	})
	return f
}

// Lacking names the scripts whose fonts this program was built without, in English:
// letters show empty frames in their place. There is none after go generate.
func Lacking() []string {
	var names []string
	for _, f := range scriptFonts {
		if !f.built {
			names = append(names, strings.TrimPrefix(strings.TrimPrefix(f.name, "NotoSans"), "NotoSerif"))
		}
	}
	return names
}

// firstScript is before all characters that script fonts are for: letters in Latin,
// Greek, Cyrillic, Hebrew and most of Arabic are passed over quickly.
const firstScript = 0x700

// fontsIn returns the script fonts that the text asks for, in their own order,
// also those that the program was built without.
func fontsIn(text string) []*scriptFont {
	asked := map[*scriptFont]bool{}
	for _, r := range text {
		if r < firstScript {
			continue
		}
		for _, f := range scriptFonts {
			if unicode.Is(f.runes, r) {
				asked[f] = true
			}
		}
	}
	var out []*scriptFont
	for _, f := range scriptFonts {
		if asked[f] {
			out = append(out, f)
		}
	}
	return out
}

// available are the script fonts that the letter asks for and this program has.
func available(l letter.Letter) []*scriptFont {
	return slices.DeleteFunc(fontsIn(l.Text()), func(f *scriptFont) bool { return f.font() == nil })
}

// SetScript says which script the runes are in that ResolveFace is asked for next.
func (t *typesetter) SetScript(s language.Script) { t.script = s }

// own returns the face of the rune's own script, of the fonts that the letter is
// drawn with; nil for none. Characters of no script, such as the danda, are taken from
// the font of the script that they stand in.
func (t *typesetter) own(r rune) *font.Face {
	if r < firstScript {
		return nil
	}
	for _, f := range t.scripts {
		if f.script != t.script {
			continue
		}
		if face := t.fallback(f.font()); has(face, r) {
			return face
		}
	}
	return nil
}

func has(f *font.Face, r rune) bool { _, ok := f.NominalGlyph(r); return ok }

// isOwn says whether the face is one of a script font.
func (t *typesetter) isOwn(face *font.Face) bool {
	return slices.ContainsFunc(t.scripts, func(f *scriptFont) bool { return t.fallbacks[f.font()] == face })
}
