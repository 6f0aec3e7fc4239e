package transfer

import (
	"path"
	"strings"
	"sync"

	"pullquote/internal/transfer/record"
)

// kin are sources that can find each other: those for which together is true as
// siblings, all of them by the end of their path.
type kin struct {
	members  []source
	together func(a, b string) bool
	ending   func(end string) []record.Sibling
}

// family makes the sources from index from on kin, except those of an archive among them,
// which are kin already.
func (s *sources) family(from int, together func(a, b string) bool) {
	members := s.sources[from:]
	k := &kin{members: members, together: together, ending: endings(members)}
	for i := range members {
		if self := &members[i]; self.open != nil {
			self.named = false
			if self.kin == nil {
				self.kin = k
			}
		}
	}
}

// described returns the file with what finds its kin. Only a file that is being read has
// that: an archive may list a million.
func (src *source) described() record.File {
	f := src.file
	if src.kin != nil {
		f.EndingIn = src.kin.ending
		f.Siblings = func() []record.Sibling { return src.kin.siblingsOf(f.Path) }
	}
	return f
}

// siblingsOf returns the siblings of the file at a path.
func (k *kin) siblingsOf(path string) (out []record.Sibling) {
	for i := range k.members {
		if m := &k.members[i]; m.open != nil && m.file.Path != path && k.together(path, m.file.Path) {
			out = append(out, record.Sibling{Path: m.file.Path, Open: m.open})
		}
	}
	return out
}

// endings returns a function that finds files by the end of their path. The index
// behind it is built on first use.
func endings(members []source) func(end string) []record.Sibling {
	list := sync.OnceValue(func() map[string][]int {
		byEnd := map[string][]int{}
		for i := range members {
			if members[i].open == nil {
				continue
			}
			end := strings.ToLower(members[i].file.Path)
			for more := true; more; _, end, more = strings.Cut(end, "/") {
				byEnd[end] = append(byEnd[end], i)
			}
		}
		return byEnd
	})
	return func(end string) (out []record.Sibling) {
		for _, i := range list()[strings.ToLower(end)] {
			out = append(out, record.Sibling{Path: members[i].file.Path, Open: members[i].open})
		}
		return out
	}
}

// packed lets the files of an archive find each other, and sets the folder that
// contains all of them, if there is one: a site's own addresses begin below it.
func (s *sources) packed(from int) {
	s.family(from, func(string, string) bool { return true })
	members := s.sources[from:]
	top := ""
	for i := range members {
		if members[i].open == nil {
			continue
		}
		first, _, within := strings.Cut(members[i].file.Path, "/")
		if !within || top != "" && first != top {
			return
		}
		top = first
	}
	for i := range members {
		members[i].file.Root = top
	}
}

// near reports whether two files are in the same folder, or one is in a child of the
// other's folder.
func near(a, b string) bool {
	x, y := path.Dir(a), path.Dir(b)
	return x == y || path.Dir(x) == y || path.Dir(y) == x
}
