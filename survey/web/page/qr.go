package page

import (
	"fmt"
	"html"
	"html/template"
	"net/http"
	"strings"

	qr "github.com/piglig/go-qr"

	"github.com/omdome/omdome/survey"
)

// quietZone is how many modules of empty space stand around a QR code, as its
// standard (ISO/IEC 18004) demands.
const quietZone = 4

// QrCode draws an address as a QR code. Level Q, which can lose a quarter, since
// it is read from a slant, off a creased sheet and under a lamp's reflection.
// Black on white in the dark too: many readers do not know the inverse.
func QrCode(address, label string) (template.HTML, error) {
	code, err := qr.EncodeText(address, qr.Quartile)
	if err != nil {
		return "", fmt.Errorf("drawing a QR code: %w", err)
	}
	side := code.GetSize() + 2*quietZone
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 %d %d" role="img" aria-label="%s">`,
		side, side, html.EscapeString(label))
	fmt.Fprintf(&b, `<path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" shape-rendering="crispEdges" d="`, side, side)
	for y := range code.GetSize() {
		for x := 0; x < code.GetSize(); {
			end := x
			for end < code.GetSize() && code.GetModule(end, y) {
				end++
			}
			if end > x {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quietZone, y+quietZone, end-x, end-x)
			}
			x = end + 1
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()), nil // the only text in it is escaped
}

// ShowQR sends a QR code that leads to the address.
func (s *Site) ShowQR(w http.ResponseWriter, address string) error {
	code, err := QrCode(address, address)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write([]byte(code)) // a client that has gone away is no fault
	return nil
}

// A WayIn is how people get to a session or an event: the address, the same in
// short to read aloud or copy by hand, the code, and all of it as a QR code.
type WayIn struct {
	Address, Short string
	// Host is where the code can be typed.
	Host, Code string
	QR         template.HTML
}

// WayTo is the way in to the path ("/s/7K39XA") with the code.
func (s *Site) WayTo(path string, code survey.Code, label string) (WayIn, error) {
	host := s.URL[strings.Index(s.URL, "://")+len("://"):]
	way := WayIn{Address: s.URL + path, Short: host + path, Host: host, Code: code.Spaced()}
	var err error
	way.QR, err = QrCode(way.Address, label)
	return way, err
}
