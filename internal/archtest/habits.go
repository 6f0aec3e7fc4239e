package archtest

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
)

// everyPackageTellsItsStory reports packages without a package comment.
func everyPackageTellsItsStory(h *house) []string {
	var complaints []string
	for _, p := range h.packages {
		told := slices.ContainsFunc(p.files, func(f *file) bool { return !f.test && f.syntax.Doc != nil })
		if !told {
			complaints = append(complaints, fmt.Sprintf("%s has no package comment. Tell its story in a doc.go of some ten lines.", p.path))
		}
	}
	return complaints
}

// everyNameSaysSomething reports package names without a meaning.
func everyNameSaysSomething(h *house) []string {
	var complaints []string
	for _, p := range h.packages {
		for _, name := range []string{p.name, path.Base(p.path)} {
			if slices.Contains(emptyNames, name) {
				complaints = append(complaints, fmt.Sprintf("%s: the name %q says nothing about what is in the package. Name it after what it does.", p.path, name))
				break
			}
		}
	}
	return complaints
}

// nothingIsTooLongToRead reports long files and functions. Tests, which have long
// tables, and generated code are exempt.
func nothingIsTooLongToRead(h *house) []string {
	var complaints []string
	h.eachFile(func(_ *pkg, f *file) {
		if f.generated {
			return
		}
		if f.lines > longestFile {
			complaints = append(complaints, fmt.Sprintf("%s has %d lines, %d is the most. Is there a seam?", f.path, f.lines, longestFile))
		}
		for _, d := range f.syntax.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := h.fset.Position(fn.End()).Line - h.fset.Position(fn.Pos()).Line + 1; n > longestFunction {
				complaints = append(complaints, fmt.Sprintf("%s: the function %s has %d lines, %d is the most. Is there a seam?", h.at(fn), fn.Name.Name, n, longestFunction))
			}
		}
	})
	return complaints
}
