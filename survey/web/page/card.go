package page

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/omdome/omdome/charts"
)

// Card sends the picture that is shown beside a page's address where it is shared; other
// sites may show it where everybody may.
func Card(w http.ResponseWriter, card charts.Scene, everybody bool) error {
	var b bytes.Buffer
	if err := card.PNG(&b); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	if everybody {
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.Set("Cache-Control", "public, max-age=3600")
	}
	_, _ = w.Write(b.Bytes()) // a client that has gone away is no fault
	return nil
}
