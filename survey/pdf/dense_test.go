package pdf_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"strconv"
	"testing"

	"github.com/omdome/omdome/survey/letter"
)

var drawnPictures = regexp.MustCompile(`/Subtype/Image/Width (\d+)/Height (\d+)`)

// Pictures are drawn with no more dots than paper shows, and those that have fewer with
// the dots that they have.
func TestPicturesHaveNoMoreDotsThanPaper(t *testing.T) {
	t.Parallel()
	picture := func(width, height int) letter.Picture {
		m := image.NewNRGBA(image.Rect(0, 0, width, height))
		for y := range height {
			for x := range width {
				m.Set(x, y, color.NRGBA{uint8(x), uint8(y), uint8(x * y), 0xff})
			}
		}
		var b bytes.Buffer
		if err := png.Encode(&b, m); err != nil {
			t.Fatal(err)
		}
		return letter.Picture{PNG: b.Bytes(), Width: width, Height: height, Alt: "Bild"}
	}
	for _, c := range []struct{ width, height, most int }{{1200, 600, 400 * 200}, {1200, 100, 709 * 60}, {400, 120, 400 * 120}, {16, 16, 256}} {
		l := samples(t)["first"]
		l.Sender.Logo, l.Signature.Image = picture(c.width, c.height), letter.Picture{}
		found := drawnPictures.FindAllSubmatch(write(t, l), -1)
		if len(found) != 2 { // the colours and the mask
			t.Fatalf("%d by %d: %d pictures", c.width, c.height, len(found))
		}
		for _, f := range found {
			w, _ := strconv.Atoi(string(f[1]))
			h, _ := strconv.Atoi(string(f[2]))
			if w*h == 0 || w*h > c.most || c.most == c.width*c.height && w*h != c.most {
				t.Errorf("%d by %d is drawn as %d by %d", c.width, c.height, w, h)
			}
		}
	}
}
