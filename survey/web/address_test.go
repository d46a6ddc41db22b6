package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey/web"
)

// TestAProxyThatIsNotNamedIsWarnedOf once, and without anybody's address.
func TestAProxyThatIsNotNamedIsWarnedOf(t *testing.T) {
	t.Parallel()
	h := open(t)
	for name, want := range map[string]int{"": 1, "203.0.113.0/24": 0} {
		log := &syncBuffer{}
		handler, err := web.New(web.Config{Store: h.store, Issuer: h.issuer, URL: h.url, Proxy: name, Now: h.clock.Now, Log: slog.New(slog.NewTextHandler(log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		for i, header := range []string{"Accept", "Forwarded", "X-Forwarded-For", "X-Forwarded-For"} {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = "203.0.113.7:1"
			r.Header.Set(header, "198.51.100.1")
			serve(handler, r)
			if got := strings.Count(log.String(), "OMDOME_PROXY"); i == 0 && got != 0 || i > 0 && got != want {
				t.Errorf("proxy %q, after %s: warned %d times", name, header, got)
			}
		}
		if strings.Contains(log.String(), "203.0.113.7") || strings.Contains(log.String(), "198.51.100.1") {
			t.Errorf("the log holds an address: %s", log)
		}
	}
}
