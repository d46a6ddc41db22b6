package pdf

import (
	qr "github.com/piglig/go-qr"

	"github.com/omdome/omdome/charts"
)

// codeSize is the QR code's side in points: 19 mm.
const codeSize = 54.0

// encode makes the QR code of an address; false for one that is too long, which
// is only printed in the foot.
func encode(address string) (*qr.QrCode, bool) {
	c, err := qr.EncodeText(address, qr.Medium)
	return c, err == nil
}

// code draws a QR code with its upper left corner at x, y.
func (d *document) code(c *qr.QrCode, x, y float64) {
	d.fill(charts.Ink)
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
