package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// nothingRunsUnasked reports init functions.
func nothingRunsUnasked(h *house) []string {
	var complaints []string
	h.eachFile(func(p *pkg, f *file) {
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				complaints = append(complaints, fmt.Sprintf("%s: %s has an init function, which runs for whoever imports it. Write a function that is called.", h.at(fn), p.path))
			}
		}
	})
	return complaints
}

// packageVariablesNeverChange reports package variables whose type is mutable (a
// mutex, a counter, a channel) or that a function changes. Compiled regexps and
// tables are allowed. Changes within a method of such a variable can't be detected.
func packageVariablesNeverChange(h *house) []string {
	var complaints []string
	vars := h.packageVariables()
	for _, specs := range vars {
		for _, v := range specs {
			if why := madeToChange(v); why != "" {
				complaints = append(complaints, fmt.Sprintf("%s: the package variable %s %s. State belongs to a value that somebody makes and passes.", h.at(v.spec), v.name, why))
			}
		}
	}
	h.eachFile(func(p *pkg, f *file) {
		for _, target := range changed(f.syntax) {
			if v := f.variable(vars, p.path, target); v != nil {
				complaints = append(complaints, fmt.Sprintf("%s: the package variable %s is changed here, or its address is taken. State belongs to a value that somebody makes and passes.", h.at(target), v.name))
			}
		}
	})
	return complaints
}

// variable is a package variable.
type variable struct {
	name     string
	spec     *ast.ValueSpec
	value    ast.Expr // nil if none
	embedded bool     // set by the compiler, see package embed
}

// packageVariables returns the variables of each package by name.
func (h *house) packageVariables() map[string]map[string]*variable {
	all := map[string]map[string]*variable{}
	h.eachFile(func(p *pkg, f *file) {
		if all[p.path] == nil {
			all[p.path] = map[string]*variable{}
		}
		for _, d := range f.syntax.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok || decl.Tok != token.VAR {
				continue
			}
			for _, s := range decl.Specs {
				spec := s.(*ast.ValueSpec)
				for i, name := range spec.Names {
					if name.Name == "_" {
						continue
					}
					v := &variable{name: name.Name, spec: spec, embedded: embeds(decl.Doc) || embeds(spec.Doc)}
					if i < len(spec.Values) {
						v.value = spec.Values[i]
					}
					all[p.path][name.Name] = v
				}
			}
		}
	})
	return all
}

func embeds(doc *ast.CommentGroup) bool {
	if doc == nil {
		return false
	}
	for _, c := range doc.List {
		if strings.HasPrefix(c.Text, "//go:embed ") {
			return true
		}
	}
	return false
}

// madeToChange returns why a variable can only be there to be changed, or "" if it
// need not be.
func madeToChange(v *variable) string {
	typ := v.spec.Type
	switch value := v.value.(type) {
	case nil:
		if id, ok := typ.(*ast.Ident); ok && id.Name == "string" {
			return "" // set by the linker, see go doc cmd/link, -X
		}
		if len(v.spec.Values) == 0 && !v.embedded {
			return "has no value from the start"
		}
	case *ast.CompositeLit:
		typ = value.Type
	case *ast.UnaryExpr:
		if lit, ok := value.X.(*ast.CompositeLit); ok {
			typ = lit.Type
		}
	case *ast.CallExpr:
		if id, ok := value.Fun.(*ast.Ident); ok && (id.Name == "make" || id.Name == "new") {
			return "begins empty, to be filled"
		}
	}
	if sel, ok := typ.(*ast.SelectorExpr); ok {
		if x, ok := sel.X.(*ast.Ident); ok && (x.Name == "sync" || x.Name == "atomic") {
			return "is a " + x.Name + "." + sel.Sel.Name
		}
	}
	return ""
}

// changed returns what a file assigns to, takes the address of or clears, each
// without fields and indexes: a name, or a name in another package.
func changed(syntax *ast.File) []ast.Expr {
	var out []ast.Expr
	ast.Inspect(syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, left := range n.Lhs {
					out = append(out, root(left))
				}
			}
		case *ast.IncDecStmt:
			out = append(out, root(n.X))
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				out = append(out, root(n.X))
			}
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "delete" || id.Name == "clear") && len(n.Args) > 0 {
				out = append(out, root(n.Args[0]))
			}
		}
		return true
	})
	return out
}

// root removes indexes, fields and stars from an expression. What is left of a.b.c
// may be a.b, if a is a package; variable checks that.
func root(e ast.Expr) ast.Expr {
	for {
		switch x := e.(type) {
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.SelectorExpr:
			if _, ok := x.X.(*ast.Ident); ok {
				return x
			}
			e = x.X
		default:
			return e
		}
	}
}

// variable returns the package variable that an expression in the file refers to,
// nil if it refers to none.
func (f *file) variable(vars map[string]map[string]*variable, here string, e ast.Expr) *variable {
	if sel, ok := e.(*ast.SelectorExpr); ok {
		if path := f.packageOf(sel); path != "" {
			return vars[strings.TrimPrefix(path, module+"/")][sel.Sel.Name]
		}
		e = sel.X
	}
	id, ok := e.(*ast.Ident)
	if !ok {
		return nil
	}
	v := vars[here][id.Name]
	if v != nil && id.Obj != nil && id.Obj.Decl != v.spec {
		return nil // a local variable of that name
	}
	return v
}
