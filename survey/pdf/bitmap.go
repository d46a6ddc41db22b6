package pdf

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/png"
	"io"
	"math"
	"sync"

	"golang.org/x/image/draw"

	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
)

// mostDense is how many dots per inch a picture of the organization's has at most:
// paper shows no more.
const mostDense = 300

// A bitmap is a picture as it stands in a file, packed; its size is nothing where it
// cannot be drawn.
type bitmap struct {
	size           image.Point
	colours, alpha []byte
}

// newBitmap reads a PNG, and makes it as large as most where it has more dots; most is
// nothing where it is to stay as it is.
func newBitmap(data []byte, most image.Point) bitmap {
	source, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return bitmap{}
	}
	size := source.Bounds().Size()
	if most != (image.Point{}) {
		size = image.Pt(min(size.X, most.X), min(size.Y, most.Y))
	}
	pixels := image.NewNRGBA(image.Rectangle{Max: size})
	if size == source.Bounds().Size() {
		draw.Draw(pixels, pixels.Bounds(), source, source.Bounds().Min, draw.Src)
	} else {
		draw.CatmullRom.Scale(pixels, pixels.Bounds(), source, source.Bounds(), draw.Src, nil)
	}
	colours, alpha := make([]byte, 0, 3*size.X*size.Y), make([]byte, 0, size.X*size.Y)
	for i := 0; i < len(pixels.Pix); i += 4 {
		colours, alpha = append(colours, pixels.Pix[i:i+3]...), append(alpha, pixels.Pix[i+3])
	}
	return bitmap{size, pack(colours), pack(alpha)}
}

// A Printer writes letters that have pictures in common, which it makes ready once. It
// keeps them as long as it is kept. Its zero value is ready, also for several at the
// same time.
type Printer struct {
	mu    sync.Mutex
	ready map[string]bitmap
}

// WriteSignable writes a letter that is signed then: as [Write], with a signature whose
// dictionary has these entries, among them the room for it. Nothing that looks like
// them comes later in the file.
func (p *Printer) WriteSignable(w io.Writer, l letter.Letter, entries string, attachments ...Attachment) error {
	d := newDocument(l, available(l))
	d.printer = p
	if err := d.attach(attachments); err != nil {
		return err
	}
	name := plain(l.Sender.Name)
	d.signable(i18n.For(l.Language).T("letter.pdf.signature", "organization", name), "/Name "+text(name)+entries)
	return d.write(w, l)
}

// bitmap returns the PNG as it is drawn where there is so much room, and a name that
// tells it from others.
func (p *Printer) bitmap(data []byte, w, h float64) (string, bitmap) {
	head, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return "", bitmap{}
	}
	size := image.Pt(min(head.Width, dots(w)), min(head.Height, dots(h)))
	name := fmt.Sprintf("%x %v", sha256.Sum256(data), size)
	p.mu.Lock()
	defer p.mu.Unlock()
	b, ok := p.ready[name]
	if !ok {
		b = newBitmap(data, size)
		if p.ready == nil {
			p.ready = map[string]bitmap{}
		}
		p.ready[name] = b
	}
	return name, b
}

// dots are how many fit on so many points.
func dots(length float64) int { return max(1, int(math.Ceil(length*mostDense/72))) }
