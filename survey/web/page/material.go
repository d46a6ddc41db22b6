package page

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/web/address"
)

// A MaterialView is one card of what a follow-up page offers.
type MaterialView struct {
	ID      string
	Title   string
	Address string
	// What it is: "PDF, 2,4 MB", "Inspelning, 54 minuter".
	What string
	// Leads says that it is elsewhere, and with whom, Host where; empty for a file.
	Leads   string
	Host    string
	Caption []Block
	// Small is who published it and what holds for using it.
	Small []string
	// Picture is where its first page is, or the picture that it is.
	Picture string
}

// shownWhole is how large an image may be to stand on the page itself, in bytes.
// Larger ones are for those who fetch them.
const shownWhole = 500_000

// MaterialViews are the cards. A file's address is base, its id, and end.
func MaterialViews(c *i18n.Catalog, list []material.Material, base, end string) []MaterialView {
	var views []MaterialView
	for _, m := range list {
		id := IDText(m.ID)
		v := MaterialView{
			ID: id, Title: m.Title, Address: m.Address, What: MaterialWhat(c, m), Caption: Blocks(m.Caption), Small: materialSmall(c, m),
		}
		if m.Kind == material.KindFile {
			v.Address = base + id + end
			switch {
			case m.File.Picture:
				v.Picture = base + id + "/picture"
			case m.File.Format.IsImage() && m.File.Size <= shownWhole:
				v.Picture = v.Address
			}
		} else {
			v.Leads, v.Host = leadsTo(c, m), address.HostOf(m.Address)
		}
		views = append(views, v)
	}
	return views
}

// leadsTo says where a link leads to: who keeps it, in the organizer's words, and
// the host, which is nobody's to word.
func leadsTo(c *i18n.Catalog, m material.Material) string {
	host := address.HostOf(m.Address)
	if m.Provider == "" || m.Provider == host {
		return c.T("followup.material.leads", "provider", host)
	}
	return c.T("followup.material.leads.at", "provider", m.Provider, "host", host)
}

// MaterialWhat says what the material is, and how much of it there is.
func MaterialWhat(c *i18n.Catalog, m material.Material) string {
	switch {
	case m.Kind == material.KindFile:
		return c.T("followup.material.file", "format", strings.ToUpper(string(m.File.Format)), "size", fileSize(c, m.File.Size))
	case m.Kind == material.KindRecording && m.Minutes > 0:
		return c.T("followup.material.recording.long", "n", m.Minutes)
	}
	return c.T(m.Kind.Key())
}

// fileSize writes bytes as people count them: "2,4 MB", "380 kB".
func fileSize(c *i18n.Catalog, bytes int64) string {
	const kilo, mega = 1000, 1_000_000
	switch {
	case bytes >= 10*mega:
		return c.Int(int((bytes+mega/2)/mega)) + "\u00a0MB"
	case bytes >= mega:
		return c.Decimal(survey.Tenths((bytes+mega/20)/(mega/10))) + "\u00a0MB"
	}
	return c.Int(int((bytes+kilo-1)/kilo)) + "\u00a0kB"
}

// materialSmall is what stands below: publisher, licence, terms, last day.
func materialSmall(c *i18n.Catalog, m material.Material) []string {
	var small []string
	if m.Publisher != "" {
		small = append(small, c.T("followup.material.by", "name", m.Publisher))
	}
	if m.Licence != material.LicenceNone && m.Licence != "" {
		small = append(small, c.T(m.Licence.Key()))
	}
	if m.Terms != "" {
		small = append(small, m.Terms)
	}
	return small
}

// MaterialNamed is the material of the page that the address names.
func MaterialNamed(r *http.Request, p followup.Page) (material.Material, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, "material"), 10, 64)
	if err == nil {
		for _, m := range p.Material {
			if m.ID == survey.ID(id) {
				return m, nil
			}
		}
	}
	return material.Material{}, fmt.Errorf("material: %w", survey.ErrNotFound)
}

// filePolicy is the Content-Security-Policy of a file that somebody has uploaded:
// whatever a browser makes of it, it may load nothing, run nothing, and is a
// stranger here.
const filePolicy = "sandbox; default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"

// Files open what was uploaded, or its picture, for reading.
type Files interface {
	OpenFile(context.Context, material.File, bool) (io.ReadSeekCloser, error)
}

// SendMaterial sends a file as a download, in parts where it is asked for so: what
// broke off goes on where it was. Its kind is what was found in it, never what
// somebody has said, and browsers may not guess another.
func (s *Site) SendMaterial(w http.ResponseWriter, r *http.Request, p followup.Page, files Files, picture bool) error {
	m, err := MaterialNamed(r, p)
	if err != nil {
		return err
	}
	file, err := files.OpenFile(r.Context(), m.File, picture)
	if err != nil {
		return err
	}
	defer file.Close()
	h, tag, kind := w.Header(), strconv.FormatInt(int64(m.File.ID), 16), m.File.Format.MediaType()
	if picture {
		tag, kind = tag+"-1", material.PNG.MediaType()
	} else {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": m.File.Name}))
	}
	h.Set("Content-Security-Policy", filePolicy)
	h.Set("Content-Type", kind)
	h.Set("ETag", `"`+tag+`"`)
	h.Set("Cache-Control", "private, no-cache")
	http.ServeContent(steadyWriter{w, http.NewResponseController(w)}, r, "", time.Time{}, file)
	return nil
}

// Patience is how long a transfer may stand still. The server's limits on how long
// a request takes are for pages; a large file over a slow line takes longer.
const Patience = 30 * time.Second

// A steadyWriter gives a slow reader time for as long as something moves.
type steadyWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

// Write is io.Writer's.
func (w steadyWriter) Write(p []byte) (int, error) {
	_ = w.control.SetWriteDeadline(time.Now().Add(Patience)) // where that is not known there is no limit either
	return w.ResponseWriter.Write(p)
}
