package issue

import (
	"context"
	"time"

	"github.com/omdome/omdome/survey/guard"
	"github.com/omdome/omdome/survey/pdf"
)

// A turn is one of those in which files may be read.
type turn struct {
	of    *Checker
	under guard.Group // what is being read, also when nobody waits for it any more
}

// turn waits for one. The error is ErrBusy.
func (c *Checker) turn(ctx context.Context) (*turn, error) {
	wait := time.NewTimer(c.wait)
	defer wait.Stop()
	select {
	case c.reading <- struct{}{}:
		return &turn{of: c}, nil
	case <-wait.C:
	case <-ctx.Done():
	}
	return nil, ErrBusy
}

// end gives it to another, once nothing is being read in it.
func (t *turn) end() {
	guard.Go(func() error { t.under.Wait(); return nil }, func(error) { <-t.of.reading })
}

// read reads a file, as long as that may take. The error is [pdf.ErrUnreadable].
func (t *turn) read(file []byte) (pdf.Contents, error) {
	type result struct {
		contents pdf.Contents
		err      error
	}
	done := make(chan result, 1)
	var r result
	t.under.Go(func() error {
		r.contents, r.err = pdf.Read(file)
		return nil
	}, func(err error) {
		if err != nil {
			r.err = pdf.ErrUnreadable
		}
		done <- r
	})
	wait := time.NewTimer(t.of.lasts)
	defer wait.Stop()
	select {
	case read := <-done:
		return read.contents, read.err
	case <-wait.C:
		return pdf.Contents{}, pdf.ErrUnreadable
	}
}
