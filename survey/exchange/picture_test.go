package exchange

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/property"
)

// pngOf is a picture with a dark square in its middle.
func pngOf(t testing.TB, width, height int) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := height / 4; y < 3*height/4; y++ {
		for x := width / 4; x < 3*width/4; x++ {
			m.SetNRGBA(x, y, color.NRGBA{23, 79, 86, 255})
		}
	}
	return encoded(t, m)
}

func encoded(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// claiming is a small PNG that claims to be of another size.
func claiming(t testing.TB, width, height uint32) []byte {
	t.Helper()
	b := pngOf(t, 16, 16)
	binary.BigEndian.PutUint32(b[16:], width)
	binary.BigEndian.PutUint32(b[20:], height)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

const svgHead = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 12">`

func svg(inside string) []byte { return []byte(svgHead + inside + "</svg>") }

// noise is a picture that cannot be made small.
func noise(t testing.TB) []byte {
	m := image.NewNRGBA(image.Rect(0, 0, 400, 400))
	state := uint32(1)
	for i := range m.Pix {
		state = state*1664525 + 1013904223
		m.Pix[i] = byte(state >> 24)
	}
	return encoded(t, m)
}

func TestPicturesThatAreRefused(t *testing.T) {
	t.Parallel()
	blank := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	gif := []byte("GIF89a/*\x01\x00\x01\x00*/=alert(1);")
	for name, c := range map[string]struct {
		file    []byte
		message string
	}{
		"nothing":                     {nil, MsgPictureKind},
		"a JPEG":                      {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), MsgPictureKind},
		"a GIF that is also a script": {gif, MsgPictureKind},
		"a page":                      {[]byte("<!doctype html><script>alert(1)</script>"), MsgPictureKind},
		"a PDF":                       {[]byte("%PDF-1.7 <svg"), MsgPictureKind},
		"too large a file":            {append(pngOf(t, 16, 16), make([]byte, MaxPictureFile)...), MsgPictureSize},
		"40 000 by 40 000 pixels":     {claiming(t, 40_000, 40_000), MsgPicturePixels},
		"one line of many pixels":     {claiming(t, 2_000_000_000, 1), MsgPicturePixels},
		"no pixels":                   {claiming(t, 0, 10), MsgPictureBroken},
		"a few pixels":                {pngOf(t, 4, 4), MsgPictureSmall},
		"half a PNG":                  {pngOf(t, 400, 200)[:90], MsgPictureBroken},
		"pixels that are not there":   {claiming(t, 3000, 3000), MsgPictureBroken},
		"nothing to be seen":          {encoded(t, blank), MsgPictureEmpty},
		"noise":                       {noise(t), MsgPicturePhoto},

		"a script":             {svg(`<script>alert(1)</script>`), MsgSVGScript},
		"a script in capitals": {svg(`<SCRIPT/>`), MsgSVGScript},
		"a handler":            {svg(`<rect width="9" height="9" onload="alert(1)"/>`), MsgSVGScript},
		"an animation":         {svg(`<rect width="9" height="9"><animate attributeName="x"/></rect>`), MsgSVGScript},
		"a foreign object":     {svg(`<foreignObject><p>x</p></foreignObject>`), MsgSVGScript},
		"a picture elsewhere":  {svg(`<image href="http://169.254.169.254/"/>`), MsgSVGOutside},
		"a link":               {svg(`<a href="https://example.org"><rect width="9" height="9"/></a>`), MsgSVGOutside},
		"a use of a file":      {svg(`<use xlink:href="file:///etc/passwd"/>`), MsgSVGOutside},
		"a paint elsewhere":    {svg(`<rect width="9" height="9" fill="url(http://10.0.0.1/x)"/>`), MsgSVGOutside},
		"a style elsewhere":    {svg(`<rect width="9" height="9" style="fill:url(#a)"/>`), MsgSVGOutside},
		"a sheet that imports": {svg(`<style>@import "x.css";</style>`), MsgSVGOutside},
		"a sheet with address": {svg(`<style>.a{fill:url(x)}</style>`), MsgSVGOutside},
		"an entity":            {[]byte(`<!DOCTYPE svg [<!ENTITY a "b">]>` + string(svg(`<rect width="9" height="9"/>`))), MsgSVGOutside},
		"a style sheet beside": {[]byte(`<?xml-stylesheet href="x"?>` + string(svg(``))), MsgSVGOutside},
		"text":                 {svg(`<text>Omdöme</text>`), MsgSVGText},
		"a gradient":           {svg(`<defs><linearGradient id="a"/></defs>`), MsgSVGElement},
		"a filter":             {svg(`<rect width="9" height="9" filter="blur(2)"/>`), MsgSVGElement},
		"no colour":            {svg(`<rect width="9" height="9" fill="nocolour"/>`), MsgSVGValue},
		"no path":              {svg(`<path d="M 1 2 L 3"/>`), MsgSVGValue},
		"a path of nowhere":    {svg(`<path d="L 3 4"/>`), MsgSVGValue},
		"a number too large":   {svg(`<path d="M 0 0 L 1e9 4"/>`), MsgSVGValue},
		"half a file":          {[]byte(svgHead + `<rect width="9"`), MsgSVGBroken},
		"never closed":         {[]byte(svgHead + `<g>`), MsgSVGBroken},
		"too many shapes":      {svg(strings.Repeat(`<rect width="9" height="9"/>`, maxShapes+1)), MsgSVGLarge},
		"too deep":             {svg(strings.Repeat(`<g>`, maxDepth+2)), MsgSVGLarge},
		"too many classes":     {svg(`<style>.a{fill:red}</style><g class="` + strings.Repeat("a ", maxClasses+1) + `"/>`), MsgSVGLarge},
		"too long a style":     {svg(`<style>.a{` + longStyle() + `}</style>`), MsgSVGLarge},
		"no size":              {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>`), MsgSVGSize},
		"a strange size":       {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 100"><rect width="9" height="9"/></svg>`), MsgSVGSize},
		"an SVG of nothing":    {svg(``), MsgPictureEmpty},
	} {
		p, refused := ReadPicture(c.file)
		if refused == nil || refused.Message != c.message || len(p.PNG) > 0 {
			t.Errorf("%s: %v, want %s", name, refused, c.message)
		}
	}
}

