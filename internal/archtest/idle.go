package archtest

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// idleRows reports rows of the tables that match nothing in the source: what they
// restrict has another name, path or shape now, so that they have no effect.
func idleRows(h *house) []string {
	return slices.Concat(idleRooms(h), idleImportDoors(h), idleNameDoors(h), idleMethodDoors(h), idleEscapes(h))
}

// idleRooms reports exceptions from the floors that no import needs.
func idleRooms(h *house) []string {
	var complaints []string
	for _, r := range h.rooms {
		for _, other := range r.beside {
			if !h.imports(r.path, func(path string) bool { return path == module+"/"+other }) {
				complaints = append(complaints, fmt.Sprintf("%s may know %s beside it, and does not import it. Take that out of rooms.go.", r.path, other))
			}
		}
	}
	return complaints
}

// idleImportDoors reports rooms that don't use what they are allowed to, and
// libraries for tests that no test imports.
func idleImportDoors(h *house) []string {
	var complaints []string
	for _, d := range importDoors {
		for _, room := range d.only {
			if !h.imports(room, d.coversImport) {
				complaints = append(complaints, idle(room, d.what))
			}
		}
		for _, what := range d.what {
			host, _, _ := strings.Cut(what, "/")
			if len(d.only) == 0 && strings.Contains(host, ".") && !h.imports("", func(path string) bool { return coversImport(what, path) }) {
				complaints = append(complaints, fmt.Sprintf("Nothing imports %s. If the library has another path now, doors.go has to name that.", what))
			}
		}
	}
	return complaints
}

// imports reports whether a room imports such a path or, if room is empty, whether
// any file does, including tests.
func (h *house) imports(room string, such func(path string) bool) bool {
	for _, p := range h.packages {
		for _, f := range p.files {
			if (room == "" || p.path == room && !f.test) && slices.ContainsFunc(f.syntax.Imports, func(spec *ast.ImportSpec) bool { return such(imported(spec)) }) {
				return true
			}
		}
	}
	return false
}

// idleNameDoors reports rooms that use none of the names that they are allowed to.
func idleNameDoors(h *house) []string {
	var complaints []string
	for _, d := range nameDoors {
		uses := map[string]bool{}
		h.eachFile(func(p *pkg, f *file) {
			f.eachName(func(_ *ast.SelectorExpr, used string) { uses[p.path] = uses[p.path] || d.coversName(used) })
		})
		for _, room := range d.only {
			if !uses[room] {
				complaints = append(complaints, idle(room, d.what))
			}
		}
	}
	return complaints
}

// idleMethodDoors reports methods that are no longer declared, and rooms that don't
// call the methods that they are allowed to.
func idleMethodDoors(h *house) []string {
	var complaints []string
	for _, d := range methodDoors {
		n := h.arguments(d)
		if n < 0 {
			complaints = append(complaints, fmt.Sprintf("%s declares no method %s. If it has another name now, doors.go has to name that.", d.of, d.name))
		}
		calls := map[string]int{}
		h.eachFile(func(p *pkg, f *file) { calls[p.path] += len(f.calls(d.name, n)) })
		for _, room := range d.only {
			if calls[room] == 0 {
				complaints = append(complaints, idle(room, []string{d.name}))
			}
		}
	}
	return complaints
}

// idleEscapes reports templates that don't use the escape that they are allowed to.
func idleEscapes(h *house) []string {
	var complaints []string
	for _, e := range escapes {
		found := e.only == "" || slices.ContainsFunc(h.templates, func(t template) bool {
			return t.path == e.only && e.pattern.MatchString(withoutComments(t.text))
		})
		if !found {
			complaints = append(complaints, idle(e.only, []string{e.pattern.String()}))
		}
	}
	return complaints
}

func idle(room string, what []string) string {
	return fmt.Sprintf("%s may use %s, and does not. Has that another name or shape now, so that its door guards nothing?", room, strings.Join(what, " and "))
}
