package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Facts describe a verified file.
type Facts struct {
	Schema int64  // number of the last migration applied
	Title  string // the blog's title; empty before set-up
	Posts  int    // number of all posts, including drafts and the trash
	Bytes  int64  // size of the file
}

// VerifiedCopy copies the blog into a file, while others read and write it, and
// verifies the copy. It fails with Unavailable if the copy can't be made, or if
// the blog is damaged, since the copy is then, too.
func (s *Store) VerifiedCopy(ctx context.Context, path string, progress func(done, total int)) (Facts, error) {
	if err := s.db.Copy(ctx, path, progress); err != nil {
		return Facts{}, wrap(err, "copy to %s", path)
	}
	facts, err := Verify(ctx, path, path)
	return facts, uncopied(err)
}

// VerifiedTo verifies the blog and writes it to a stream. What is written is what
// was verified, since both use one snapshot, whatever others write meanwhile. It
// fails like VerifiedCopy; errors of the stream are returned unchanged.
func (s *Store) VerifiedTo(ctx context.Context, to io.Writer, progress func(done, total int)) (Facts, error) {
	var facts Facts
	out := &measured{to: to}
	err := s.db.ReadAlone(ctx, func(tx *pool.Tx) error {
		if err := facts.verify(ctx, tx, s.path); err != nil {
			return err
		}
		return tx.Pages(ctx, out, progress)
	})
	if err != nil {
		return Facts{}, uncopied(err)
	}
	facts.Bytes = out.n
	return facts, nil
}

// measured counts the bytes written.
type measured struct {
	to io.Writer
	n  int64
}

// Write implements io.Writer.
func (m *measured) Write(p []byte) (int, error) {
	n, err := m.to.Write(p)
	m.n += int64(n)
	return n, err
}

// uncopied turns an error about damage into one that says that no backup was made.
func uncopied(err error) error {
	if errors.Is(err, errDamaged) {
		return &blog.Error{Kind: blog.Unavailable, Message: "No backup was made: the blog is damaged, and so would its copy be. Run pullquote doctor, and keep the backups that you have.", Err: err}
	}
	return err
}

// Verify checks a blog's file that no program has open, from its first to its last
// byte: every page and index, every foreign key, and the search index. It fails
// with Unavailable if the file is damaged, is not a blog or was written by a newer
// program. The file is not changed, and an older schema is accepted. Messages call
// the file by name.
func Verify(ctx context.Context, path, name string) (facts Facts, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return Facts{}, &blog.Error{Kind: blog.NotFound, Message: "The file %s can't be read. Check its name and who may read it.", Args: []any{name}, Err: err}
	}
	db := pool.Inspect(path, true)
	defer func() { err = errors.Join(err, db.Close()) }()
	facts.Bytes = info.Size()
	err = db.Read(ctx, func(tx *pool.Tx) error { return facts.verify(ctx, tx, name) })
	return facts, err
}

// verify verifies the snapshot of a transaction, and sets the facts.
func (f *Facts) verify(ctx context.Context, tx *pool.Tx, name string) (err error) {
	defer func() {
		if pool.IsDamaged(err) && !errors.Is(err, errDamaged) {
			err = damagedFile(name, err)
		}
	}()
	if err := ours(ctx, tx, name); err != nil {
		return err
	}
	if f.Schema, err = schemaVersion(ctx, tx); err != nil {
		return err
	}
	if newest := newestSchema(); f.Schema > newest {
		return tooNew(f.Schema, newest)
	}
	if err := soundness(ctx, tx, name); err != nil {
		return err
	}
	return f.count(ctx, tx)
}

func (f *Facts) count(ctx context.Context, tx *pool.Tx) (err error) {
	if f.Posts, err = pool.One(ctx, tx, `/* Verify: posts */ SELECT count(*) FROM post`, pool.Value[int]); err != nil {
		return err
	}
	titles, err := pool.Select(ctx, tx, `/* Verify: title */ SELECT title FROM setting`, pool.Value[string])
	f.Title = strings.Join(titles, "")
	return err
}

// ours fails if the file does not have our application ID.
func ours(ctx context.Context, tx *pool.Tx, name string) error {
	id, err := pool.One(ctx, tx, `/* Verify: mark */ PRAGMA application_id`, pool.Value[int])
	if err != nil {
		return err
	}
	if id != applicationID {
		return &blog.Error{Kind: blog.Unavailable, Message: "The file %s is no blog of Pullquote’s. Choose another file.", Args: []any{name}}
	}
	return nil
}

// soundness fails with the first faults that are found.
func soundness(ctx context.Context, tx *pool.Tx, name string) error {
	// This includes the search tables, which have checks of their own.
	faults, err := pool.Select(ctx, tx, `/* Verify: pages */ PRAGMA integrity_check(3)`, pool.Value[string])
	if err != nil {
		return err
	}
	if len(faults) != 1 || faults[0] != "ok" {
		return damagedFile(name, errors.New(strings.Join(faults, "; ")))
	}
	orphans, err := pool.Select(ctx, tx, `/* Verify: references */ SELECT "table" || ' → ' || parent FROM pragma_foreign_key_check LIMIT 3`, pool.Value[string])
	if err != nil {
		return err
	}
	if len(orphans) > 0 {
		return damagedFile(name, errors.New("rows refer to what is not there: "+strings.Join(orphans, ", ")))
	}
	return nil
}

// errDamaged is wrapped by all errors about damaged files.
var errDamaged = errors.New("damaged")

func damagedFile(name string, err error) error {
	return &blog.Error{Kind: blog.Unavailable, Message: "The file %s is damaged, and nothing was done with it. Take another backup, or ask pullquote doctor what is wrong.", Args: []any{name}, Err: fmt.Errorf("%w: %w", errDamaged, err)}
}
