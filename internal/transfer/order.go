package transfer

import (
	"cmp"
	"path"
	"slices"
)

// tellsAll reports whether a source tells of all posts of an archive of which
// other files tell one each, and less: Tumblr's exports hold both.
func (s source) tellsAll() bool { return path.Base(s.file.Path) == "posts.xml" }

// inOrder gives the sources in the order in which they are read: those that
// tell all first, so that of the others it is known what they repeat.
func (s *sources) inOrder() []source {
	order := slices.Clone(s.sources) // files that lie together know each other by their places
	slices.SortStableFunc(order, func(a, b source) int { return cmp.Compare(a.place(), b.place()) })
	return order
}

func (s source) place() int {
	if s.tellsAll() {
		return 0
	}
	return 1
}
