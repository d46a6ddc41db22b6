package exchange

import (
	"image"
	"image/color"
	"math"

	"github.com/golang/freetype/raster"
	"golang.org/x/image/math/fixed"
)

// draw makes the picture from the shapes, as large as is kept.
func (r *svgReader) draw() image.Image {
	factor := min(keptWidth/r.viewport[2], keptHeight/r.viewport[3])
	width, height := max(int(r.viewport[2]*factor+0.5), 1), max(int(r.viewport[3]*factor+0.5), 1)
	page := matrix{factor, 0, 0, factor, -r.viewport[0] * factor, -r.viewport[1] * factor}
	canvas := image.NewRGBA(image.Rect(0, 0, width, height))
	painter := raster.NewRGBAPainter(canvas)
	ink := raster.NewRasterizer(width, height)
	for _, s := range r.shapes {
		to := page.after(s.style.to)
		path := pixels(s.path, to, true)
		if c := s.style.fill; c != nil {
			ink.Clear()
			ink.UseNonZeroWinding = !s.style.evenOdd
			ink.AddPath(path)
			painter.SetColor(faded(*c, s.style.alpha*s.style.fillAlpha))
			ink.Rasterize(painter)
		}
		if c, w := s.style.stroke, s.style.width*to.scale(); c != nil && w > 0 {
			ink.Clear()
			ink.UseNonZeroWinding = true
			for _, part := range parts(pixels(s.path, to, false)) {
				ink.AddStroke(part, inPixels(w), s.style.capper(), s.style.joiner())
			}
			painter.SetColor(faded(*c, s.style.alpha*s.style.strokeAlph))
			ink.Rasterize(painter)
		}
	}
	return canvas
}

func faded(c color.NRGBA, alpha float64) color.NRGBA {
	c.A = uint8(float64(c.A)*alpha + 0.5)
	return c
}

func (s svgStyle) capper() raster.Capper {
	switch s.cap {
	case "round":
		return raster.RoundCapper
	case "square":
		return raster.SquareCapper
	}
	return raster.ButtCapper
}

// joiner is round where corners are to be round, and cut off otherwise: what
// draws here knows no pointed ones.
func (s svgStyle) joiner() raster.Joiner {
	if s.join == "bevel" {
		return raster.BevelJoiner
	}
	return raster.RoundJoiner
}

// inPixels makes a coordinate what the rasterizer reckons in. What lies far
// outside the picture is drawn nearer, so that no file decides how long drawing
// takes.
func inPixels(v float64) fixed.Int26_6 {
	const far = 8 * keptWidth
	return fixed.Int26_6(min(max(v, -far), far) * 64)
}

// pixels writes a path as the rasterizer takes it. filled closes every part.
func pixels(path []segment, to matrix, filled bool) raster.Path {
	at := func(p point) fixed.Point26_6 {
		return fixed.Point26_6{X: inPixels(to[0]*p.x + to[2]*p.y + to[4]), Y: inPixels(to[1]*p.x + to[3]*p.y + to[5])}
	}
	var out raster.Path
	var begun, now fixed.Point26_6
	var first, last point
	closing := func() {
		if now != begun {
			out.Add1(begun)
			now = begun
		}
	}
	for _, s := range path {
		switch {
		case s.start:
			if filled {
				closing()
			}
			first = s.points[0]
			begun = at(first)
			now = begun
			out.Start(begun)
		case len(s.points) == 0:
			closing()
		case len(s.points) == 1:
			now = at(s.points[0])
			out.Add1(now)
		default:
			now = at(s.points[2])
			curve(&out, last, s.points, to, at)
		}
		if len(s.points) > 0 {
			last = s.points[len(s.points)-1]
		} else {
			last = first
		}
	}
	if filled {
		closing()
	}
	return out
}

// curve adds a cubic curve as lines, of which each is a few pixels long: what
// strokes lines knows no such curves.
func curve(out *raster.Path, from point, c []point, to matrix, at func(point) fixed.Point26_6) {
	length := 0.0
	for i, p := range c {
		before := from
		if i > 0 {
			before = c[i-1]
		}
		length += math.Hypot(p.x-before.x, p.y-before.y)
	}
	steps := int(min(max(length*to.scale()/3, 4), 200))
	for i := 1; i <= steps; i++ {
		t := float64(i) / float64(steps)
		a, b, d := from.towards(c[0], t), c[0].towards(c[1], t), c[1].towards(c[2], t)
		out.Add1(at(a.towards(b, t).towards(b.towards(d, t), t)))
	}
}

// parts cuts a path where it starts anew, since one stroke is one line.
func parts(path raster.Path) []raster.Path {
	var all []raster.Path
	begin := 0
	for i := 0; i < len(path); i += stepLength {
		if path[i] == 0 && i > begin { // a start
			all, begin = append(all, path[begin:i]), i
		}
	}
	if begin < len(path) {
		all = append(all, path[begin:])
	}
	return all
}

// stepLength is how many numbers a step of the rasterizer's path takes, of which
// there are only starts and lines: its kind, its point, and its kind again.
const stepLength = 4
