package sqlite

import (
	"context"
	"encoding/json"
	"errors"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// blogState is a cache of what does not change with posts.
type blogState struct {
	generation uint64
	settings   blog.Settings
	elsewhere  bool
}

// state returns what does not change with posts. Changes by another program are
// seen within a fifth of a second.
func (s *Store) state(ctx context.Context) (*blogState, error) {
	last, now := s.cached.Load(), &blogState{generation: s.Generation()}
	if last != nil && s.Unchanged(last.generation, nil) {
		return last, nil
	}
	err := s.db.Read(ctx, func(tx *pool.Tx) (err error) {
		if now.settings, err = settings(ctx, tx); err != nil {
			return err
		}
		now.elsewhere, err = pool.One(ctx, tx, `/* elsewhere */ SELECT EXISTS (SELECT 1 FROM media_address) OR EXISTS (SELECT 1 FROM former_host)`, pool.Value[bool])
		if pool.IsUnreadable(err) {
			now.elsewhere, err = true, nil // readers need the settings; who publishes is told by Local
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	s.cached.Store(now)
	return now, nil
}

// Settings returns the blog's settings, the defaults before set-up.
func (s *Store) Settings(ctx context.Context) (blog.Settings, error) {
	st, err := s.state(ctx)
	if err != nil {
		return blog.Settings{}, wrap(err, "settings")
	}
	return st.settings, nil
}

// Elsewhere reports whether posts or stored files of the blog had addresses
// elsewhere. If not, Local has nothing to return.
func (s *Store) Elsewhere(ctx context.Context) (bool, error) {
	st, err := s.state(ctx)
	if err != nil {
		return false, wrap(err, "addresses elsewhere")
	}
	return st.elsewhere, nil
}

func settings(ctx context.Context, tx *pool.Tx) (blog.Settings, error) {
	out, err := pool.One(ctx, tx, `/* settings */
		SELECT title, tagline, lang, time_zone, pattern, base_url, nightly, reading, renamed FROM setting`,
		func(row pool.Scanner) (v blog.Settings, err error) {
			var nightly, reading string
			if err := row.Scan(&v.Title, &v.Tagline, &v.Lang, &v.TimeZone, &v.Pattern, &v.BaseURL, &nightly, &reading, &v.Renamed); err != nil {
				return v, err
			}
			return v, errors.Join(json.Unmarshal([]byte(nightly), nightlyOf(&v)), json.Unmarshal([]byte(reading), &v.Reading))
		})
	if pool.IsNoRows(err) {
		return blog.DefaultSettings(), nil
	}
	return out, err
}

// nightlyOf returns the value of the column nightly: the settings of the export
// and, in an object of their own, those of the backups.
func nightlyOf(v *blog.Settings) any {
	return &struct {
		*blog.Nightly
		Backups *blog.Backups `json:"backups"`
	}{&v.Nightly, &v.Backups}
}

// ChangeSettings changes the blog's settings and returns the result. What change
// does not modify stays as it is stored, even if others change it at the same
// time. If change or the database fails, nothing is stored, and the settings are
// returned as they were to be.
func (s *Store) ChangeSettings(ctx context.Context, change func(*blog.Settings) error) (v blog.Settings, err error) {
	err = s.db.Write(ctx, func(tx *pool.Tx) error {
		if v, err = settings(ctx, tx); err != nil {
			return err
		}
		if err := change(&v); err != nil {
			return err
		}
		return saveSettings(ctx, tx, v)
	})
	return v, wrap(err, "change settings")
}

func saveSettings(ctx context.Context, tx *pool.Tx, v blog.Settings) error {
	nightly, err := json.Marshal(nightlyOf(&v))
	if err != nil {
		return err
	}
	reading, err := json.Marshal(v.Reading)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `/* saveSettings */
		INSERT INTO setting (id, title, tagline, lang, time_zone, pattern, base_url, nightly, reading) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET title = excluded.title, tagline = excluded.tagline, lang = excluded.lang,
			time_zone = excluded.time_zone, pattern = excluded.pattern, base_url = excluded.base_url, nightly = excluded.nightly, reading = excluded.reading`,
		v.Title, v.Tagline, v.Lang, v.TimeZone, v.Pattern, v.BaseURL, string(nightly), string(reading))
	return err
}