// at is the picture's colour at a share of its width and height.
func at(t testing.TB, p survey.Picture, x, y float64) color.NRGBA {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(p.PNG))
	if err != nil {
		t.Fatal(err)
	}
	return color.NRGBAModel.Convert(m.At(int(x*float64(p.Width)), int(y*float64(p.Height)))).(color.NRGBA)
}

func read(t testing.TB, file []byte) survey.Picture {
	t.Helper()
	p, refused := ReadPicture(file)
	if refused != nil {
		t.Fatal(refused.Message, refused.Args)
	}
	return p
}

func TestAPictureIsWrittenAnew(t *testing.T) {
	t.Parallel()
	file := append(pngOf(t, 3000, 1000), "<script>alert(1)</script>"...)
	p := read(t, file)
	if p.Width != 1200 || p.Height != 400 || bytes.Contains(p.PNG, []byte("script")) {
		t.Errorf("%d by %d, %d bytes", p.Width, p.Height, len(p.PNG))
	}
	if got := at(t, p, 0.5, 0.5); got != (color.NRGBA{23, 79, 86, 255}) {
		t.Errorf("its middle is %v", got)
	}
	if got := at(t, p, 0.05, 0.05); got.A != 0 {
		t.Errorf("its corner is %v", got)
	}
}

