package archtest

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strconv"
	"strings"
)

// importsUseTheirDoors complains of packages that are imported outside the
// rooms that may.
func importsUseTheirDoors(h *house) []string {
	var complaints []string
	h.eachFile(func(p *pkg, f *file) {
		for _, spec := range f.syntax.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue
			}
			if spec.Name != nil && spec.Name.Name == "." {
				complaints = append(complaints, fmt.Sprintf("%s: a dot import hides where names come from.", h.at(spec)))
			}
			for _, d := range importDoors {
				if slices.ContainsFunc(d.what, func(what string) bool { return coversImport(what, imported) }) && !slices.Contains(d.only, p.path) {
					complaints = append(complaints, fmt.Sprintf("%s: %s imports %s, which %s: %s.", h.at(spec), p.path, imported, mayOnly(d.only), d.why))
				}
			}
		}
	})
	return complaints
}

// namesUseTheirDoors complains of names that are used outside the rooms that
// may.
func namesUseTheirDoors(h *house) []string {
	var complaints []string
	h.eachFile(func(p *pkg, f *file) {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			from := f.packageOf(sel)
			if from == "" {
				return true
			}
			used := from + "." + sel.Sel.Name
			for _, d := range nameDoors {
				if slices.ContainsFunc(d.what, func(what string) bool { return coversName(what, used) }) && !slices.Contains(d.only, p.path) {
					complaints = append(complaints, fmt.Sprintf("%s: %s uses %s, which %s: %s.", h.at(sel), p.path, used, mayOnly(d.only), d.why))
				}
			}
			return true
		})
	})
	return complaints
}

// methodsUseTheirDoors complains of methods that are called outside the rooms
// that may.
func methodsUseTheirDoors(h *house) []string {
	var complaints []string
	h.eachFile(func(p *pkg, f *file) {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || f.packageOf(sel) != "" {
				return true
			}
			for _, d := range methodDoors {
				if sel.Sel.Name == d.name && len(call.Args) == d.args && !slices.Contains(d.only, p.path) {
					complaints = append(complaints, fmt.Sprintf("%s: %s calls %s, which %s: %s.", h.at(call), p.path, d.name, mayOnly(d.only), d.why))
				}
			}
			return true
		})
	})
	return complaints
}

// packageOf gives the import path of the package that a selector takes a name
// from; empty if it selects from a value.
func (f *file) packageOf(sel *ast.SelectorExpr) string {
	id, ok := sel.X.(*ast.Ident)
	if !ok || id.Obj != nil { // a local name, though an import may have it too
		return ""
	}
	return f.imports[id.Name]
}

// coversImport reports whether a pattern of importDoors covers an import path.
func coversImport(pattern, imported string) bool {
	if tree, ok := strings.CutSuffix(pattern, "/..."); ok {
		return imported == tree || strings.HasPrefix(imported, tree+"/")
	}
	return imported == pattern
}

// coversName reports whether a pattern of nameDoors covers a name. A star
// stands for the rest of the name.
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
