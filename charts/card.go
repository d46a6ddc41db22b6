package charts

import "strings"

// A card is as large as what social sites show of a page that is shared: with the
// margin of [Scene.PNG] 1200 by 630 pixels.
const (
	cardWidth  = 1200/pngScale - 2*pngMargin
	cardHeight = 630/pngScale - 2*pngMargin
	cardInset  = 26.0
	cardLines  = 4
)

// Card is a picture of a page to share: its title, what stands above it (whose it
// is) and below (when and who). It has no figures.
func Card(above, title string, below ...string) Scene {
	s := Scene{Width: cardWidth, Height: cardHeight, Title: title, Description: strings.Join(append([]string{above}, below...), ". ")}
	s.Shapes = append(s.Shapes,
		Shape{Kind: Rect, X: -pngMargin, Y: -pngMargin, W: cardWidth + 2*pngMargin, H: cardHeight + 2*pngMargin, Paint: Paper},
		Shape{Kind: Rect, X: -pngMargin, Y: -pngMargin, W: 9, H: cardHeight + 2*pngMargin, Paint: Dot},
	)
	room := cardWidth - 2*cardInset
	s.label(cardInset, 34, cut(above, 12, room), 12, Soft, Start)
	size := 34.0
	lines := wrap(title, size, room, cardLines+1)
	for len(lines) > cardLines-1 && size > 19 {
		size -= 3
		lines = wrap(title, size, room, cardLines+1)
	}
	lines = wrap(title, size, room, cardLines)
	// The title stands in the middle of what the other texts leave.
	y := 44 + (cardHeight-44-58-float64(len(lines))*size*1.16)/2 + size
	for _, line := range lines {
		s.bold(cardInset, y, line, size, Ink, Start)
		y += size * 1.16
	}
	y = cardHeight - 18 - float64(len(below)-1)*17
	for i, line := range below {
		wide := room
		if i == len(below)-1 {
			wide -= 70 // for the dots
		}
		s.label(cardInset, y, cut(line, 12, wide), 12, Soft, Start)
		y += 17
	}
	for i := range 6 { // the scale, with nothing chosen
		s.Shapes = append(s.Shapes, Shape{Kind: Circle, X: cardWidth - cardInset - float64(5-i)*11, Y: cardHeight - 22, R: 3.4, Paint: Track})
	}
	return s
}
