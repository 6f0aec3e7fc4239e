package sqlite

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// catchUp indexes what is not in the search index yet, and assigns slugs to
// authors that an older program has stored. It waits no longer than patience for
// another program's lock. Long work is logged.
func (s *Store) catchUp(ctx context.Context, patience time.Duration, log *slog.Logger) error {
	if err := s.indexBacklog(ctx, patience, log); err != nil {
		return err
	}
	nameless := false
	err := s.db.Read(ctx, func(tx *pool.Tx) (err error) {
		nameless, err = pool.One(ctx, tx, `/* catchUp: authors */ SELECT EXISTS (SELECT 1 FROM author WHERE slug = '')`, pool.Value[bool])
		return err
	})
	if err != nil || !nameless {
		return wrap(err, "name authors")
	}
	inTime, cancel := hurried(ctx, patience)
	defer cancel()
	return s.nameAuthors(inTime)
}

// unhurried is a patience without a limit of its own: the usual wait for a lock.
const unhurried time.Duration = 0

// hurried returns a context for a transaction that waits for its lock no longer
// than patience.
func hurried(ctx context.Context, patience time.Duration) (context.Context, context.CancelFunc) {
	if patience == unhurried {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, patience)
}

// openPatience is how long Open waits for a lock before it leaves catching up to
// others. The blog may have been opened to store a post, which has to wait for the
// same lock, and whose author expects an answer soon. A server catches up in the
// background, and a search does before it looks.
const openPatience = indexPatience

// catchUpOnOpen catches up, unless that is impossible now. If nothing can be
// written, or another program holds the lock, the blog can still be read.
func (s *Store) catchUpOnOpen(ctx context.Context, log *slog.Logger) error {
	err := s.catchUp(ctx, openPatience, log)
	if blog.KindOf(err) == blog.Unavailable || errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return nil
	}
	return err
}

// How long indexing goes on before it is logged, and how often from then on.
const (
	catchUpQuiet = 3 * time.Second
	catchUpWord  = 30 * time.Second
)

// indexBacklog indexes what is not in the search index: after an upgrade, all posts,
// which takes minutes for a large blog.
func (s *Store) indexBacklog(ctx context.Context, patience time.Duration, log *slog.Logger) error {
	var all int
	err := s.db.Read(ctx, func(tx *pool.Tx) (err error) {
		all, err = pool.One(ctx, tx, `/* catchUp: posts */
			SELECT (SELECT count(*) FROM post WHERE place IS NULL) + (SELECT count(*) FROM unindexed)`, pool.Value[int])
		return err
	})
	if err != nil || all == 0 {
		return wrap(err, "count what is to be indexed")
	}
	var begun, said time.Time
	done, err := s.index(ctx, patience, nil, func(done int, at time.Time) {
		switch {
		case begun.IsZero():
			begun = at
		case said.IsZero() && at.Sub(begun) < catchUpQuiet, !said.IsZero() && at.Sub(said) < catchUpWord:
		default:
			log.InfoContext(ctx, "posts are brought into the search, which is done once", "done", done, "of", all)
			said = at
		}
	})
	if err == nil && !said.IsZero() {
		log.InfoContext(ctx, "all posts are in the search", "count", done)
	}
	return err
}
