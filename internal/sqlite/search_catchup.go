package sqlite

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// catchUp brings into the search what is not there, and gives authors whom an
// older program has stored the addresses of their pages. It waits as long as
// patience for a lock that another program keeps. What takes long the log is told.
func (s *Store) catchUp(ctx context.Context, patience time.Duration, log *slog.Logger) error {
	if err := s.indexAll(ctx, patience, log); err != nil {
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

// unhurried is the patience of who waits for a lock as long as any writer.
const unhurried time.Duration = 0

// hurried gives a context for a transaction that waits for its lock as long as
// patience.
func hurried(ctx context.Context, patience time.Duration) (context.Context, context.CancelFunc) {
	if patience == unhurried {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, patience)
}

// openPatience is how long who opens the blog waits for a lock before it leaves the
// catching up to others: what is opened may be for a post, which has to wait for the
// same lock, and whose author is to be told soon. A server catches up beside its
// work, a search before it looks.
const openPatience = indexPatience

// catchUpOnOpen catches up, unless that can't be done now. Where nothing can be
// written, and behind another program's lock, the blog is read all the same.
func (s *Store) catchUpOnOpen(ctx context.Context, log *slog.Logger) error {
	err := s.catchUp(ctx, openPatience, log)
	if blog.KindOf(err) == blog.Unavailable || errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return nil
	}
	return err
}

// How long posts are brought into the search before the log hears of it, and
// how often from then on.
const (
	catchUpQuiet = 3 * time.Second
	catchUpWord  = 30 * time.Second
)

// indexAll brings into the search what is not there: all posts of a large blog,
// after an upgrade, which takes minutes.
func (s *Store) indexAll(ctx context.Context, patience time.Duration, log *slog.Logger) error {
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
