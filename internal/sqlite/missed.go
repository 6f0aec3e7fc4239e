package sqlite

import (
	"context"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Redirect returns the target of the author's redirect at an address. The key is
// made by blog.AddressKey. It fails with NotFound.
func (s *Store) Redirect(ctx context.Context, key string) (target string, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		target, err = pool.One(ctx, tx, `/* Redirect */ SELECT target FROM redirect WHERE key = ?`, pool.Value[string], key)
		return notFound(err, "There is no page at this address.")
	})
	return target, wrap(err, "redirect of %q", key)
}

// Meant returns the path of the public post at an address that differs only in
// case. It fails with NotFound, and with Gone if the post is not public any more.
func (s *Store) Meant(ctx context.Context, key string) (path string, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		path, err = pool.One(ctx, tx, `/* Meant */
			SELECT coalesce(CASE WHEN post.status = 'published' AND post.trashed IS NULL THEN post.path ELSE '' END, '')
			FROM (SELECT post_id FROM address WHERE key = lower(?1)
				UNION ALL SELECT post_id FROM address WHERE lower(key) = lower(?1) AND key <> lower(key)) AS meant
			LEFT JOIN post ON post.id = meant.post_id LIMIT 1`, pool.Value[string], key)
		if err == nil && path == "" {
			return gone()
		}
		return notFound(err, "There is no page at this address.")
	})
	return path, wrap(err, "meant by %q", key)
}

// Missed is an address that readers requested and that does not exist.
type Missed struct {
	Key      string // blog.AddressKey
	Count    int
	First    time.Time
	Last     time.Time
	Referrer string // the last page that linked to it; empty if unknown
}

// missedKept is how many missed addresses are stored: the most recently requested
// ones.
const missedKept = 2000

// SaveMissed adds requests for missed addresses. Count is the number of requests
// since the last call.
func (s *Store) SaveMissed(ctx context.Context, missed []Missed) error {
	err := s.db.WriteQuietly(ctx, func(tx *pool.Tx) error {
		for _, m := range missed {
			if _, err := tx.Exec(ctx, `/* SaveMissed */
				INSERT INTO missed (key, count, first, last, referrer) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT (key) DO UPDATE SET count = count + excluded.count, last = max(last, excluded.last),
					referrer = CASE WHEN excluded.referrer <> '' THEN excluded.referrer ELSE referrer END`,
				m.Key, m.Count, millis(m.First), millis(m.Last), m.Referrer); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `/* SaveMissed: forget */
			DELETE FROM missed WHERE last < (SELECT last FROM missed ORDER BY last DESC LIMIT 1 OFFSET ?)`, missedKept-1)
		return err
	})
	return wrap(err, "save %d missed addresses", len(missed))
}

// MissedAddresses returns missed addresses, those with the most requests first.
func (s *Store) MissedAddresses(ctx context.Context, limit int) (missed []Missed, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		missed, err = pool.Select(ctx, tx, `/* MissedAddresses */ SELECT key, count, first, last, referrer FROM missed ORDER BY count DESC, last DESC LIMIT ?`,
			func(row pool.Scanner) (m Missed, err error) {
				return m, row.Scan(&m.Key, &m.Count, instant{&m.First}, instant{&m.Last}, &m.Referrer)
			}, limit)
		return err
	})
	return missed, wrap(err, "missed addresses")
}

// Led is an address with a redirect of the author's.
type Led struct {
	Key    string
	Target string
}

// Redirects returns the author's redirects, newest first.
func (s *Store) Redirects(ctx context.Context, limit int) (redirects []Led, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		redirects, err = pool.Select(ctx, tx, `/* Redirects */ SELECT key, target FROM redirect ORDER BY created DESC, key LIMIT ?`,
			func(row pool.Scanner) (l Led, err error) { return l, row.Scan(&l.Key, &l.Target) }, limit)
		return err
	})
	return redirects, wrap(err, "redirects")
}

// SaveRedirect redirects an address that belongs to no post to a path of this blog
// or to an absolute URL, and removes it from the missed addresses. It fails with
// Conflict if a post is or was at the address.
func (s *Store) SaveRedirect(ctx context.Context, key, target string) error {
	err := s.db.Write(ctx, func(tx *pool.Tx) error {
		taken, err := pool.One(ctx, tx, `/* SaveRedirect: taken */ SELECT EXISTS (SELECT 1 FROM address WHERE key = ?)`, pool.Value[bool], key)
		if err != nil {
			return err
		}
		if taken {
			return &blog.Error{Kind: blog.Conflict, Field: "key", Message: "A post is at this address, or was there once. It can't lead elsewhere."}
		}
		if _, err := tx.Exec(ctx, `/* SaveRedirect */
			INSERT INTO redirect (key, target, created) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET target = excluded.target`,
			key, target, millis(tx.Now())); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `/* SaveRedirect: found */ DELETE FROM missed WHERE key = ?`, key)
		return err
	})
	return wrap(err, "redirect %q", key)
}

// RemoveRedirect removes the redirect of an address.
func (s *Store) RemoveRedirect(ctx context.Context, key string) error {
	err := s.db.Write(ctx, func(tx *pool.Tx) error {
		_, err := tx.Exec(ctx, `/* RemoveRedirect */ DELETE FROM redirect WHERE key = ?`, key)
		return err
	})
	return wrap(err, "remove the redirect of %q", key)
}

// ForgetMissed removes a missed address, or all of them if the key is empty.
func (s *Store) ForgetMissed(ctx context.Context, key string) error {
	err := s.db.WriteQuietly(ctx, func(tx *pool.Tx) error {
		_, err := tx.Exec(ctx, `/* ForgetMissed */ DELETE FROM missed WHERE key = ?1 OR ?1 = ''`, key)
		return err
	})
	return wrap(err, "forget missed addresses")
}
