package page

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/templates"
)

// Pages are read when they are first shown; none may turn out broken only then.
func TestEveryPageCanBeRead(t *testing.T) {
	t.Parallel()
	a, err := LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	p, err := LoadPages(a)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	err = fs.WalkDir(templates.Files, "pages", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, strings.TrimSuffix(strings.TrimPrefix(name, "pages/"), ".html"))
		}
		return err
	})
	if err != nil || len(names) == 0 {
		t.Fatalf("%d pages, %v", len(names), err)
	}
	for _, l := range i18n.Languages() {
		for _, name := range names {
			if _, err := p.Page(l, name); err != nil {
				t.Error(err)
			}
		}
		if _, err := p.Page(l, "nothing"); err == nil {
			t.Error("a page that is not there can be read")
		}
	}
}
