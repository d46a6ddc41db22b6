// Package charts turns summaries into pictures: still ones, drawn once as a
// [Scene] and rendered as SVG or PDF, and live ones as options for ECharts.
package charts

// A Scene is a still picture: shapes in points (1/72 inch), the origin at the
// top left, y downwards. Whoever renders it needs nothing else.
type Scene struct {
	// Width and Height are the picture's size in points. Both are zero when
	// there is nothing to draw, because the figures are suppressed.
	Width, Height float64
	// Title names the picture, Description says its figures in words; both in
	// the reader's language.
	Title, Description string
	Shapes             []Shape
}

// Empty says whether there is nothing to draw.
func (s Scene) Empty() bool { return len(s.Shapes) == 0 }

// ShapeKind is what a shape is.
type ShapeKind int

// The kinds of shapes.
const (
	Rect   ShapeKind = iota // X, Y is the top left corner; W, H the size; R rounds the corners
	Line                    // from X, Y to X+W, Y+H; R is the stroke's width
	Circle                  // X, Y is the centre, R the radius
	Label                   // text with its baseline at Y; X is where Anchor says; R is the size
)

// A Paint is what a shape is for; the renderer knows its colour.
type Paint int

// The paints. One hue, in three strengths, and two inks.
const (
	Ink   Paint = iota // figures and names
	Soft               // words of the scale, counts
	Bar                // how many gave a rating
	Track              // the ground of a bar, and the 1 to 6 line
	Dot                // the session's own mean
	Tick               // the event's mean
	Paper              // the ground of a card
)

// An Anchor is which part of a label stands at its X.
type Anchor int

// The anchors.
const (
	Start Anchor = iota
	Middle
	End
)

// A Shape is one mark of a scene. [ShapeKind] says what its numbers mean.
type Shape struct {
	Kind       ShapeKind
	X, Y, W, H float64
	R          float64
	Paint      Paint
	// Text is a label's. Its W is the width that is kept free for it, where something
	// stands right after it; 0 where nothing does.
	Text   string
	Anchor Anchor
	Bold   bool
}

// RGB returns the paint's colour on white paper.
func (p Paint) RGB() (r, g, b int) {
	switch p {
	case Soft:
		return 0x4f, 0x4b, 0x45
	case Bar:
		return 0x2b, 0x6a, 0x70
	case Track:
		return 0x7f, 0x8c, 0x8b
	case Dot:
		return 0x17, 0x4f, 0x56
	case Tick:
		return 0x1d, 0x1c, 0x1a
	case Paper:
		return 0xfb, 0xf9, 0xf4
	}
	return 0x1d, 0x1c, 0x1a
}
