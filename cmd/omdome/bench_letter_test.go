package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os/exec"
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
	opened, again := printed(b, demo.lines["letter"])
	fmt.Printf("\nletters as PDF, one after the other\n  omdome                                   %6.1f/s\n", ours)
	fmt.Printf("  Chromium, opening and printing the page  %6.1f/s   omdome is %.1f times it\n", opened, ours/opened)
	fmt.Printf("  Chromium, printing the open page again   %6.1f/s   omdome is %.1f times it\n", again, ours/again)
	for b.Loop() { // measured above, once
	}
	b.ReportMetric(ours, "letters/s")
	b.ReportMetric(ours/opened, "x-chromium")
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
// printing one open page again and again.
func printed(b *testing.B, address string) (opened, again float64) {
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
		_, err := chromedp.Call(tab, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: new(true)})
		return err
	}
	opened = perSecond(b, func() error {
		if err := open(); err != nil {
			return err
		}
		return print()
	})
	return opened, perSecond(b, print)
}
