package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/pressly/goose/v3"

	"pullquote/internal/sqlite/pool"
)

// DB returns tests access to the tables.
func (s *Store) DB() *pool.DB { return s.db }

// Migrations returns the files of the schema.
func Migrations() fs.FS { return migrations }

// NewestSchema returns the schema version that this program migrates databases to.
func NewestSchema() int64 { return newestSchema() }

// OpenWithRoom opens a store as on a disk with so many free bytes.
func OpenWithRoom(ctx context.Context, path string, bytes int64) error {
	db, err := pool.Open(ctx, path, pool.Options{})
	if err != nil {
		return err
	}
	u := newUpgrade(&Store{db: db}, path, pool.Options{})
	u.room = func(string) (int64, bool) { return bytes, true }
	return errors.Join(u.run(ctx), db.Close())
}

// GrowUp creates a blog that has gone through all schema versions up to one: after
// each migration the rows of its fixture are inserted, before the next one.
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
