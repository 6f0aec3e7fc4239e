package sqlite

import (
	"sync"

	"pullquote/internal/blog"
)

// muchRendered limits how many bytes of rendered entries are cached.
const muchRendered = 1 << 20

// renderedEntries caches entries that were rendered for a page and are not stored
// yet, so that not every page renders those of the newest posts again.
type renderedEntries struct {
	mu      sync.Mutex
	entries map[blog.PostID]renderedEntry
	bytes   int
}

type renderedEntry struct {
	stamp      int64
	generation uint64 // before its post was read
	html       string
}

// recall returns the cached entry of a post with a stamp, or "". unchanged is
// Store.Unchanged. A commit that changes a post which readers see touches all topics;
// so an entry is valid until then.
func (r *renderedEntries) recall(id blog.PostID, stamp int64, unchanged func(since uint64, topics []string) bool) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e := r.entries[id]; e.stamp == stamp && unchanged(e.generation, nil) {
		return e.html
	}
	return ""
}

// remember caches an entry.
func (r *renderedEntries) remember(id blog.PostID, e renderedEntry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bytes += len(e.html); r.entries == nil || r.bytes > muchRendered {
		r.entries, r.bytes = map[blog.PostID]renderedEntry{}, len(e.html)
	}
	r.entries[id] = e
}