func TestSVGIsDrawn(t *testing.T) {
	t.Parallel()
	red, green, none := color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 128, 0, 255}, color.NRGBA{}
	for name, c := range map[string]struct {
		inside string
		x, y   float64
		want   color.NRGBA
	}{
		"a rectangle":            {`<rect x="6" y="3" width="12" height="6" fill="#f00"/>`, 0.5, 0.5, red},
		"beside it":              {`<rect x="6" y="3" width="12" height="6" fill="#f00"/>`, 0.1, 0.5, none},
		"a circle":               {`<circle cx="12" cy="6" r="5" fill="red"/>`, 0.5, 0.9, red},
		"beside a circle":        {`<circle cx="12" cy="6" r="5" fill="red"/>`, 0.32, 0.1, none},
		"a path":                 {`<path fill="rgb(255,0,0)" d="M0 0h24v12H0z"/>`, 0.9, 0.9, red},
		"a hole, even-odd":       {`<path fill="red" fill-rule="evenodd" d="M0 0h24v12H0zM6 3h12v6H6z"/>`, 0.5, 0.5, none},
		"no hole, nonzero":       {`<path fill="red" d="M0 0h24v12H0zM6 3h12v6H6z"/>`, 0.5, 0.5, red},
		"scaled":                 {`<g transform="translate(12) scale(2)"><rect width="6" height="6" fill="red"/></g>`, 0.9, 0.9, red},
		"beside what is scaled":  {`<g transform="translate(12) scale(2)"><rect width="6" height="6" fill="red"/></g>`, 0.4, 0.5, none},
		"a stroke as it scales":  {`<path transform="scale(4)" stroke="red" stroke-width="1" fill="none" d="M0 1.5h6"/>`, 0.5, 0.38, red},
		"a curve's stroke":       {`<path stroke="red" stroke-width="4" fill="none" d="M2 6C8 6 16 6 22 6"/>`, 0.5, 0.5, red},
		"an arc":                 {`<path fill="red" d="M2 6a10 5 0 0120 0z"/>`, 0.5, 0.3, red},
		"a class":                {`<style>.a{fill:red}.b,.c{fill:green}</style><rect class="c" width="24" height="12"/>`, 0.5, 0.5, green},
		"a style over its class": {`<style>.a{fill:red}</style><rect class="a" style="fill:green" width="24" height="12"/>`, 0.5, 0.5, green},
		"a group's fill":         {`<g fill="green"><path d="M0 0l24 0 0 12-24 0z"/></g>`, 0.5, 0.5, green},
		"what is hidden":         {`<rect width="2" height="2"/><g display="none"><rect width="24" height="12" fill="red"/></g>`, 0.5, 0.5, none},
		"definitions":            {`<rect width="2" height="2"/><defs><rect width="24" height="12" fill="red"/></defs>`, 0.5, 0.5, none},
		"another program's":      {`<x:view xmlns:x="urn:x"><x:b/></x:view><rect width="24" height="12" fill="red"/>`, 0.5, 0.5, red},
		"half seen":              {`<rect width="24" height="12" fill="red" fill-opacity="50%"/>`, 0.5, 0.5, color.NRGBA{255, 0, 0, 128}},
		"a quadratic":            {`<path fill="red" d="M0 12Q12-12 24 12T48 12z"/>`, 0.5, 0.5, red},
		"a smooth cubic":         {`<path fill="red" d="M0 12C0 0 12 0 12 6S24 0 24 12z"/>`, 0.2, 0.7, red},
		"a polygon":              {`<polygon fill="red" points="0,0 24,0 12,12"/>`, 0.5, 0.5, red},
		"a round rectangle":      {`<rect rx="6" width="24" height="12" fill="red"/>`, 0.01, 0.02, none},
	} {
		p := read(t, svg(c.inside))
		if got := at(t, p, c.x, c.y); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if p.Width != 1200 || p.Height != 600 {
			t.Errorf("%s: %d by %d", name, p.Width, p.Height)
		}
	}
}

// Whatever stands in a file, reading it ends, with a picture or a sentence.
func TestNoFileBreaksTheReader(t *testing.T) {
	t.Parallel()
	words := []string{
		`<g transform="scale(1e6)">`, `<g transform="rotate(45 1e6 -1e6) skewX(89.999999)">`, `</g>`, `<path d="M0 0`, ` l1e6-1e6`, ` C 1 2 3 4 -1e6 1e6`,
		` a1e6 1e-6 45 1 0 3 3`, ` z`, ` m.5.5`, `"/>`, ` stroke="red" stroke-width="1e6`, `<rect width="1e-9" height="1e6" stroke="blue"/>`, `<style>.a{stroke:red}</style>`,
		`<circle r="3" class="a"/>`, `<ellipse rx="1e6" ry="1"/>`, `<polyline points="1 1 1 1 1 1" stroke="red"/>`, `&amp;`, `<!-- -->`, `fill="#f0`,
	}
	property.Check(t, func(t *rapid.T) {
		inside := ""
		for range rapid.IntRange(0, 12).Draw(t, "words") {
			inside += rapid.SampledFrom(words).Draw(t, "word")
		}
		p, refused := ReadPicture(svg(inside))
		if (refused == nil) != (len(p.PNG) > 0) {
			t.Fatalf("%q: %d bytes and %v", inside, len(p.PNG), refused)
		}
	})
}

// longStyle says more of one class than any picture does.
func longStyle() string {
	var b strings.Builder
	for i := range maxLook + 1 {
		fmt.Fprintf(&b, "x%d:1;", i)
	}
	return b.String()
}
