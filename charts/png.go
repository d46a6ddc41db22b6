package charts

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"sync"

	"codeberg.org/go-fonts/dejavu/dejavusanscondensed"
	"codeberg.org/go-fonts/dejavu/dejavusanscondensedbold"
	"codeberg.org/go-fonts/stix/stix2textregular"
	"codeberg.org/go-fonts/stix/stix2textsemibold"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

const (
	// pngScale is pixels for each point: 200 dots an inch, enough for a slide.
	pngScale = 200.0 / 72
	// pngMargin is white around the picture, in points.
	pngMargin = 8.0
	// bend makes a quarter of a circle of a Bézier curve: 4/3·(√2−1).
	bend = 0.5522847498
)

// A face is a font in both its weights.
type face struct{ regular, bold *opentype.Font }

// loadFaces gives the letter's face, and after it one that knows more scripts.
var loadFaces = sync.OnceValues(func() ([]face, error) {
	var faces []face
	for _, ttf := range [][2][]byte{
		{stix2textregular.TTF, stix2textsemibold.TTF},
		{dejavusanscondensed.TTF, dejavusanscondensedbold.TTF},
	} {
		regular, err := opentype.Parse(ttf[0])
		if err != nil {
			return nil, fmt.Errorf("the pictures' font: %w", err)
		}
		bold, err := opentype.Parse(ttf[1])
		if err != nil {
			return nil, fmt.Errorf("the pictures' bold font: %w", err)
		}
		faces = append(faces, face{regular, bold})
	}
	return faces, nil
})

// fontFor returns the first face's font that has all characters of the text; where none
// has, the last one's.
func fontFor(text string, bold bool) (*opentype.Font, error) {
	faces, err := loadFaces()
	if err != nil {
		return nil, err
	}
	var f *opentype.Font
	for _, of := range faces {
		if f = of.regular; bold {
			f = of.bold
		}
		if has(f, text) {
			return f, nil
		}
	}
	return f, nil
}

func has(f *opentype.Font, text string) bool {
	var b sfnt.Buffer
	for _, r := range text {
		if glyph, err := f.GlyphIndex(&b, r); err != nil || glyph == 0 {
			return false
		}
	}
	return true
}

// PNG writes the scene as a picture on white, 200 dots an inch. The same scene
// gives the same bytes. An empty scene gives one white dot, since a PNG has at
// least one.
func (s Scene) PNG(w io.Writer) error {
	width, height := 1, 1
	if !s.Empty() {
		width = int(math.Ceil((s.Width + 2*pngMargin) * pngScale))
		height = int(math.Ceil((s.Height + 2*pngMargin) * pngScale))
	}
	c := canvas{image: image.NewRGBA(image.Rect(0, 0, width, height))}
	draw.Draw(c.image, c.image.Bounds(), image.White, image.Point{}, draw.Src)
	for _, shape := range s.Shapes {
		if err := c.shape(shape); err != nil {
			return err
		}
	}
	if err := png.Encode(w, c.image); err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	return nil
}

// A canvas takes points and draws pixels.
type canvas struct{ image *image.RGBA }

func pixels(points float64) float32 { return float32((points + pngMargin) * pngScale) }

func (c canvas) shape(s Shape) error {
	switch s.Kind {
	case Rect:
		c.rounded(s.X, s.Y, s.W, s.H, min(s.R, s.W/2, s.H/2), s.Paint)
	case Circle:
		c.rounded(s.X-s.R, s.Y-s.R, 2*s.R, 2*s.R, s.R, s.Paint)
	case Line:
		c.line(s)
	case Label:
		return c.label(s)
	}
	return nil
}

