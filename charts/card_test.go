package charts_test

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"github.com/omdome/omdome/charts"
)

// Sites crop what is not 1200 by 630.
func TestCard(t *testing.T) {
	t.Parallel()
	for _, title := range []string{"Kort", strings.Repeat("En mycket lång rubrik om upphandling ", 12), strings.Repeat("å", 300), ""} {
		card := charts.Card("Forum för styrning", title, "Karin Ek", "16 april 2026")
		var b bytes.Buffer
		if err := card.PNG(&b); err != nil {
			t.Fatal(err)
		}
		c, err := png.DecodeConfig(&b)
		if err != nil || c.Width != 1200 || c.Height != 630 {
			t.Errorf("%.9q: %d by %d pixels, %v", title, c.Width, c.Height, err)
		}
		for _, shape := range card.Shapes {
			if shape.Kind == charts.Label && (shape.Y < 0 || shape.Y > card.Height || shape.X < 0) {
				t.Errorf("%.9q: %q stands outside", title, shape.Text)
			}
		}
	}
}
