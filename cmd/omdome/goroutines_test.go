package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// ourSources hands every file of the program to do, by its place from the root of the
// repository, tests apart.
func ourSources(t *testing.T, do func(name string, set *token.FileSet, file *ast.File)) {
	t.Helper()
	root, found := filepath.Join("..", ".."), 0
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		found++
		do(filepath.ToSlash(rel), set, file)
		return nil
	})
	if err != nil || found < 100 {
		t.Fatalf("%d files, %v", found, err)
	}
}

// TestGoroutinesAreGuarded: a panic in a goroutine that does not recover ends the
// whole program, so all are started by survey/guard, which takes how each ends.
func TestGoroutinesAreGuarded(t *testing.T) {
	t.Parallel()
	guarded := 0
	ourSources(t, func(name string, set *token.FileSet, file *ast.File) {
		if name == "survey/guard/guard.go" {
			return
		}
		for _, at := range unguarded(file) {
			t.Errorf("%s:%d starts a goroutine by itself: let survey/guard do it", name, set.Position(at).Line)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 2 && calls(call, "Go") {
				guarded++
			}
			return true
		})
	})
	if guarded < 5 {
		t.Errorf("%d goroutines are guarded: they have not been found", guarded)
	}
}

// unguarded is where a file starts goroutines without a guard. Those of the guard take
// what to do and who is told; all others take one function, or a context and one.
func unguarded(file *ast.File) (all []token.Pos) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			all = append(all, n.Pos())
		case *ast.CallExpr:
			if calls(n, "AfterFunc") || calls(n, "Go") && len(n.Args) != 2 {
				all = append(all, n.Pos())
			}
		}
		return true
	})
	return all
}

func calls(call *ast.CallExpr, name string) bool {
	method, ok := call.Fun.(*ast.SelectorExpr)
	return ok && method.Sel.Name == name
}

func TestUnguardedGoroutinesAreFound(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "some.go", `package some
		func some() {
			go other()
			go func() {}()
			group.Go(func() {})
			time.AfterFunc(0, other)
			context.AfterFunc(ctx, other)
			guard.Go(other, another)
		}`, 0)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(unguarded(file)); n != 5 {
		t.Errorf("%d of 5 are found", n)
	}
}
