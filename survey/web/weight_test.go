package web_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/omdome/omdome/survey/i18n"
)

// What a page may weigh when a phone sees it for the first time.
const (
	weightLimit   = 14_000 // bytes: everything that comes back, with headers
	requestsLimit = 3
)

// A weight is what a browser that has nothing yet fetches for a page.
type weight struct {
	requests map[network.RequestID]string
	bytes    int
	// wire is what passed in both directions until nothing more came, the
	// service worker with it.
	up, down int
}

func (w weight) String() string {
	return fmt.Sprintf("%6d of %d bytes, %d of %d requests   with the service worker %d bytes, requests sent %d bytes",
		w.bytes, weightLimit, len(w.requests), requestsLimit, w.down, w.up)
}

// weighAll weighs the attendee's pages in a browser, each as if it were the
// first: form, thanks and event page.
func weighAll(t testing.TB, language string) map[string]weight {
	t.Helper()
	all := map[string]weight{}
	for _, page := range []string{"form", "thanks", "event"} {
		h, l := open(t).line(t)
		h.t = t
		b := h.browse(t)
		b.accept(language)
		switch page {
		case "form":
			all[page] = b.weigh(l, h.path(webinar))
		case "thanks":
			b.script(false) // the browser shall have nothing but the cookie
			b.visit(h.path(webinar))
			b.click("label:has([name=q1][value='5'])")
			b.press(".send button")
			b.script(true)
			_, err := command(b, network.ClearBrowserCache, cdp.Empty{})
			if err != nil {
				t.Fatal(err)
			}
			all[page] = b.weigh(l, h.path(webinar)+"/thanks")
		case "event":
			all[page] = b.weigh(l, "/e/"+string(h.event.Code))
		}
	}
	return all
}

// weigh visits the page and counts what the browser fetches for it.
func (b *browser) weigh(l *line, path string) weight {
	b.t.Helper()
	var (
		mu sync.Mutex
		w  = weight{requests: map[network.RequestID]string{}}
	)
	err := chromedp.Listen(b.ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if strings.HasPrefix(e.Request.URL, "http") {
				w.requests[e.RequestID] = strings.TrimPrefix(e.Request.URL, l.url)
			}
		case *network.EventRequestServedFromCache:
			delete(w.requests, e.RequestID)
		case *network.EventResponseReceived: // the copy for a visit without network is made of what is there
			if e.Response.FromDiskCache {
				delete(w.requests, e.RequestID)
			}
		case *network.EventLoadingFinished:
			w.bytes += int(e.EncodedDataLength)
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
	l.passed()
	b.visit(path)
	for quiet := 0; quiet < 10; quiet++ {
		time.Sleep(100 * time.Millisecond)
		if up, down := l.passed(); up+down > 0 {
			w.up, w.down, quiet = w.up+up, w.down+down, 0
		}
	}
	mu.Lock()
	defer mu.Unlock()
	return w
}

// TestAFirstViewWeighsLittleInABrowser holds the attendee's pages to their limits, by what
// a browser fetches.
func TestAFirstViewWeighsLittleInABrowser(t *testing.T) {
	t.Parallel()
	for _, language := range i18n.Languages() {
		for page, w := range weighAll(t, string(language)) {
			t.Logf("%s, %s: %v %v", page, language, w, w.requests)
			if w.bytes > weightLimit || w.down > weightLimit || len(w.requests) > requestsLimit || w.bytes == 0 {
				t.Errorf("%s in %s: %v: %v", page, language, w, w.requests)
			}
		}
	}
}

// BenchmarkFirstView prints what pages weigh beside their limits, and how long a
// phone on slow 3G waits for the form.
func BenchmarkFirstView(b *testing.B) {
	for b.Loop() {
		fmt.Print("\nfirst view, compressed, as transferred with headers\n")
		all := weighAll(b, "sv")
		for _, page := range slices.Sorted(maps.Keys(all)) {
			w := all[page]
			fmt.Printf("  %-7s %v\n", page, w)
			b.ReportMetric(float64(w.bytes), page+"-bytes")
		}
		h := open(b)
		tab := h.browse(b)
		tab.slow()
		tab.visit(h.path(webinar))
		tab.until("the first paint", `performance.getEntriesByName("first-contentful-paint").length == 1`)
		seen := tab.measure(`performance.getEntriesByName("first-contentful-paint")[0].startTime`)
		ready := tab.measure(`performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd`)
		fmt.Printf("form on slow 3G (400 ms, 400 kbit/s): %.0f ms until it is seen, %.0f ms until its script has run\n", seen, ready)
		b.ReportMetric(ready, "ms-slow3G")
	}
}
