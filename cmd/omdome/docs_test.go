package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// docs are the pages that say how the program is used, by their place.
func docs(t *testing.T) map[string]string {
	t.Helper()
	root := filepath.Join("..", "..")
	files, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	pages := map[string]string{}
	for _, name := range append(files, filepath.Join(root, "README.md")) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		pages[filepath.ToSlash(strings.TrimPrefix(name, root+string(filepath.Separator)))] = string(text)
	}
	return pages
}

// namedTest is how a page names a test: with its package, between backticks.
var (
	namedTest = regexp.MustCompile("`([a-z][a-z/0-9]*) ((?:Test|Fuzz|Benchmark)\\w+)`")
	anyTest   = regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`)
)

// TestDocsNameTestsThatAreThere: a test that a page refers to stands in the package
// that is named beside it.
func TestDocsNameTestsThatAreThere(t *testing.T) {
	t.Parallel()
	there := map[string][]string{}
	security := 0
	for page, text := range docs(t) {
		for _, found := range namedTest.FindAllStringSubmatch(text, -1) {
			room, name := found[1], found[2]
			if _, known := there[room]; !known {
				there[room] = testsOf(t, room)
			}
			if !slices.Contains(there[room], name) {
				t.Errorf("%s: %s has no %s", page, room, name)
			}
			if page == "docs/security.md" {
				security++
			}
		}
		if page != "docs/security.md" {
			continue
		}
		for _, name := range anyTest.FindAllString(namedTest.ReplaceAllString(text, ""), -1) {
			if !strings.Contains(text, "-run "+name+"`") {
				t.Errorf("%s: say in which package %s is: `survey/web %s`", page, name, name)
			}
		}
	}
	if security < 50 {
		t.Errorf("docs/security.md names %d tests: they have not been found", security)
	}
}

// testsOf are the names of the room's tests.
func testsOf(t *testing.T, room string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(room), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range parsed.Decls {
			if f, ok := declared.(*ast.FuncDecl); ok && f.Recv == nil {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

// TestDocsKnowEveryVariable: what the program reads from the environment stands in
// the README, and the pages name nothing else.
func TestDocsKnowEveryVariable(t *testing.T) {
	t.Parallel()
	read := map[string]bool{}
	variables(reflect.TypeFor[commands](), read)
	if !read["OMDOME_DATABASE"] || len(read) < 8 {
		t.Fatalf("the program reads %v: its variables have not been found", read)
	}
	pages := docs(t)
	named := regexp.MustCompile(`OMDOME_[A-Z_]+`)
	for page, text := range pages {
		for _, name := range named.FindAllString(text, -1) {
			if !read[name] {
				t.Errorf("%s names %s, which the program does not read", page, name)
			}
		}
	}
	for name := range read {
		if !strings.Contains(pages["README.md"], "| `"+name+"` |") {
			t.Errorf("the README's table lacks %s", name)
		}
	}
}

// variables are what the command line takes from the environment.
func variables(command reflect.Type, into map[string]bool) {
	for i := range command.NumField() {
		field := command.Field(i)
		if name := field.Tag.Get("env"); name != "" {
			into[name] = true
		}
		if field.Type.Kind() == reflect.Struct {
			variables(field.Type, into)
		}
	}
}
