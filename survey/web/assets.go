package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
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

// liveLibrary is the name of the live charts' library among the assets.
const liveLibrary = "echarts.min.js"

// An asset is a file that never changes under its address, since its address
// holds the hash of its content.
type asset struct {
	address string
	kind    string
	plain   []byte
	// packed is the content as gzip, made when it is first asked for.
	packed func() []byte
}

// assets are all files under /assets/, by the last part of their address and by
// their own name.
type assets struct {
	byAddress, byName map[string]*asset
}

func loadAssets() (*assets, error) {
	a := &assets{byAddress: map[string]*asset{}, byName: map[string]*asset{}}
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

func (a *assets) add(from fs.FS, dir, name string) error {
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
	if name == workerFile {
		content = bytes.ReplaceAll(content, []byte("POLICY"), []byte(strings.ReplaceAll(policy, "'", `\'`)))
	}
	if ext == ".js" && name != liveLibrary {
		content = withoutRemarks(content)
	}
	sum := sha256.Sum256(content)
	file := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	as := &asset{
		address: "/assets/" + file, kind: mime.TypeByExtension(ext), plain: content,
		packed: sync.OnceValue(func() []byte { return pack(content) }),
	}
	a.byAddress[file], a.byName[name] = as, as
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

// address returns where the file of that name is, or "" when it is not there.
func (a *assets) address(name string) string {
	if as, ok := a.byName[name]; ok {
		return as.address
	}
	return ""
}

func (s *server) asset(w http.ResponseWriter, r *http.Request) error {
	as, ok := s.assets.byAddress[chi.URLParam(r, "name")]
	if !ok {
		return fmt.Errorf("asset: %w", survey.ErrNotFound)
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	as.write(w, r)
	return nil
}

// write answers with the content, packed where the browser takes it.
func (as *asset) write(w http.ResponseWriter, r *http.Request) {
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
