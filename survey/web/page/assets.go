package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/templates"
)

//go:generate go run generate.go

// assetFiles are our own style sheets, scripts and pictures, and in echarts the
// library of the live charts when go generate has brought it. Without it pages
// keep their still charts.
//
//go:embed assets echarts
var assetFiles embed.FS

// LiveLibrary is the name of the live charts' library among the assets.
const LiveLibrary = "echarts.min.js"

// An asset is a file that never changes under its address, since its address
// holds the hash of its content.
type asset struct {
	Address string
	kind    string
	plain   []byte
	// packed is the content as gzip, made when it is first asked for.
	packed func() []byte
}

// Assets are all files under /assets/, by the last part of their address and by
// their own name.
type Assets struct {
	byAddress, ByName map[string]*asset
}

// HasLiveCharts says whether this program was built with the library of the live
// charts. Without it pages keep their still ones.
func HasLiveCharts() bool {
	_, err := fs.Stat(assetFiles, "echarts/"+LiveLibrary)
	return err == nil
}

// LoadAssets reads the embedded assets.
func LoadAssets() (*Assets, error) {
	a := &Assets{byAddress: map[string]*asset{}, ByName: map[string]*asset{}}
	for _, from := range []struct {
		fs  fs.FS
		dir string
	}{{assetFiles, "assets"}, {assetFiles, "echarts"}, {templates.Files, "letter"}} {
		entries, err := fs.ReadDir(from.fs, from.dir)
		if err != nil {
			return nil, fmt.Errorf("reading assets: %w", err)
		}
		for _, e := range entries {
			if err := a.add(from.fs, from.dir, e.Name()); err != nil {
				return nil, err
			}
		}
	}
	return a, nil
}

func (a *Assets) add(from fs.FS, dir, name string) error {
	switch path.Ext(name) {
	case ".css", ".js", ".svg":
	default:
		return nil // templates and notes stand beside the assets
	}
	content, err := fs.ReadFile(from, path.Join(dir, name))
	if err != nil {
		return fmt.Errorf("reading assets: %w", err)
	}
	ext := path.Ext(name)
	if name == WorkerFile {
		content = bytes.ReplaceAll(content, []byte("POLICY"), []byte(strings.ReplaceAll(policy, "'", `\'`)))
	}
	if ext == ".js" && name != LiveLibrary {
		content = withoutRemarks(content)
	}
	sum := sha256.Sum256(content)
	file := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	as := &asset{
		Address: "/assets/" + file, kind: mime.TypeByExtension(ext), plain: content,
		packed: sync.OnceValue(func() []byte { return pack(content) }),
	}
	a.byAddress[file], a.ByName[name] = as, as
	return nil
}

// withoutRemarks leaves out the lines of a script that are comments: a phone has no
// use for them.
func withoutRemarks(script []byte) []byte {
	var kept [][]byte
	for line := range bytes.Lines(script) {
		if !bytes.HasPrefix(bytes.TrimSpace(line), []byte("//")) {
			kept = append(kept, line)
		}
	}
	return bytes.Join(kept, nil)
}

func pack(content []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(content)
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		return nil // writing to memory does not fail; the plain content will do
	}
	return b.Bytes()
}

// Address returns where the file of that name is, or "" when it is not there.
func (a *Assets) Address(name string) string {
	if as, ok := a.ByName[name]; ok {
		return as.Address
	}
	return ""
}

// Asset sends a style sheet, a script, a font or a picture of ours.
func (s *Site) Asset(w http.ResponseWriter, r *http.Request) error {
	as, ok := s.Assets.byAddress[chi.URLParam(r, "name")]
	if !ok {
		return fmt.Errorf("asset: %w", survey.ErrNotFound)
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	as.Write(w, r)
	return nil
}

// Write answers with the content, packed where the browser takes it.
func (as *asset) Write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", as.kind)
	h.Set("Vary", "Accept-Encoding")
	content := as.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		if packed := as.packed(); packed != nil {
			h.Set("Content-Encoding", "gzip")
			content = packed
		}
	}
	h.Set("Content-Length", fmt.Sprint(len(content)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // a client that has gone away is no fault
	}
}

// WorkerFile is the service worker that opens forms again without network. It
// stands at /s/worker.js, so that browsers give it attendees' pages and no
// others, and always at that address, so that a new one takes the old one's
// place.
const WorkerFile = "worker.js"

// inlineIcon is the site's icon as an address that holds it: attendees' pages
// spend no request on it.
func (a *Assets) inlineIcon() template.URL {
	icon, ok := a.ByName["icon.svg"]
	if !ok {
		return ""
	}
	return template.URL("data:image/svg+xml," + strings.NewReplacer(
		`"`, "%27", "#", "%23", "<", "%3C", ">", "%3E",
	).Replace(string(icon.plain)))
}
