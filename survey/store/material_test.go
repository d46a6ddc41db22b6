package store

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/organizer"
)

// An attic is a store with little room for files, in a folder or in the database.
type attic struct {
	*Store
	office Office
	code   survey.Code
	folder string
}

func newAttic(t *testing.T, address, folder string) attic {
	s := open(t, address, Options{Files: folder, MaxFile: 3 * material.Megabyte, MaxFiles: 5 * material.Megabyte})
	event := loaded(t, s, programme(2))
	return attic{s, s.Office(organizer.Member{Organization: event.Organization}), event.Sessions[0].Session.Code, folder}
}

// add uploads so many bytes, with a picture.
func (a attic) add(t *testing.T, size int) error {
	t.Helper()
	up, err := a.office.NewUpload(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := up.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(up.Path()); !os.IsNotExist(err) {
			t.Errorf("the temporary file is still there: %v", err)
		}
	}()
	if _, err := io.Copy(up, bytes.NewReader(filled(size))); err != nil {
		return err
	}
	up.SetPicture([]byte("bild"))
	return a.office.AddMaterial(t.Context(), a.code, material.Material{
		Kind: material.KindFile, Title: "Bilder", File: material.File{Name: "bilder.pdf", Format: material.PDF},
	}, up)
}

func filled(size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(i >> 10)
	}
	return b
}

func (a attic) material(t *testing.T) []material.Material {
	t.Helper()
	p, err := a.FollowUp(t.Context(), a.code)
	if err != nil {
		t.Fatal(err)
	}
	return p.Material
}

// kept is how many files and parts there are.
func (a attic) kept(t *testing.T) int {
	t.Helper()
	var parts int
	if err := a.pools.read.Get(&parts, "SELECT COUNT(*) FROM material_part"); err != nil {
		t.Fatal(err)
	}
	return parts + len(a.files(t))
}

// files are the paths of what is in the folder.
func (a attic) files(t *testing.T) []string {
	t.Helper()
	if a.folder == "" {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(a.folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestFilesAreKeptWithinTheirLimits(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		for name, folder := range map[string]string{"in the database": "", "in a folder": filepath.Join(t.TempDir(), "files")} {
			if folder != "" && isPostgres(address) {
				continue // one database for two would be one organization
			}
			t.Run(name, func(t *testing.T) {
				at := address
				if folder != "" {
					at += "-2"
				}
				a := newAttic(t, at, folder)
				said := func(err error, message string) {
					t.Helper()
					if errs, ok := errors.AsType[survey.FieldErrors](err); !ok || !errs.Has(message) {
						t.Errorf("got %v, want %s", err, message)
					}
				}
				said(a.add(t, 3*material.Megabyte+1), form.MsgMaterialLarge)
				var under []material.Upload
				for range uploadsAtOnce {
					up, err := a.office.NewUpload(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					under = append(under, up)
				}
				_, err := a.office.NewUpload(t.Context())
				said(err, form.MsgMaterialBusy)
				for _, up := range under {
					if err := up.Close(); err != nil {
						t.Error(err)
					}
				}
				if err := a.add(t, 3*material.Megabyte); err != nil {
					t.Fatal(err)
				}
				said(a.add(t, 2*material.Megabyte+1), form.MsgMaterialFull)
				if err := a.add(t, 2*material.Megabyte); err != nil {
					t.Fatal(err)
				}
				said(a.add(t, 1), form.MsgMaterialFull)

				m := a.material(t)[0]
				f, err := a.OpenFile(t.Context(), m.File, false)
				if err != nil {
					t.Fatal(err)
				}
				if back, err := io.ReadAll(f); err != nil || !bytes.Equal(back, filled(3*material.Megabyte)) {
					t.Errorf("%d bytes came back: %v", len(back), err)
				}
				if err := f.Close(); err != nil {
					t.Error(err)
				}
				before := a.kept(t)
				if err := a.office.DeleteMaterial(t.Context(), a.code, m); err != nil {
					t.Fatal(err)
				}
				if a.kept(t) >= before {
					t.Error("its file is still there")
				}
				_, err = a.OpenFile(t.Context(), m.File, false)
				wantErr(t, "opening what was deleted", err, survey.ErrNotFound)
				if err := a.add(t, 3*material.Megabyte); err != nil {
					t.Errorf("no room again: %v", err)
				}
				stranger := a.Office(organizer.Member{Organization: survey.Organization{ID: 1}})
				wantErr(t, "another organization's", stranger.DeleteMaterial(t.Context(), a.code, m), survey.ErrNotFound)
			})
		}
	})
}

// Whatever step an upload fails at, neither a row nor a file is left.
func TestAnUploadThatFailsLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		folder := ""
		if !isPostgres(address) {
			folder = filepath.Join(t.TempDir(), "files")
		}
		a := newAttic(t, address, folder)
		var steps []string
		a.step = func(name, step string) error {
			if name == "material" {
				steps = append(steps, step)
			}
			return nil
		}
		if err := a.add(t, material.Megabyte); err != nil {
			t.Fatal(err)
		}
		a.step = nil
		if err := a.office.DeleteMaterial(t.Context(), a.code, a.material(t)[0]); err != nil {
			t.Fatal(err)
		}
		if len(steps) < 5 {
			t.Fatalf("only %q", steps)
		}
		for i := range steps {
			if steps[i] == "done" {
				continue // it is kept by then
			}
			n, broken := 0, errors.New("broken")
			a.step = func(name, _ string) error {
				if name == "material" {
					n++
				}
				if name == "material" && n == i+1 {
					return broken
				}
				return nil
			}
			wantErr(t, "at "+steps[i], a.add(t, material.Megabyte), broken)
			a.step = nil
			if kept, list := a.kept(t), a.material(t); kept > 0 || len(list) > 0 {
				t.Errorf("after failing at %q: %d files, %d rows", steps[i], kept, len(list))
			}
		}
	})
}

// Removed for good, a session takes its files with it; what is still in the bin
// keeps them.
func TestRemovedSessionsTakeTheirFiles(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		var c clock
		folder := ""
		if !isPostgres(address) {
			folder = filepath.Join(t.TempDir(), "files")
		}
		s := open(t, address, Options{Files: folder, Now: c.now})
		event := loaded(t, s, programme(1))
		a := attic{s, s.Office(organizer.Member{Organization: event.Organization}), event.Sessions[0].Session.Code, folder}
		if err := a.add(t, material.Megabyte); err != nil {
			t.Fatal(err)
		}
		if err := s.BinEvent(t.Context(), event.Organization.ID, event.Event.Code, event.Event.Revision); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(-2 * sweptAfter)
		for _, name := range a.files(t) {
			if err := os.Chtimes(name, old, old); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if a.kept(t) == 0 {
			t.Fatal("what is in the bin has lost its file")
		}
		c.advance(survey.BinWindow + time.Hour)
		if err := s.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := a.kept(t); n > 0 {
			t.Errorf("%d files are left", n)
		}
	})
}
