package event

import (
	"fmt"
	"net/http"
	"path"

	"github.com/omdome/omdome/survey/web/page"
)

// Worker answers with the service worker. Browsers ask for it again now and then
// and get it only when it has changed.
func (s *Room) Worker(w http.ResponseWriter, r *http.Request) error {
	as, ok := s.Assets.ByName[page.WorkerFile]
	if !ok {
		return fmt.Errorf("no asset %s", page.WorkerFile)
	}
	tag := `"` + path.Base(as.Address) + `"` // which holds the hash of its content
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	as.Write(w, r)
	return nil
}
