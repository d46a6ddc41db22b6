package web

import (
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strings"
)

// workerFile is the service worker that opens forms again without network. It
// stands at /s/worker.js, so that browsers give it attendees' pages and no
// others, and always at that address, so that a new one takes the old one's
// place.
const workerFile = "worker.js"

// worker answers with the service worker. Browsers ask for it again now and then
// and get it only when it has changed.
func (s *server) worker(w http.ResponseWriter, r *http.Request) error {
	as, ok := s.assets.byName[workerFile]
	if !ok {
		return fmt.Errorf("no asset %s", workerFile)
	}
	tag := `"` + path.Base(as.address) + `"` // which holds the hash of its content
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	as.write(w, r)
	return nil
}

// inlineIcon is the site's icon as an address that holds it: attendees' pages
// spend no request on it.
func (a *assets) inlineIcon() template.URL {
	icon, ok := a.byName["icon.svg"]
	if !ok {
		return ""
	}
	return template.URL("data:image/svg+xml," + strings.NewReplacer(
		`"`, "%27", "#", "%23", "<", "%3C", ">", "%3E",
	).Replace(string(icon.plain)))
}
