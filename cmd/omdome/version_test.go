package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestVersionSaysWhatTheBuildLacks: what is not in the embedded folders is named, and
// nothing else.
func TestVersionSaysWhatTheBuildLacks(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := (versionCommand{}).Run(terminal{out: &out}); err != nil {
		t.Fatal(err)
	}
	first, lacks, _ := strings.Cut(out.String(), "\n")
	if !strings.HasPrefix(first, "omdome ") {
		t.Errorf("the version is %q", first)
	}
	for name, file := range map[string]string{
		"live charts": "survey/web/page/echarts/echarts.min.js", "Thai": "survey/pdf/noto/NotoSansThai.ttf", "Tibetan": "survey/pdf/noto/NotoSerifTibetan.woff",
		"Swedish": "survey/pdf/hyphens/sv.txt", "Finnish": "survey/pdf/hyphens/fi.txt",
	} {
		_, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(file)))
		if missing := err != nil; missing != strings.Contains(lacks, name) {
			t.Errorf("%s is missing: %v, and the program says %q", file, missing, lacks)
		}
	}
}
