package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/web"
)

type versionCommand struct{}

// Run prints the module's version as the build recorded it, the commit where it did,
// and what the build lacks.
func (versionCommand) Run(t terminal) error {
	fmt.Fprintf(t.out, "omdome %s\n", programVersion())
	if lacks := lacking(); lacks != "" {
		fmt.Fprintln(t.out, lacks)
	}
	return nil
}

// programVersion is the module's version and the commit, where the build has them.
func programVersion() string {
	version, commit := "devel", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "" && info.Main.Version != "(devel)" {
			version = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = " " + s.Value
			}
		}
	}
	return version + commit
}

// lacking says what the program was built without; empty for nothing.
func lacking() string {
	var lacks []string
	if !web.HasLiveCharts() {
		lacks = append(lacks, "live charts (pages have still ones)")
	}
	if scripts := pdf.Lacking(); len(scripts) > 0 {
		lacks = append(lacks, "the fonts of "+strings.Join(scripts, ", ")+" (letters have empty frames)")
	}
	if languages := pdf.LacksHyphens(); len(languages) > 0 {
		lacks = append(lacks, "the hyphenation of "+strings.Join(languages, ", ")+" (letters hyphenate no word)")
	}
	if len(lacks) == 0 {
		return ""
	}
	return "built without " + strings.Join(lacks, ", and without ") + "; make build brings what is missing"
}
