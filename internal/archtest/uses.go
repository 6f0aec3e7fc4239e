package archtest

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strconv"
	"strings"
)

// importsUseTheirDoors reports imports of restricted packages outside of the allowed
// rooms.
func importsUseTheirDoors(h *house) []string {
	var complaints []string
	h.eachFile(func(p *pkg, f *file) {
		for _, spec := range f.syntax.Imports {
			if spec.Name != nil && spec.Name.Name == "." {
				complaints = append(complaints, fmt.Sprintf("%s: a dot import hides where names come from.", h.at(spec)))
			}
			for _, d := range importDoors {
				if imported := imported(spec); d.coversImport(imported) && !slices.Contains(d.only, p.path) {
					complaints = append(complaints, fmt.Sprintf("%s: %s imports %s, which %s: %s.", h.at(spec), p.path, imported, mayOnly(d.only), d.why))
				}
			}
		}
	})
	return complaints
}

// imported returns the path of an import.
func imported(spec *ast.ImportSpec) string {
	path, _ := strconv.Unquote(spec.Path.Value) // the parser has validated it
	return path
}

// namesUseTheirDoors reports uses of restricted names outside of the allowed rooms.
func namesUseTheirDoors(h *house) []string {
	var complaints []string
	h.eachFile(func(p *pkg, f *file) {
		f.eachName(func(sel *ast.SelectorExpr, used string) {
			for _, d := range nameDoors {
				if d.coversName(used) && !slices.Contains(d.only, p.path) {
					complaints = append(complaints, fmt.Sprintf("%s: %s uses %s, which %s: %s.", h.at(sel), p.path, used, mayOnly(d.only), d.why))
				}
			}
		})
	})
	return complaints
}

// eachName calls use with every name that the file uses from a package, as
// "time.Now".
func (f *file) eachName(use func(sel *ast.SelectorExpr, used string)) {
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if from := f.packageOf(sel); from != "" {
				use(sel, from+"."+sel.Sel.Name)
			}
		}
		return true
	})
}

// methodsUseTheirDoors reports calls of restricted methods outside of the allowed
// rooms.
func methodsUseTheirDoors(h *house) []string {
	var complaints []string
	for _, d := range methodDoors {
		h.eachFile(func(p *pkg, f *file) {
			for _, call := range f.calls(d.name, h.arguments(d)) {
				if !slices.Contains(d.only, p.path) {
					complaints = append(complaints, fmt.Sprintf("%s: %s calls %s, which %s: %s.", h.at(call), p.path, d.name, mayOnly(d.only), d.why))
				}
			}
		})
	}
	return complaints
}

// arguments returns the number of parameters in the declaration of the door's
// method; -1 if it is not declared.
func (h *house) arguments(d methodDoor) int {
	n := -1
	h.eachFile(func(p *pkg, f *file) {
		for _, decl := range f.syntax.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && p.path == d.of && fn.Recv != nil && fn.Name.Name == d.name {
				n = fn.Type.Params.NumFields()
			}
		}
	})
	return n
}

// calls returns where a file calls a method of that name with so many arguments, or
// uses it as a value.
func (f *file) calls(name string, args int) []ast.Node {
	var found []ast.Node
	other := map[ast.Expr]bool{} // calls with any number of arguments, and fields of that name
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == name && f.packageOf(sel) == "" {
				if other[sel] = true; len(n.Args) == args {
					found = append(found, n)
				}
			}
		case *ast.SelectorExpr:
			other[n.X] = true // a method has no fields
			if n.Sel.Name == name && !other[n] && f.packageOf(n) == "" && args >= 0 {
				found = append(found, n)
			}
		}
		return true
	})
	return found
}

// packageOf returns the import path of the package that a selector refers to, or ""
// if it selects from a value.
func (f *file) packageOf(sel *ast.SelectorExpr) string {
	id, ok := sel.X.(*ast.Ident)
	if !ok || id.Obj != nil { // a local name, which may shadow an import
		return ""
	}
	return f.imports[id.Name]
}

// coversImport reports whether the door restricts an import path.
func (d door) coversImport(imported string) bool {
	return slices.ContainsFunc(d.what, func(what string) bool { return coversImport(what, imported) })
}

// coversName reports whether the door restricts a name.
func (d door) coversName(name string) bool {
	return slices.ContainsFunc(d.what, func(what string) bool { return coversName(what, name) })
}

// coversImport reports whether a pattern of importDoors matches an import path.
func coversImport(pattern, imported string) bool {
	if tree, ok := strings.CutSuffix(pattern, "/..."); ok {
		return imported == tree || strings.HasPrefix(imported, tree+"/")
	}
	return imported == pattern
}

// coversName reports whether a pattern of nameDoors matches a name. A star at the
// end matches the rest of the name.
func coversName(pattern, name string) bool {
	if start, ok := strings.CutSuffix(pattern, "*"); ok {
		return path.Dir(start) == path.Dir(name) && strings.HasPrefix(name, start)
	}
	return name == pattern
}

func mayOnly(only []string) string {
	if len(only) == 0 {
		return "no room may"
	}
	return "only " + strings.Join(only, " and ") + " may"
}
