package sqlite

import (
	"sync"

	"pullquote/internal/blog"
)

// mostRecent limits how much a recent caches, in bytes.
const mostRecent = 1 << 20

// recent caches what pages and feeds are made of, by post, so that what was read of
// the newest posts for one page is not read for every page after the next commit.
// Posts that readers see change only in commits that touch all topics, so a value is
// valid until the next of those.
type recent[V any] struct {
	mu     sync.Mutex
	values map[blog.PostID]recentValue[V]
	bytes  int
}

type recentValue[V any] struct {
	value      V
	generation uint64
}

// recall returns the cached value of a post. unchanged is Store.Unchanged.
func (r *recent[V]) recall(id blog.PostID, unchanged func(since uint64, topics []string) bool) (value V, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	found, ok := r.values[id]
	if !ok || !unchanged(found.generation, nil) {
		return value, false
	}
	return found.value, true
}

// remember caches a value of so many bytes. The generation is that before the post
// was read.
func (r *recent[V]) remember(id blog.PostID, value V, bytes int, generation uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bytes += bytes; r.values == nil || r.bytes > mostRecent {
		r.values, r.bytes = map[blog.PostID]recentValue[V]{}, bytes
	}
	r.values[id] = recentValue[V]{value, generation}
}
