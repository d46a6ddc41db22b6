package pdf

import (
	qr "github.com/piglig/go-qr"

	"github.com/omdome/omdome/charts"
)

// codeSize is the QR code's side in points: 19 mm.
const codeSize = 54.0

// code draws the address as a QR code with its upper left corner at x, y. An
// address too long for one is only printed in the foot.
func (d *document) code(address string, x, y float64) {
	c, err := qr.EncodeText(address, qr.Medium)
	if err != nil {
		return
	}
	r, g, b := charts.Ink.RGB()
	d.fillColour(r, g, b)
	n := c.GetSize()
	side := codeSize / float64(n)
	for row := range n {
		for column := 0; column < n; {
			end := column
			for end < n && c.GetModule(end, row) {
				end++
			}
			if end > column {
				d.rect(x+float64(column)*side, y+float64(row)*side, float64(end-column)*side, side)
			}
			column = end + 1
		}
	}
}
