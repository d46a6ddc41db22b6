package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
)

// eachRoute calls do with every method and address that the site knows, with
// things that there are in the place of the parameters.
func (h *house) eachRoute(t *testing.T, do func(method, path string)) {
	t.Helper()
	routes, ok := h.handler.(chi.Routes)
	if !ok {
		t.Fatal("the handler does not tell its routes")
	}
	err := chi.Walk(routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		code := string(h.event.Code)
		if strings.Contains(route, "/s/") {
			code = string(h.code[workshop])
		}
		do(method, strings.NewReplacer(
			"/*/", "/", "{code}", code, "{action}", "release", "{comment}", "1",
			"{key}", "none", "{token}", "none", "{name}", "none",
		).Replace(route))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestNoOtherSitePostsForms: nobody's browser is made to answer, to withdraw or
// to release by a page of another site.
func TestNoOtherSitePostsForms(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	n := 0
	h.eachRoute(t, func(method, path string) {
		if method != http.MethodPost {
			return
		}
		n++
		for _, from := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://other.example.org"}} {
			if page := v.postRaw(path, "application/x-www-form-urlencoded", strings.NewReader("q1=5"), from); page.status != http.StatusForbidden {
				t.Errorf("POST %s from another site: %d", path, page.status)
			}
		}
	})
	if n < 10 {
		t.Fatalf("%d routes take forms: the test has not found them", n)
	}
}
