package templates_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/omdome/omdome/templates"
)

// policy is what a page says of itself that leaves the building as a file, where
// no answer's header goes with it: nothing is fetched and nothing runs.
const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`

// TestFilesCarryTheirPolicy: every whole page but the site's own frame, whose
// answers have the header, is made to be a file.
func TestFilesCarryTheirPolicy(t *testing.T) {
	t.Parallel()
	found := 0
	err := fs.WalkDir(templates.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == "layout/layout.html" {
			return err
		}
		b, err := fs.ReadFile(templates.Files, path)
		if err != nil {
			return err
		}
		text := string(b)
		if !strings.Contains(strings.ToLower(text), "<html") {
			return nil
		}
		found++
		before, _, carries := strings.Cut(text, policy)
		if !carries {
			t.Errorf("%s is a whole page without the policy %s", path, policy)
		}
		for _, early := range []string{"<style", "<script", "<link", "<img", "<body"} {
			if strings.Contains(strings.ToLower(before), early) {
				t.Errorf("%s has %s before its policy", path, early)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 2 {
		t.Errorf("%d pages that are files: the test has not found them", found)
	}
}
