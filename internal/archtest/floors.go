package archtest

import (
	"fmt"
	"slices"
	"strings"
)

// everyPackageHasARoom reports packages without a row in the table, and rows without
// a package.
func everyPackageHasARoom(h *house) []string {
	var complaints []string
	found := map[string]bool{}
	for _, p := range h.packages {
		found[p.path] = true
		if h.room(p.path) == nil {
			complaints = append(complaints, fmt.Sprintf("%s has no floor. Give it a row in rooms.go, on the lowest floor that it can stand on.", p.path))
		}
	}
	for _, r := range h.rooms {
		if !found[r.path] {
			complaints = append(complaints, fmt.Sprintf("%s has a row in rooms.go and no source. Take the row out.", r.path))
		}
	}
	return complaints
}

// importsGoDown reports imports from the same floor or a higher one.
func importsGoDown(h *house) []string {
	var complaints []string
	h.eachFile(func(p *pkg, f *file) {
		from := h.room(p.path)
		for _, spec := range f.syntax.Imports {
			path, own := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module+"/")
			to := h.room(path)
			if !own || from == nil || to == nil {
				continue // no room: reported by everyPackageHasARoom
			}
			switch {
			case to.floor == testRoom:
				complaints = append(complaints, fmt.Sprintf("%s: %s imports %s, which is for tests.", h.at(spec), p.path, path))
			case to.floor > from.floor:
				complaints = append(complaints, fmt.Sprintf("%s: %s (floor %d) imports %s (floor %d). A room knows lower floors only: move down what is needed, or declare a small interface.", h.at(spec), p.path, from.floor, path, to.floor))
			case to.floor == from.floor && !slices.Contains(from.beside, path):
				complaints = append(complaints, fmt.Sprintf("%s: %s imports %s, which stands on the same floor. Rooms of one floor do not know each other; the exceptions stand in rooms.go.", h.at(spec), p.path, path))
			}
		}
	})
	return complaints
}
