package web

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/templates"
)

// Pages are read when they are first shown; none may turn out broken only then.
func TestEveryPageCanBeRead(t *testing.T) {
	t.Parallel()
	a, err := loadAssets()
	if err != nil {
		t.Fatal(err)
	}
	p, err := loadPages(a)
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(templates.Files, "pages/*.html")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d pages, %v", len(names), err)
	}
	for _, l := range i18n.Languages() {
		for _, name := range names {
			if _, err := p.page(l, strings.TrimSuffix(path.Base(name), ".html")); err != nil {
				t.Error(err)
			}
		}
		if _, err := p.page(l, "nothing"); err == nil {
			t.Error("a page that is not there can be read")
		}
	}
}
