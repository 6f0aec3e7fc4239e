package sqlite

import (
	"context"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Settings gives the blog's settings, the default ones before set-up.
func (s *Store) Settings(ctx context.Context) (out blog.Settings, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		out, err = settings(ctx, tx)
		return err
	})
	return out, wrap(err, "settings")
}

func settings(ctx context.Context, tx *pool.Tx) (blog.Settings, error) {
	out, err := pool.One(ctx, tx, `/* settings */
		SELECT title, tagline, lang, time_zone, pattern, base_url FROM setting`,
		func(row pool.Scanner) (v blog.Settings, err error) {
			return v, row.Scan(&v.Title, &v.Tagline, &v.Lang, &v.TimeZone, &v.Pattern, &v.BaseURL)
		})
	if pool.IsNoRows(err) {
		return blog.DefaultSettings(), nil
	}
	return out, err
}

// SaveSettings stores the blog's settings.
func (s *Store) SaveSettings(ctx context.Context, v blog.Settings) error {
	err := s.db.Write(ctx, func(tx *pool.Tx) error { return saveSettings(ctx, tx, v) })
	return wrap(err, "save settings")
}

func saveSettings(ctx context.Context, tx *pool.Tx, v blog.Settings) error {
	_, err := tx.Exec(ctx, `/* saveSettings */
		INSERT INTO setting (id, title, tagline, lang, time_zone, pattern, base_url) VALUES (1, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET title = excluded.title, tagline = excluded.tagline, lang = excluded.lang,
			time_zone = excluded.time_zone, pattern = excluded.pattern, base_url = excluded.base_url`,
		v.Title, v.Tagline, v.Lang, v.TimeZone, v.Pattern, v.BaseURL)
	return err
}
