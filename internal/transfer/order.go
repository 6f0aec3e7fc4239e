package transfer

import (
	"cmp"
	"path"
	"slices"
)

// listsAllPosts reports whether a source lists all posts of an archive in which other files
// contain one each, with less data: Tumblr's exports have both.
func (s source) listsAllPosts() bool { return path.Base(s.file.Path) == "posts.xml" }

// inOrder returns the sources in reading order: first those that list all posts, so
// that it is known which of the other files are duplicates.
func (s *sources) inOrder() []source {
	order := slices.Clone(s.sources) // siblings refer to each other by index, so s.sources keeps its order
	slices.SortStableFunc(order, func(a, b source) int { return cmp.Compare(a.rank(), b.rank()) })
	return order
}

func (s source) rank() int {
	if s.listsAllPosts() {
		return 0
	}
	return 1
}