// rounded fills a rectangle with round corners; a circle is one too.
func (c canvas) rounded(x, y, w, h, r float64, p Paint) {
	raster, on := c.raster(x, y, x+w, y+h)
	k := r * (1 - bend)
	at := func(x, y float64) (float32, float32) { return pixelsFrom(on.Min, x, y) }
	curve := func(x1, y1, x2, y2, x3, y3 float64) {
		a, b := at(x1, y1)
		d, e := at(x2, y2)
		f, g := at(x3, y3)
		raster.CubeTo(a, b, d, e, f, g)
	}
	raster.MoveTo(at(x+r, y))
	raster.LineTo(at(x+w-r, y))
	curve(x+w-k, y, x+w, y+k, x+w, y+r)
	raster.LineTo(at(x+w, y+h-r))
	curve(x+w, y+h-k, x+w-k, y+h, x+w-r, y+h)
	raster.LineTo(at(x+r, y+h))
	curve(x+k, y+h, x, y+h-k, x, y+h-r)
	raster.LineTo(at(x, y+r))
	curve(x, y+k, x+k, y, x+r, y)
	raster.ClosePath()
	c.fill(raster, on, p)
}

// line fills the stroke of a line, with round ends.
func (c canvas) line(s Shape) {
	length := math.Hypot(s.W, s.H)
	half := s.R / 2
	if length > 0 {
		dx, dy := -s.H/length*half, s.W/length*half
		raster, on := c.raster(min(s.X, s.X+s.W)-half, min(s.Y, s.Y+s.H)-half, max(s.X, s.X+s.W)+half, max(s.Y, s.Y+s.H)+half)
		raster.MoveTo(pixelsFrom(on.Min, s.X+dx, s.Y+dy))
		raster.LineTo(pixelsFrom(on.Min, s.X+s.W+dx, s.Y+s.H+dy))
		raster.LineTo(pixelsFrom(on.Min, s.X+s.W-dx, s.Y+s.H-dy))
		raster.LineTo(pixelsFrom(on.Min, s.X-dx, s.Y-dy))
		raster.ClosePath()
		c.fill(raster, on, s.Paint)
	}
	for _, end := range [][2]float64{{s.X, s.Y}, {s.X + s.W, s.Y + s.H}} {
		c.rounded(end[0]-half, end[1]-half, s.R, s.R, half, s.Paint)
	}
}

// raster is for a shape between two corners, in points, and on are the pixels
// that it covers. It is no larger, since a rasterizer goes through all it has.
func (c canvas) raster(left, top, right, bottom float64) (raster *vector.Rasterizer, on image.Rectangle) {
	on = image.Rect(
		int(math.Floor(float64(pixels(left)))), int(math.Floor(float64(pixels(top)))),
		int(math.Ceil(float64(pixels(right)))), int(math.Ceil(float64(pixels(bottom)))),
	)
	return vector.NewRasterizer(on.Dx(), on.Dy()), on
}

// pixelsFrom is where a point, in points, is among the pixels from a corner.
func pixelsFrom(corner image.Point, x, y float64) (float32, float32) {
	return pixels(x) - float32(corner.X), pixels(y) - float32(corner.Y)
}

func (c canvas) fill(raster *vector.Rasterizer, on image.Rectangle, p Paint) {
	raster.Draw(c.image, on, p.uniform(), image.Point{})
}

func (p Paint) uniform() *image.Uniform {
	r, g, b := p.RGB()
	return image.NewUniform(color.RGBA{uint8(r), uint8(g), uint8(b), 0xff})
}

func (c canvas) label(s Shape) error {
	f, err := fontFor(s.Text, s.Bold)
	if err != nil {
		return err
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: s.R, DPI: 72 * pngScale, Hinting: font.HintingNone})
	if err != nil {
		return fmt.Errorf("picture's text: %w", err)
	}
	defer face.Close()
	d := font.Drawer{Dst: c.image, Src: s.Paint.uniform(), Face: face}
	x := fixed.Int26_6(pixels(s.X) * 64)
	switch wide := d.MeasureString(s.Text); s.Anchor {
	case Middle:
		x -= wide / 2
	case End:
		x -= wide
	}
	d.Dot = fixed.Point26_6{X: x, Y: fixed.Int26_6(pixels(s.Y) * 64)}
	d.DrawString(s.Text)
	return nil
}
