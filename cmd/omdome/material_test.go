package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/store/storetest"
)

// largeFile is how large the file is that goes up and comes down, in bytes.
const largeFile = 200_000_000

// pngStream reads as a picture of so many bytes without being anywhere.
func pngStream(size int64) io.Reader {
	const end = "\x00\x00\x00\x00IEND\xaeB`\x82"
	head := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x00\x00\x00\x00\x3a\x98\xa0\xbd"
	middle := io.LimitReader(new(endless), size-int64(len(head)+len(end)))
	return io.MultiReader(strings.NewReader(head), middle, strings.NewReader(end))
}

// endless counts, and tells one part of a file from another.
type endless struct{ at int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte((e.at + i) * 7 / 5)
	}
	e.at += len(p)
	return len(p), nil
}

// A carried is what it took to send a large file up and down.
type carried struct {
	up, down    time.Duration
	grown, peak int // kB of memory: by how much, and to what, at most
}

// carry sends a file up to a running program and fetches it again.
func carry(t testing.TB, h *hall) carried {
	t.Helper()
	cookie, err := signedIn(h.store, h.form.Event.OrganizationID)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.Office(organizer.Member{Organization: h.form.Organization}).SaveFollowUp(t.Context(), h.form.Session.Code,
		survey.FollowUp{Audience: survey.FollowUpLink}); err != nil {
		t.Fatal(err)
	}
	r := start(t, h.env, "serve")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	before := peakMemory(t, r)

	const open = "--grens\r\nContent-Disposition: form-data; name=\"material-licence\"\r\n\r\nnone\r\n--grens\r\n" +
		"Content-Disposition: form-data; name=\"material-file\"; filename=\"stor.png\"\r\n\r\n"
	body := io.MultiReader(strings.NewReader(open), pngStream(largeFile), strings.NewReader("\r\n--grens--\r\n"))
	request, err := http.NewRequest(http.MethodPost, r.url()+"/o"+h.path()+"/followup/material/add/file", body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "multipart/form-data; boundary=grens")
	request.Header.Set("Cookie", cookie)
	begun := time.Now()
	res, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("sending a file: status %d", res.StatusCode)
	}
	c := carried{up: time.Since(begun)}

	p, err := h.store.FollowUp(t.Context(), h.form.Session.Code)
	if err != nil || len(p.Material) != 1 {
		t.Fatal(err, len(p.Material))
	}
	begun = time.Now()
	res, err = client.Get(fmt.Sprintf("%s/f/%s/material/%d", r.url(), h.form.Session.Code, p.Material[0].ID))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if same, n := sameBytes(t, res.Body, pngStream(largeFile)); !same || n != largeFile {
		t.Errorf("%d bytes came back of %d, the same: %v", n, largeFile, same)
	}
	c.down = time.Since(begun)
	c.peak = peakMemory(t, r)
	c.grown = c.peak - before
	return c
}

// sameBytes compares what two readers give, a little at a time.
func sameBytes(t testing.TB, a, b io.Reader) (same bool, n int) {
	t.Helper()
	x, y := make([]byte, 1<<16), make([]byte, 1<<16)
	for {
		i, err := io.ReadFull(a, x)
		if _, errB := io.ReadFull(b, y[:i]); errB != nil && i > 0 {
			t.Fatal(errB)
		}
		n += i
		if !bytes.Equal(x[:i], y[:i]) {
			return false, n
		}
		if err != nil {
			return true, n
		}
	}
}

// peakMemory is the most that the program has had in memory, in kB: see
// proc_pid_status(5).
func peakMemory(t testing.TB, r *running) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.cmd.Process.Pid))
	if err != nil {
		t.Skip("how much memory a program takes is known on Linux alone: ", err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kB, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kB
}

// A large file takes no more memory than a small one.
func TestLargeFilesTakeLittleMemory(t *testing.T) {
	t.Parallel()
	c := carry(t, newHall(t, storetest.SQLite(t), 1))
	t.Logf("%d MB: up %v, down %v, memory grown by %d kB to %d kB", largeFile/1_000_000, c.up.Round(10*time.Millisecond), c.down.Round(10*time.Millisecond), c.grown, c.peak)
	if c.grown > 32_000 {
		t.Errorf("a file of %d MB takes %d kB of memory more", largeFile/1_000_000, c.grown)
	}
}

// BenchmarkLargeFile sends 200 MB up and down, with the files in a folder and in
// PostgreSQL.
func BenchmarkLargeFile(b *testing.B) {
	for name, fresh := range map[string]func(testing.TB) string{"SQLite": storetest.SQLite, "PostgreSQL": storetest.EmptyPostgres} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c := carry(b, newHall(b, fresh(b), 1))
				b.ReportMetric(c.up.Seconds(), "s-up")
				b.ReportMetric(c.down.Seconds(), "s-down")
				b.ReportMetric(float64(c.grown), "kB-more")
			}
		})
	}
}
