package sqlite

import (
	"context"
	"log/slog"
	"time"

	"pullquote/internal/sqlite/pool"
)

// catchUp brings into the search what is not there, and gives authors whom an
// older program has stored the addresses of their pages. What takes long the log
// is told.
func (s *Store) catchUp(ctx context.Context, log *slog.Logger) error {
	if err := s.indexAll(ctx, log); err != nil {
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
	return s.nameAuthors(ctx)
}

// How long posts are brought into the search before the log hears of it, and
// how often from then on.
const (
	catchUpQuiet = 3 * time.Second
	catchUpWord  = 30 * time.Second
)

// indexAll brings into the search what is not there: all posts of a large blog,
// after an upgrade, which takes minutes.
func (s *Store) indexAll(ctx context.Context, log *slog.Logger) error {
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
	done, err := s.index(ctx, nil, func(done int, at time.Time) {
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
