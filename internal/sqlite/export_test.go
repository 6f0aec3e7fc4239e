package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/pressly/goose/v3"

	"pullquote/internal/sqlite/pool"
)

// DB lets tests look into the tables.
func (s *Store) DB() *pool.DB { return s.db }

// Migrations are the files of the schema.
func Migrations() fs.FS { return migrations }

// NewestSchema is what this program brings databases to.
func NewestSchema() int64 { return newestSchema() }

// OpenWithRoom opens a store on a disk that has so many bytes left.
func OpenWithRoom(ctx context.Context, path string, bytes int64) error {
	db, err := pool.Open(ctx, path, pool.Options{})
	if err != nil {
		return err
	}
	u := newUpgrade(&Store{db: db}, path, pool.Options{})
	u.room = func(string) (int64, bool) { return bytes, true }
	return errors.Join(u.run(ctx), db.Close())
}

// GrowUp makes a blog that has lived through the schemas up to one: each
// migration is run, and the rows of its fixture are brought in, before the
// next one.
func GrowUp(ctx context.Context, path string, schema int64, fixture func(schema int64) string) (err error) {
	if _, err := os.Stat(path); err == nil {
		return fs.ErrExist
	}
	db, err := pool.Open(ctx, path, pool.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	s := &Store{db: db}
	if err := s.claim(ctx, path); err != nil {
		return err
	}
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	tool, err := db.SQL()
	if err != nil {
		return err
	}
	defer tool.Close()
	provider, err := goose.NewProvider(goose.DialectSQLite3, tool, dir, goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	for n := int64(1); n <= schema; n++ {
		if _, err := provider.UpTo(ctx, n); err != nil {
			return err
		}
		if _, err := tool.ExecContext(ctx, fixture(n)); err != nil {
			return err
		}
	}
	return nil
}
