package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// module is the module path, the prefix of our own packages.
const module = "pullquote"

// house is the source of the program.
type house struct {
	rooms     []room
	packages  []*pkg
	templates []template
	fset      *token.FileSet
}

// pkg is a package in the source.
type pkg struct {
	path  string // relative to the module, "internal/blog"
	name  string
	files []*file
}

// file is a Go file.
type file struct {
	path      string
	syntax    *ast.File
	lines     int
	test      bool
	generated bool
	imports   map[string]string // import path by name in the file
}

// template is a templ file.
type template struct {
	path string
	text string
}

// read reads all Go and templ files below the root, except for test data, hidden
// folders and other modules.
func read(root fs.FS, rooms []room) (*house, error) {
	h := &house{rooms: rooms, fset: token.NewFileSet()}
	byPath := map[string]*pkg{}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && skipped(root, name):
			return fs.SkipDir
		case strings.HasSuffix(name, ".templ"):
			text, err := fs.ReadFile(root, name)
			h.templates = append(h.templates, template{path: name, text: string(text)})
			return err
		case strings.HasSuffix(name, ".go"):
			return h.add(root, name, byPath)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("archtest: read the source: %w", err)
	}
	slices.SortFunc(h.packages, func(a, b *pkg) int { return strings.Compare(a.path, b.path) })
	return h, nil
}

func skipped(root fs.FS, dir string) bool {
	base := path.Base(dir)
	if base == "testdata" || base == "node_modules" || base[0] == '.' || base[0] == '_' {
		return true
	}
	_, err := fs.Stat(root, dir+"/go.mod")
	return err == nil
}

// add parses a Go file and adds it to its package.
func (h *house) add(root fs.FS, name string, byPath map[string]*pkg) error {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	syntax, err := parser.ParseFile(h.fset, name, text, parser.ParseComments)
	if err != nil {
		return err
	}
	dir := path.Dir(name)
	p := byPath[dir]
	if p == nil {
		p = &pkg{path: dir}
		byPath[dir] = p
		h.packages = append(h.packages, p)
	}
	f := &file{
		path:      name,
		syntax:    syntax,
		lines:     strings.Count(string(text), "\n"),
		test:      strings.HasSuffix(name, "_test.go"),
		generated: ast.IsGenerated(syntax),
		imports:   importNames(syntax),
	}
	if !f.test {
		p.name = syntax.Name.Name
	}
	p.files = append(p.files, f)
	return nil
}

// importNames returns the import paths of a file by name.
func importNames(syntax *ast.File) map[string]string {
	names := map[string]string{}
	for _, spec := range syntax.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		if spec.Name != nil {
			names[spec.Name.Name] = p
			continue
		}
		name := path.Base(p)
		if isVersion(name) {
			name = path.Base(path.Dir(p))
		}
		names[name] = p
	}
	return names
}

// isVersion reports whether an element of a path is a major version, "v4".
func isVersion(part string) bool {
	_, err := strconv.Atoi(strings.TrimPrefix(part, "v"))
	return err == nil && part[0] == 'v'
}

// room returns the row of a package, nil if it has none.
func (h *house) room(path string) *room {
	for i := range h.rooms {
		if h.rooms[i].path == path {
			return &h.rooms[i]
		}
	}
	return nil
}

// at returns the position of a node for a complaint.
func (h *house) at(n ast.Node) string {
	p := h.fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// eachFile calls f with every file that is subject to the rules: no tests, and no
// packages for tests.
func (h *house) eachFile(f func(*pkg, *file)) {
	for _, p := range h.packages {
		if r := h.room(p.path); r != nil && r.floor == testRoom {
			continue
		}
		for _, one := range p.files {
			if !one.test {
				f(p, one)
			}
		}
	}
}
