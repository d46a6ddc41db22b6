package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms say which of our packages each may import. A new arrow is a decision:
// it is made here and drawn in the documentation.
var rooms = map[string]string{
	"survey":                      "survey/writing survey/wording",
	"survey/writing":              "",
	"survey/wording":              "",
	"survey/material":             "survey survey/writing",
	"survey/followup":             "survey survey/material",
	"survey/inquiry":              "survey",
	"survey/organizer":            "survey",
	"survey/compliance":           "survey",
	"survey/record":               "survey",
	"survey/guard":                "",
	"survey/property":             "",
	"survey/i18n":                 "survey survey/writing",
	"survey/form":                 "survey survey/writing survey/wording survey/material survey/followup survey/inquiry survey/compliance",
	"charts":                      "survey survey/i18n",
	"survey/letter":               "survey survey/writing survey/wording survey/record survey/i18n survey/form charts templates",
	"survey/pdf":                  "survey survey/i18n charts survey/letter",
	"survey/sign":                 "",
	"survey/pdf/pdftest":          "",
	"survey/sign/signtest":        "survey/pdf/pdftest",
	"survey/issue":                "survey survey/record survey/guard survey/letter survey/pdf survey/sign",
	"survey/exchange":             "survey survey/writing survey/material survey/form survey/i18n",
	"survey/lookalike":            "survey/writing",
	"survey/store":                domain + "survey/guard survey/form survey/lookalike migrations",
	"survey/store/storetest":      "survey survey/guard survey/store",
	"survey/mail":                 "survey survey/i18n survey/letter templates",
	"survey/web/limit":            "survey",
	"survey/web/password":         "survey/organizer survey/web/limit",
	"survey/web/address":          "survey/writing",
	"survey/web/recent":           "",
	"survey/web/page":             pages + "survey/web/address survey/web/limit",
	"survey/web/statement":        pages + "survey/web/address survey/web/page",
	"survey/web/event":            pages + "survey/web/limit survey/web/recent survey/web/page survey/web/statement",
	"survey/web/attendee":         pages + "survey/web/limit survey/web/recent survey/web/page survey/web/statement survey/web/event",
	"survey/web/followup":         pages + "survey/web/page survey/web/event",
	"survey/web/speaker":          pages + "survey/web/page",
	"survey/web/office":           pages + "survey/web/limit survey/web/page survey/web/statement survey/web/password",
	"survey/web/office/programme": offices + "survey/web/event",
	"survey/web/office/questions": offices + "survey/web/event survey/web/attendee survey/web/speaker",
	"survey/web/office/results":   offices,
	"survey/web/office/letters":   offices,
	"survey/web/office/material":  offices + "survey/web/followup",
	"survey/web/office/settings":  offices,
	"survey/web": "survey survey/organizer survey/issue survey/store survey/web/page survey/web/event survey/web/attendee survey/web/followup survey/web/speaker survey/web/office " +
		"survey/web/office/programme survey/web/office/questions survey/web/office/results survey/web/office/letters survey/web/office/material survey/web/office/settings",
	"migrations": "",
	"templates":  "",
	"cmd/omdome": domain + "survey/guard survey/form survey/i18n charts survey/letter survey/pdf survey/exchange survey/issue survey/sign survey/store survey/mail " +
		"survey/web templates migrations",
}

// domain is the survey and the nouns with a room of their own, with their rules: those
// that it is made of, writing and wording, and those that know it. None has more than
// the standard library and normalForms.
const domain = "survey survey/writing survey/wording survey/material survey/followup survey/inquiry survey/organizer survey/compliance survey/record "

// pages is what the rooms of pages may have of those below: no store, since each says
// in an interface of its own what it reads and writes; and offices what those of
// organizers may. So no page of an organizer can name the store of all organizations.
const (
	pages   = domain + "survey/guard survey/i18n survey/form charts survey/letter survey/pdf survey/exchange survey/issue survey/sign survey/lookalike templates "
	offices = pages + "survey/web/page survey/web/statement survey/web/office "
)

const module = "github.com/omdome/omdome/"

// normalForms is what the domain may have beside the standard library, which
// keeps its own copy of it to itself: that an ö of two characters is the ö of one is a
// rule of every text that comes in, and the domain reads them.
const normalForms = "golang.org/x/text/unicode/norm"

// The files are read, not built, so that a file behind a build tag counts too.
// Tests may import what they need.
func TestArrowsBetweenRoomsRunOneWay(t *testing.T) {
	root := filepath.Join("..", "..")
	seen := map[string]bool{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && file != root && (strings.HasPrefix(name, ".") || name == "node_modules") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		room := filepath.ToSlash(rel)
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		if parsed.Name.Name == "main" && room != "cmd/omdome" {
			return nil // a generator or the like, run with go run, part of no room
		}
		may, known := rooms[room]
		if !known {
			t.Errorf("%s is no room; give it its place in the list, or another", room)
			return nil
		}
		seen[room] = true
		for _, imported := range parsed.Imports {
			p, err := strconv.Unquote(imported.Path.Value)
			if err != nil {
				return err
			}
			ours, ok := strings.CutPrefix(p, module)
			if ok && !slices.Contains(strings.Fields(may), ours) {
				t.Errorf("%s imports %s, which %s may not", path.Join(room, name), ours, room)
			}
			if slices.Contains(strings.Fields(domain), room) && !ok && strings.Contains(p, ".") && p != normalForms {
				t.Errorf("%s imports %s; the domain has the standard library and Unicode's normal forms alone", path.Join(room, name), p)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !seen["survey"] || !seen["cmd/omdome"] {
		t.Fatalf("the test did not find the rooms: %v", seen)
	}
}
