package web_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
)

// A fontFamily is what a machine of one sort shows pages with.
type fontFamily struct {
	name, sans, serif, mono string
	// files are those that have it, and whole those of them that must be there.
	files *regexp.Regexp
	whole []string
	// debian is the package that brings it.
	debian string
}

// fontFamilies are narrow, wide and in between. The first that is installed shows the
// pages of tests that are not about their layout.
var fontFamilies = []fontFamily{
	{
		name: "Liberation", sans: "Liberation Sans", serif: "Liberation Serif", mono: "Liberation Mono",
		files: regexp.MustCompile(`^Liberation(Sans|Serif|Mono)-\w+\.[ot]tf$`),
		whole: []string{"LiberationSans-Regular", "LiberationSans-Bold", "LiberationSerif-Regular", "LiberationMono-Regular"}, debian: "fonts-liberation",
	},
	{
		name: "DejaVu", sans: "DejaVu Sans", serif: "DejaVu Serif", mono: "DejaVu Sans Mono",
		files: regexp.MustCompile(`^DejaVu(Sans|Serif|SansMono)(-\w+)?\.[ot]tf$`),
		whole: []string{"DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif", "DejaVuSansMono"}, debian: "fonts-dejavu-core",
	},
	{
		name: "Noto", sans: "Noto Sans", serif: "Noto Serif", mono: "Noto Sans",
		files: regexp.MustCompile(`^Noto(Sans|Serif)-\w+\.[ot]tf$`),
		whole: []string{"NotoSans-Regular", "NotoSans-Bold", "NotoSerif-Regular"}, debian: "fonts-noto-core",
	},
}

// fontFiles are the files of the families on this machine, by their names.
var fontFiles = sync.OnceValue(func() map[string][]string {
	home, _ := os.UserHomeDir()
	found := map[string][]string{}
	for _, folder := range []string{"/usr/share/fonts", "/usr/local/share/fonts", home + "/.fonts", home + "/.local/share/fonts"} {
		_ = filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
			for _, f := range fontFamilies {
				if err == nil && f.files.MatchString(filepath.Base(path)) {
					found[f.name] = append(found[f.name], path)
				}
			}
			return nil
		})
	}
	return found
})

// installed says whether the machine has the family.
func (f fontFamily) installed() bool {
	all := strings.Join(fontFiles()[f.name], "\n") + "\n"
	for _, name := range f.whole {
		if !regexp.MustCompile(`/` + name + `\.[ot]tf\n`).MatchString(all) {
			return false
		}
	}
	return true
}

// someFonts are the first family that is installed.
func someFonts(t testing.TB) fontFamily {
	t.Helper()
	for _, f := range fontFamilies {
		if f.installed() {
			return f
		}
	}
	fontFamilies[0].missing(t)
	return fontFamily{}
}

func (f fontFamily) missing(t testing.TB) {
	t.Helper()
	if strings.Contains(os.Getenv("OMDOME_REQUIRE"), "fonts") {
		t.Fatalf("the fonts %s are not installed, and OMDOME_REQUIRE names fonts", f.name)
	}
	t.Skipf("the fonts %s are not installed (Debian: %s)", f.name, f.debian)
}

// inEachFont looks at a layout in every family of fonts: what fits in one may be too
// wide in another.
func inEachFont(t *testing.T, look func(t *testing.T, h *house, b *browser)) {
	t.Helper()
	h := open(t)
	for _, f := range fontFamilies {
		t.Run(f.name, func(t *testing.T) {
			if !f.installed() {
				f.missing(t)
			}
			own := *h
			own.t = t
			b := own.browseIn(t, chromiumKind{fonts: f.name})
			look(t, &own, b)
			b.showsIn(f)
		})
	}
}

// configure lays out a folder in which nothing but the family is found, whatever the
// machine has, and returns the configuration that says so.
func (f fontFamily) configure(folder string) (string, error) {
	fonts := filepath.Join(folder, "fonts")
	if err := os.Mkdir(fonts, 0o700); err != nil {
		return "", err
	}
	for _, path := range fontFiles()[f.name] {
		if err := os.Symlink(path, filepath.Join(fonts, filepath.Base(path))); err != nil && !os.IsExist(err) {
			return "", err
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<?xml version=\"1.0\"?>\n<!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">\n<fontconfig>\n<dir>%s</dir>\n<cachedir>%s</cachedir>\n",
		fonts, filepath.Join(folder, "fontcache"))
	for generic, family := range map[string]string{
		"sans-serif": f.sans, "sans": f.sans, "system-ui": f.sans, "serif": f.serif, "monospace": f.mono,
	} {
		fmt.Fprintf(&b, "<match target=\"pattern\"><test name=\"family\"><string>%s</string></test>"+
			"<edit name=\"family\" mode=\"assign\" binding=\"strong\"><string>%s</string></edit></match>\n", generic, family)
	}
	// What else a page or the browser asks for is not there.
	fmt.Fprintf(&b, "<match target=\"pattern\"><edit name=\"family\" mode=\"append_last\" binding=\"weak\"><string>%s</string></edit></match>\n</fontconfig>\n", f.sans)
	return b.String(), nil
}

// showsIn fails where the page is shown in other fonts than those.
func (b *browser) showsIn(f fontFamily) {
	b.t.Helper()
	must(b.t, func() error { _, err := command(b, css.Enable, cdp.Empty{}); return err })
	document, err := command(b, dom.GetDocument, dom.GetDocumentParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, selector := range []string{"body", "h1"} {
		node, err := command(b, dom.QuerySelector, dom.QuerySelectorParams{NodeID: document.Root.NodeID, Selector: selector})
		if err != nil {
			b.t.Fatal(err)
		}
		used, err := command(b, css.GetPlatformFontsForNode, css.GetPlatformFontsForNodeParams{NodeID: node.NodeID})
		if err != nil {
			b.t.Fatal(err)
		}
		for _, font := range used.Fonts {
			if !strings.HasPrefix(font.FamilyName, f.name) {
				b.t.Errorf("%s is shown in %s, want %s", selector, font.FamilyName, f.name)
			}
		}
		if selector == "h1" && len(used.Fonts) == 0 {
			b.t.Error("the page's title is shown in no font")
		}
	}
}
