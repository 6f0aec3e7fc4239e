package sqlite

import (
	"context"
	"sync"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// mostRecent limits how much a recent caches, in bytes.
const mostRecent = 1 << 20

// recent caches what pages and feeds are made of, by post, so that what was read of
// the newest posts for one page is not read for every page after the next commit.
// Posts that readers see change only in commits that touch all topics, so a value is
// valid until the next of those.
type recent[V any] struct {
	mu     sync.Mutex
	values map[recentKey]recentValue[V]
	bytes  int
}

type recentKey struct {
	id    blog.PostID
	stamp int64 // of the Finisher that made the value; 0 if there is none
}

type recentValue[V any] struct {
	value      V
	generation uint64 // before the post was read
}

// find returns the valid values of posts by ID, and the IDs of the others.
func (r *recent[V]) find(ids []blog.PostID, stamp int64, unchanged func(since uint64, topics []string) bool) (values map[blog.PostID]V, missing []blog.PostID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	values = map[blog.PostID]V{}
	for _, id := range ids {
		if found, ok := r.values[recentKey{id, stamp}]; ok && unchanged(found.generation, nil) {
			values[id] = found.value
		} else {
			missing = append(missing, id)
		}
	}
	return values, missing
}

// remember caches a value of so many bytes.
func (r *recent[V]) remember(key recentKey, v recentValue[V], bytes int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bytes += bytes; r.values == nil || r.bytes > mostRecent {
		r.values, r.bytes = map[recentKey]recentValue[V]{}, bytes
	}
	r.values[key] = v
}

// making is how the values of a recent are made of posts.
type making[V any] struct {
	query string // ends with the columns of the post
	scan  func(pool.Scanner) (blog.Post, error)
	stamp int64
	value func(*blog.Post) (value V, bytes int, err error)
}

// recall returns the values of those of some posts that readers see, by ID: from the
// cache, or made of the posts and cached.
func recall[V any](ctx context.Context, s *Store, r *recent[V], ids []blog.PostID, m making[V]) (map[blog.PostID]V, error) {
	generation := s.db.Generation()
	values, missing := r.find(ids, m.stamp, s.Unchanged)
	if len(missing) == 0 {
		return values, nil
	}
	err := s.db.ReadOne(ctx, func(tx *pool.Tx) error {
		posts, err := byID(ctx, tx, m.query, m.scan, missing)
		for i := range posts {
			p := &posts[i]
			v, bytes, err := m.value(p)
			if err != nil {
				return err
			}
			values[p.ID] = v
			r.remember(recentKey{p.ID, m.stamp}, recentValue[V]{v, generation}, bytes)
		}
		return err
	})
	return values, err
}
