package main

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"
)

// machineClock says where the machine's own clock is asked, and why that is right:
// everywhere else the time is handed in, or tests could not set it.
var machineClock = map[string]string{
	"survey/store/store.go Open":                  "where none is handed in",
	"survey/web/page/site.go NewSite":             "where none is handed in",
	"survey/store/tx.go write":                    "measures",
	"survey/store/tx.go reading":                  "measures",
	"survey/store/deadline.go":                    "deadlines of sockets go by the machine's",
	"survey/store/material_sweep.go sweepSome":    "the times of files are the machine's",
	"survey/web/page/logged.go Logged":            "measures",
	"survey/web/page/material.go Write":           "deadlines of sockets go by the machine's",
	"survey/web/recent/recent.go Within":          "measures",
	"survey/web/attendee/recent_asked.go get":     "measures",
	"survey/web/office/letters/letters.go":        "deadlines of sockets go by the machine's",
	"survey/web/office/letters/zip.go":            "deadlines of sockets go by the machine's",
	"survey/web/office/material/upload.go":        "deadlines of sockets go by the machine's",
	"survey/web/office/results/packet.go send":    "deadlines of sockets go by the machine's",
	"survey/web/office/programme/board.go stream": "measures, and deadlines of sockets",
}

// TestTheClockIsHandedIn: only the command itself may ask the machine what time it is.
func TestTheClockIsHandedIn(t *testing.T) {
	t.Parallel()
	asked := map[string]bool{}
	ourSources(t, func(name string, set *token.FileSet, file *ast.File) {
		if strings.HasPrefix(name, "cmd/omdome/") {
			return
		}
		for _, decl := range file.Decls {
			ast.Inspect(decl, func(n ast.Node) bool {
				use, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				of, ok := use.X.(*ast.Ident)
				if !ok || of.Name != "time" || use.Sel.Name != "Now" && use.Sel.Name != "Since" && use.Sel.Name != "Until" {
					return true
				}
				in := name
				if f, ok := decl.(*ast.FuncDecl); ok && machineClock[name] == "" {
					in += " " + f.Name.Name
				}
				if asked[in] = true; machineClock[in] == "" {
					t.Errorf("%s:%d asks the machine's clock: take the one that is handed in", name, set.Position(use.Pos()).Line)
				}
				return true
			})
		}
	})
	for _, in := range slices.Sorted(maps.Keys(machineClock)) {
		if !asked[in] {
			t.Errorf("%s asks no clock any more: take it out of the list", in)
		}
	}
}

// TestPagesOpenALetterOnce: reading what is kept of a letter takes as long as it has
// pictures, so one function of each room does it, and hands on what it has read.
func TestPagesOpenALetterOnce(t *testing.T) {
	t.Parallel()
	want := []string{
		"survey/web/office/letters/letter.go shownLetter", "survey/web/office/letters/zip.go zipLetter",
		"survey/web/speaker/speaker.go openFrozen",
	}
	var opened []string
	ourSources(t, func(name string, _ *token.FileSet, file *ast.File) {
		if !strings.HasPrefix(name, "survey/web/") {
			return
		}
		for _, decl := range file.Decls {
			ast.Inspect(decl, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || !calls(call, "Open") {
					return true
				}
				f, inside := decl.(*ast.FuncDecl)
				if of, ok := call.Fun.(*ast.SelectorExpr).X.(*ast.Ident); ok && of.Name == "letter" && inside {
					opened = append(opened, name+" "+f.Name.Name)
				}
				return true
			})
		}
	})
	slices.Sort(opened)
	if !slices.Equal(opened, want) {
		t.Errorf("letters are opened in %q, want %q", opened, want)
	}
}
