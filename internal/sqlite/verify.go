package sqlite

import (
	"context"
	"errors"
	"os"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Facts are what a verified file holds.
type Facts struct {
	Schema int64  // the number of the last migration that it has seen
	Title  string // the blog's; empty before set-up
	Posts  int    // of all kinds, drafts and the trash as well
	Bytes  int64  // the file's size
}

// VerifiedCopy writes the blog as it stands into a file, while others read and
// write it, and verifies the copy. It fails with Unavailable if the copy can't
// be made, and if the blog has a fault, which a copy then has, too.
func (s *Store) VerifiedCopy(ctx context.Context, path string, progress func(done, total int)) (Facts, error) {
	if err := s.db.Copy(ctx, path, progress); err != nil {
		return Facts{}, wrap(err, "copy to %s", path)
	}
	return Verify(ctx, path)
}

// Verify reads a blog's file that no program has open, from its first to its
// last byte: every page and index, every reference from one row to another,
// the search. It fails with Unavailable if the file is damaged, is not a blog's
// or was written by a newer program. The file is not changed, and a blog of an
// older schema is as good as any.
func Verify(ctx context.Context, path string) (facts Facts, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return Facts{}, &blog.Error{Kind: blog.NotFound, Message: "The file %s can't be read. Check its name and who may read it.", Args: []any{path}, Err: err}
	}
	db, err := pool.Inspect(path, true)
	if err != nil {
		return Facts{}, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	facts.Bytes = info.Size()
	err = db.Read(ctx, func(tx *pool.Tx) error {
		if err := ours(ctx, tx, path); err != nil {
			return err
		}
		if facts.Schema, err = schemaVersion(ctx, tx); err != nil {
			return err
		}
		if newest := newestSchema(); facts.Schema > newest {
			return tooNew(facts.Schema, newest)
		}
		if err := soundness(ctx, tx, path); err != nil {
			return err
		}
		return facts.count(ctx, tx)
	})
	if pool.IsDamaged(err) {
		return Facts{}, damagedFile(path, err)
	}
	return facts, err
}

func (f *Facts) count(ctx context.Context, tx *pool.Tx) (err error) {
	if f.Posts, err = pool.One(ctx, tx, `/* Verify: posts */ SELECT count(*) FROM post`, pool.Value[int]); err != nil {
		return err
	}
	titles, err := pool.Select(ctx, tx, `/* Verify: title */ SELECT title FROM setting`, pool.Value[string])
	f.Title = strings.Join(titles, "")
	return err
}

// ours fails if the file does not bear our mark.
func ours(ctx context.Context, tx *pool.Tx, path string) error {
	id, err := pool.One(ctx, tx, `/* Verify: mark */ PRAGMA application_id`, pool.Value[int])
	if err != nil {
		return err
	}
	if id != applicationID {
		return &blog.Error{Kind: blog.Unavailable, Message: "The file %s is no blog of Pullquote’s. Choose another file.", Args: []any{path}}
	}
	return nil
}

// soundness fails with the first fault that is found.
func soundness(ctx context.Context, tx *pool.Tx, path string) error {
	// It looks into the search's tables, too, which have a check of their own.
	faults, err := pool.Select(ctx, tx, `/* Verify: pages */ PRAGMA integrity_check(3)`, pool.Value[string])
	if err != nil {
		return err
	}
	if len(faults) != 1 || faults[0] != "ok" {
		return damagedFile(path, errors.New(strings.Join(faults, "; ")))
	}
	orphans, err := pool.Select(ctx, tx, `/* Verify: references */ SELECT "table" || ' → ' || parent FROM pragma_foreign_key_check LIMIT 3`, pool.Value[string])
	if err != nil {
		return err
	}
	if len(orphans) > 0 {
		return damagedFile(path, errors.New("rows refer to what is not there: "+strings.Join(orphans, ", ")))
	}
	return nil
}

func damagedFile(path string, err error) error {
	return &blog.Error{Kind: blog.Unavailable, Message: "The file %s is damaged, and nothing was done with it. pullquote doctor says what is wrong with a blog.", Args: []any{path}, Err: err}
}
