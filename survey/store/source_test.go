package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A source is this package as it is written, without its tests.
type source struct {
	set   *token.FileSet
	files []*ast.File
	// funcs are its functions and methods by name; those of one name together.
	funcs map[string][]*ast.FuncDecl
	// texts are its constants and variables that are texts, by name.
	texts map[string]ast.Expr
}

func readSource(t testing.TB) *source {
	t.Helper()
	s := &source{set: token.NewFileSet(), funcs: map[string][]*ast.FuncDecl{}, texts: map[string]ast.Expr{}}
	names, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name.Name(), ".go") && !strings.HasSuffix(name.Name(), "_test.go") {
			s.add(t, name.Name(), nil)
		}
	}
	return s
}

// add adds a file; its text may be given.
func (s *source) add(t testing.TB, name string, text any) {
	t.Helper()
	file, err := parser.ParseFile(s.set, name, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	s.files = append(s.files, file)
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			s.funcs[n.Name.Name] = append(s.funcs[n.Name.Name], n)
		case *ast.ValueSpec: // constants inside functions, too: their names are their own
			for i, name := range n.Names {
				if i < len(n.Values) {
					s.texts[name.Name] = n.Values[i]
				}
			}
		}
		return true
	})
}

// A saidSQL is what SQL some part of the source says.
type saidSQL struct {
	place string
	in    *ast.FuncDecl // nil outside of functions
	text  string        // what is not known of it as «name»
}

var (
	writes  = regexp.MustCompile(`(?is)\b(INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO|MERGE\s+INTO|TRUNCATE(\s+TABLE)?)\s+(ONLY\s+)?"?(\w+|«)`)
	locking = regexp.MustCompile(`(?i)\b(FOR|DO)\s+UPDATE\b`)
)

// statements are those that write: all texts of the source, put together as it
// puts them together, in which a verb that writes stands before a name.
func (s *source) statements() []saidSQL {
	var all []saidSQL
	add := func(n ast.Node, f *ast.FuncDecl, texts []string) {
		for _, text := range texts {
			if writes.MatchString(locking.ReplaceAllString(text, "")) {
				all = append(all, saidSQL{s.set.Position(n.Pos()).String(), f, text})
			}
		}
	}
	for _, file := range s.files {
		for _, decl := range file.Decls {
			f, _ := decl.(*ast.FuncDecl)
			ast.Inspect(decl, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.ImportSpec, *ast.Field:
					return false
				case *ast.BinaryExpr, *ast.BasicLit:
					texts := s.text(f, n.(ast.Expr), 0)
					add(n, f, texts)
					return texts == nil
				case *ast.CallExpr:
					if method, ok := n.Fun.(*ast.SelectorExpr); ok && method.Sel.Name == "insert" && len(n.Args) == 3 {
						add(n, f, product([]string{"INSERT INTO "}, s.said(f, n.Args[0], 0), []string{" VALUES (?)"}, s.said(f, n.Args[2], 0)))
					}
				}
				return true
			})
		}
	}
	return all
}

// text is what an expression says, all that it may say where a name in it stands
// for one of several texts; nil for what is no text.
func (s *source) text(f *ast.FuncDecl, e ast.Expr, depth int) []string {
	if depth > 8 {
		return nil
	}
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); e.Kind == token.STRING && err == nil {
			return []string{text}
		}
	case *ast.ParenExpr:
		return s.text(f, e.X, depth+1)
	case *ast.BinaryExpr:
		x, y := s.text(f, e.X, depth+1), s.text(f, e.Y, depth+1)
		if e.Op == token.ADD && (x != nil || y != nil) {
			return product(s.said(f, e.X, depth+1), s.said(f, e.Y, depth+1))
		}
	case *ast.Ident:
		return s.named(f, e.Name, depth+1)
	case *ast.CallExpr:
		if name, ok := e.Fun.(*ast.Ident); ok && name.Name == "placeholders" {
			return []string{"?"}
		}
	}
	return nil
}

// said is text, with «name» for what is no text that is known.
func (s *source) said(f *ast.FuncDecl, e ast.Expr, depth int) []string {
	if texts := s.text(f, e, depth); texts != nil {
		return texts
	}
	switch e := e.(type) {
	case *ast.Ident:
		return []string{"«" + e.Name + "»"}
	case *ast.SelectorExpr:
		return []string{"«" + e.Sel.Name + "»"}
	}
	return []string{"«…»"}
}

// product puts together each of the texts with each of the next.
func product(parts ...[]string) []string {
	all := []string{""}
	for _, part := range parts {
		var longer []string
		for _, begin := range all {
			for _, end := range part {
				longer = append(longer, begin+end)
			}
		}
		all = longer
	}
	return all
}

// named is what a name stands for: a constant's text, or all that the function
// makes it.
func (s *source) named(f *ast.FuncDecl, name string, depth int) (texts []string) {
	if value, ok := s.texts[name]; ok {
		texts = s.text(f, value, depth)
	}
	if f == nil {
		return texts
	}
	ast.Inspect(f, func(n ast.Node) bool {
		set, ok := n.(*ast.AssignStmt)
		if !ok || set.Tok == token.ADD_ASSIGN {
			return true
		}
		for i, left := range set.Lhs {
			if id, ok := left.(*ast.Ident); !ok || id.Name != name {
				continue
			}
			if len(set.Rhs) == len(set.Lhs) {
				texts = append(texts, s.text(f, set.Rhs[i], depth)...)
			} else if i == 0 {
				texts = append(texts, s.returned(set.Rhs[0], depth)...)
			}
		}
		return true
	})
	return texts
}

// returned are the first texts that the function returns which the expression
// calls.
func (s *source) returned(e ast.Expr, depth int) (texts []string) {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return nil
	}
	name, ok := call.Fun.(*ast.Ident)
	if !ok {
		return nil
	}
	for _, f := range s.funcs[name.Name] {
		ast.Inspect(f, func(n ast.Node) bool {
			if r, ok := n.(*ast.ReturnStmt); ok && len(r.Results) > 0 {
				texts = append(texts, s.text(f, r.Results[0], depth)...)
			}
			return true
		})
	}
	return texts
}

// calls are the selectors through which something is called, with the function
// that they stand in.
func (s *source) calls(do func(file string, in *ast.FuncDecl, call *ast.CallExpr, name string)) {
	for _, file := range s.files {
		for _, decl := range file.Decls {
			f, _ := decl.(*ast.FuncDecl)
			ast.Inspect(decl, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					if method, ok := call.Fun.(*ast.SelectorExpr); ok {
						do(s.set.Position(call.Pos()).Filename, f, call, method.Sel.Name)
					}
				}
				return true
			})
		}
	}
}

// receiver is the type whose method the function is; empty for none.
func receiver(f *ast.FuncDecl) string {
	if f == nil || f.Recv == nil {
		return ""
	}
	e := f.Recv.List[0].Type
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if id, ok := e.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// handed says whether the function is handed a value of one of the types.
func handed(f *ast.FuncDecl, types ...string) bool {
	found := false
	if f != nil {
		ast.Inspect(f, func(n ast.Node) bool {
			if field, ok := n.(*ast.Field); ok {
				if id, ok := field.Type.(*ast.Ident); ok && slices.Contains(types, id.Name) {
					found = true
				}
			}
			return true
		})
	}
	return found
}
