package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/store"
	"github.com/omdome/omdome/survey/store/storetest"
)

// BenchmarkLetters prints letters a second as PDF, on one core, beside headless
// Chromium printing the page of the same letter, in the same run.
func BenchmarkLetters(b *testing.B) {
	demo := start(b, nil, "demo")
	ctx := context.Background()
	s, err := store.Open(ctx, storetest.SQLite(b), store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	event, err := loadExample(ctx, s, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	result, err := s.Result(ctx, event.Sessions[find(event, "Från mål till avtal")].Session.Code)
	if err != nil {
		b.Fatal(err)
	}
	facts, err := s.Letter(ctx, result.Letters[0].Key)
	if err != nil {
		b.Fatal(err)
	}
	ours := perSecond(b, func() error {
		l, err := letter.Build(facts, letter.Options{Address: "https://omdome.example.org/l/A"})
		if err != nil {
			return err
		}
		return pdf.Write(io.Discard, l)
	})
	if _, err := (keyFlag{}).authority(ctx, s, ""); err != nil {
		b.Fatal(err)
	}
	issuer := newIssuer(s, "https://omdome.example.org", nil, nil)
	signed := perSecond(b, func() error {
		_, err := issuer.Approve(ctx, facts)
		return err
	})
	opened, again, memory := printed(b, demo.lines["letter"])
	fmt.Printf("\nletters as PDF, one after the other\n  omdome                                   %6.1f/s\n", ours)
	fmt.Printf("  omdome, as approved: with its record, both signed %6.1f/s   %.2f times the same without\n", signed, signed/ours)
	fmt.Printf("  Chromium, opening and printing the page  %6.1f/s   omdome is %.1f times it\n", opened, ours/opened)
	fmt.Printf("  Chromium, printing the open page again   %6.1f/s   omdome is %.1f times it\n", again, ours/again)
	const letters = 1000
	took, peak := written(b, letters)
	fmt.Printf("a conference of %d appearances, from a file to as many PDFs and pages (omdome letters)\n", letters)
	fmt.Printf("  %.1f s, %.0f/s; at most %d MB of memory\n", took.Seconds(), letters/took.Seconds(), peak>>20)
	fmt.Printf("  Chromium printing one and the same page: at most %d MB, %.1f times as much\n", memory>>20, float64(memory)/float64(peak))
	for b.Loop() { // measured above, once
	}
	b.ReportMetric(ours, "letters/s")
	b.ReportMetric(signed/ours, "signed/unsigned")
	b.ReportMetric(ours/opened, "x-chromium")
	b.ReportMetric(float64(memory)/float64(peak), "x-less-memory")
}

// written returns how long the program, as a process of its own, takes for a
// spreadsheet of so many speakers, and the most memory that it had: all that
// was resident, in bytes.
func written(b *testing.B, speakers int) (took time.Duration, peak int64) {
	b.Helper()
	var csv strings.Builder
	csv.WriteString("talare;pass;helhet;innehåll;framförande;kommentar\n")
	for i := range speakers {
		for j := range 12 {
			fmt.Fprintf(&csv, "Talare Nummer%d;Pass %d;%d;%d;%d;", i, i, 4+(i+j)%3, 3+(i*j)%4, 6-j%3)
			if j < 3 {
				csv.WriteString("Tydligt, och vi hann öva på riktigt.")
			}
			csv.WriteString("\n")
		}
	}
	dir := b.TempDir()
	file := filepath.Join(dir, "answers.csv")
	if err := os.WriteFile(file, []byte(csv.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	// Not the test binary, which holds much that the program does not.
	omdome := filepath.Join(dir, "omdome")
	if out, err := exec.Command("go", "build", "-o", omdome, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.Command(omdome, "letters", file, "--out", filepath.Join(dir, "out"), "--language", "sv")
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	began := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	took = time.Since(began)
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		b.Fatal("the system does not say how much memory a process had")
	}
	return took, usage.Maxrss << 10
}

// shareOf returns how much memory a process and its children have, in bytes;
// what they share is counted once.
func shareOf(pid int) int64 {
	total := int64(0)
	rollup, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0 // it has ended
	}
	for line := range strings.Lines(string(rollup)) {
		var kilobytes int64
		if _, err := fmt.Sscanf(line, "Pss: %d kB", &kilobytes); err == nil {
			total += kilobytes << 10
			break
		}
	}
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid)) // the pattern is a known one
	for _, task := range tasks {
		children, err := os.ReadFile(task)
		if err != nil {
			continue
		}
		for _, child := range strings.Fields(string(children)) {
			if n, err := strconv.Atoi(child); err == nil {
				total += shareOf(n)
			}
		}
	}
	return total
}

// perSecond returns how often do runs in a second, after a first run.
func perSecond(b *testing.B, do func() error) float64 {
	b.Helper()
	if err := do(); err != nil {
		b.Fatal(err)
	}
	n, began := 0, time.Now()
	for time.Since(began) < measured {
		if err := do(); err != nil {
			b.Fatal(err)
		}
		n++
	}
	return float64(n) / time.Since(began).Seconds()
}

// printed returns how many letters a second a running Chromium makes of the
// letter's page: opening the page for each, as each letter is another page, and
// printing one open page again and again; and the most memory that it had.
func printed(b *testing.B, address string) (opened, again float64, memory int64) {
	b.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		b.Skip("Chromium is not installed")
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.DisableGPU, chromedp.NoSandbox, chromedp.UserDataDir(b.TempDir()),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true))...)
	defer stop()
	tab, closeTab := chromedp.NewContext(allocator)
	defer closeTab()
	open := func() error { return chromedp.Do(tab, chromedp.Navigate(address)) }
	print := func() error {
		defer func() { memory = max(memory, shareOf(chromedp.FromContext(tab).Browser.Process().Pid)) }()
		_, err := chromedp.Call(tab, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: new(true)})
		return err
	}
	opened = perSecond(b, func() error {
		if err := open(); err != nil {
			return err
		}
		return print()
	})
	again = perSecond(b, print)
	return opened, again, memory
}
