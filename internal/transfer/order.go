package transfer

import (
	"iter"
	"path"
)

// listsAllPosts reports whether a source lists all posts of an archive in which other files
// contain one each, with less data: Tumblr's exports have both.
func (s *source) listsAllPosts() bool { return path.Base(s.file.Path) == "posts.xml" }

// inOrder iterates over the sources in reading order: first those that list all posts, so
// that it is known which of the other files are duplicates.
func (s *sources) inOrder() iter.Seq[*source] {
	return func(yield func(*source) bool) {
		for _, lists := range []bool{true, false} {
			for i := range s.sources {
				if src := &s.sources[i]; src.listsAllPosts() == lists && !yield(src) {
					return
				}
			}
		}
	}
}
