package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/omdome/omdome/survey/exchange"
	"github.com/omdome/omdome/survey/guard"
	"github.com/omdome/omdome/survey/pdf"
)

// lettersFile holds the figures of all letters of a folder.
const lettersFile = "letters.csv"

// outFolder returns where the folder is, and refuses one that holds anything but
// letters of an earlier run.
func outFolder(dir string) (string, error) {
	target, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(target); err == nil {
		target = real
	}
	entries, err := os.ReadDir(target)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return target, nil
	}
	if err != nil {
		return "", err
	}
	ours := listedIn(filepath.Join(target, lettersFile))
	for _, e := range entries {
		if !ours[e.Name()] || !e.Type().IsRegular() {
			return "", fmt.Errorf("%s already holds %s, which is no letter from a file; choose another folder", dir, e.Name())
		}
	}
	return target, nil
}

// listedIn returns the names of the files of which a letters.csv tells, itself
// among them; none where there is none.
func listedIn(name string) map[string]bool {
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil || len(lines) == 0 || !slices.Equal(lines[0][:min(2, len(lines[0]))], exchange.LettersHead()) {
		return nil
	}
	ours := map[string]bool{lettersFile: true}
	for _, line := range lines[1:] {
		letter := line[len(line)-1]
		ours[letter+".pdf"], ours[letter+".html"] = true, true
	}
	return ours
}

// writeLetters writes all letters into a folder beside the target and puts it in
// the target's place when it is whole.
func writeLetters(ctx context.Context, t terminal, frame letterFrame, target string) (err error) {
	if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
		return err
	}
	made, err := os.MkdirTemp(filepath.Dir(target), "."+filepath.Base(target)+".new-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(made))
		}
	}()
	names := letterNames(frame.responses.Rated)
	if err := renderAll(ctx, t, frame, made, names); err != nil {
		return err
	}
	err = writeFile(filepath.Join(made, lettersFile), func(w io.Writer) error {
		return exchange.WriteLetters(w, frame.responses, frame.k, names)
	})
	if err != nil {
		return err
	}
	if err := os.Chmod(made, 0o755); err != nil { // only we could read it while it was made
		return err
	}
	return replace(made, target)
}

// replace puts one folder in the place of another, or of none.
func replace(made, target string) error {
	if err := os.Remove(target); err == nil || errors.Is(err, fs.ErrNotExist) { // it was empty, or is not there
		return os.Rename(made, target)
	}
	old := made + "-old"
	if err := os.Rename(target, old); err != nil {
		return err
	}
	if err := os.Rename(made, target); err != nil {
		return errors.Join(err, os.Rename(old, target))
	}
	return os.RemoveAll(old)
}

// renderAll writes the letters, as many at once as there are processors.
func renderAll(ctx context.Context, t terminal, frame letterFrame, folder string, names []string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	bar := newProgress(t.err, len(names), "letters")
	defer bar.stop()
	var next atomic.Int64
	var work guard.Group
	for range min(runtime.GOMAXPROCS(0), len(names)) {
		work.Go(func() error {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(names) {
					return nil
				}
				if err := render(frame, frame.responses.Rated[i], filepath.Join(folder, names[i])); err != nil {
					return err
				}
				bar.step()
			}
			return nil
		}, func(err error) {
			if err != nil {
				cancel(err)
			}
		})
	}
	work.Wait()
	if ctx.Err() == nil {
		return nil
	}
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return errors.New("interrupted")
}

// render writes one letter as PDF and HTML.
func render(frame letterFrame, g exchange.Rated, name string) error {
	l, err := frame.letter(g)
	if err != nil {
		return err
	}
	if err := writeFile(name+".pdf", func(w io.Writer) error { return pdf.Write(w, l) }); err != nil {
		return err
	}
	return writeFile(name+".html", l.WriteDocument)
}

// writeFile writes a new file.
func writeFile(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}

// letterNames names the letters' files after speaker and session: plain, and
// different also where case does not count.
func letterNames(all []exchange.Rated) []string {
	taken := map[string]bool{}
	names := make([]string, len(all))
	for i, g := range all {
		parts := []string{plainName(g.Speaker), plainName(g.Session)}
		parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
		name := strings.Join(parts, "-")
		if name == "" || reserved[name] {
			name = strings.TrimSuffix("letter-"+name, "-")
		}
		unique := name
		for n := 2; taken[unique]; n++ {
			unique = fmt.Sprintf("%s-%d", name, n)
		}
		taken[unique] = true
		names[i] = unique
	}
	return names
}
