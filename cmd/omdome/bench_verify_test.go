package main

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkSlowFiles prints how long it takes to be told that a letter is genuine while
// twelve send files that take as long to read as they can, and the most memory that the
// program has had.
func BenchmarkSlowFiles(b *testing.B) {
	demo := start(b, nil, "demo")
	site, _, _ := strings.Cut(demo.lines["verify"], "/verify/")
	answer, err := http.Get(demo.lines["pdf"])
	if err != nil {
		b.Fatal(err)
	}
	letter, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err != nil {
		b.Fatal(err)
	}
	check := func(file []byte) (time.Duration, string) {
		began := time.Now()
		var form bytes.Buffer
		w := multipart.NewWriter(&form)
		part, err := w.CreateFormFile("file", "letter.pdf")
		if err == nil {
			_, err = part.Write(file)
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			return 0, err.Error()
		}
		r, err := http.Post(site+"/verify", w.FormDataContentType(), &form)
		if err != nil {
			return 0, err.Error()
		}
		defer r.Body.Close()
		page, err := io.ReadAll(r.Body)
		if err != nil {
			return 0, err.Error()
		}
		return time.Since(began), string(page)
	}
	alone, page := check(letter)
	if !strings.Contains(page, `class="verdict good"`) {
		b.Fatal("the letter is not genuine")
	}
	slow := slowFiles(letter)
	stop := make(chan struct{})
	var attackers sync.WaitGroup
	for i := range 12 {
		attackers.Go(func() {
			for n := i; ; n++ {
				select {
				case <-stop:
					return
				default:
					_, _ = check(slow[n%len(slow)])
				}
			}
		})
	}
	time.Sleep(time.Second) // until they are under way
	var longest time.Duration
	n := 0
	for began := time.Now(); time.Since(began) < measured; n++ {
		took, page := check(letter)
		if !strings.Contains(page, `class="verdict good"`) {
			b.Errorf("among others the letter is not genuine: %.200s", page)
			break
		}
		longest = max(longest, took)
	}
	close(stop)
	attackers.Wait()
	fmt.Printf("\na letter checked while twelve send slow files\n  alone %d ms; among them at most %d ms of %d; at most %s of memory\n",
		alone.Milliseconds(), longest.Milliseconds(), n, peakOf(demo.cmd.Process.Pid))
	for b.Loop() { // measured above
	}
}

// slowFiles are a letter with what takes long to read: streams that unpack to millions
// of operators, fonts with all codes again and again, many objects.
func slowFiles(letter []byte) [][]byte {
	packed := func(data []byte) []byte {
		var b bytes.Buffer
		z, _ := zlib.NewWriterLevel(&b, zlib.BestCompression) // a known level
		_, _ = z.Write(data)
		_ = z.Close()
		return b.Bytes()
	}
	page := func(content []byte, filter, more string) []byte {
		var b bytes.Buffer
		b.Write(letter)
		fmt.Fprintf(&b, "\n1000 0 obj\n<</Filter%s/Length %d>>\nstream\n", filter, len(content))
		b.Write(content)
		b.WriteString("\nendstream\nendobj\n1001 0 obj\n<</Type/Page/Contents 1000 0 R/Resources<</Font<</F 1003 0 R>>>>>>\nendobj\n" +
			"1002 0 obj\n<</Type/Catalog/Pages<</Kids[1001 0 R]>>>>\nendobj\n" + more + "trailer\n<</Root 1002 0 R>>\n%%EOF\n")
		return b.Bytes()
	}
	const size = 4<<20 - 200_000 // what may be unpacked, but for the letter's own
	return [][]byte{
		page(packed(packed(bytes.Repeat([]byte("(a) Tj "), 12<<20))), "[/FlateDecode/FlateDecode]", ""),
		page(packed(bytes.Repeat([]byte("q "), size/2)), "/FlateDecode", ""),
		page(packed(bytes.Repeat([]byte("/A/B BDC "), size/9)), "/FlateDecode", ""),
		page(packed([]byte("/F 9 Tf")), "/FlateDecode", "1003 0 obj\n<</Subtype/Type0/DescendantFonts[<</W["+strings.Repeat("0 65535 7 ", 50_000)+"]>>]>>\nendobj\n"),
		append(bytes.Clone(letter), strings.Repeat("9 0 obj\n<</A[1 2 3]>>\nendobj\n", 130_000)...),
		append(bytes.Clone(letter), strings.Repeat("0000000000 65535 f \n", 190_000)...),
	}
}

// peakOf is the most memory that a process has held.
func peakOf(pid int) string {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return "unknown here"
	}
	for line := range strings.Lines(string(status)) {
		if text, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strings.TrimSpace(text)
		}
	}
	return "unknown here"
}
