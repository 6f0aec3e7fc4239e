package sqlite

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// BeginImport notes that an import of that format begins, and where from, and
// gives the number of its batch.
func (s *Store) BeginImport(ctx context.Context, format, source string) (batch int64, err error) {
	err = s.db.Write(ctx, func(tx *pool.Tx) error {
		batch, err = beginImport(ctx, tx, format, source)
		return err
	})
	return batch, wrap(err, "begin import")
}

func beginImport(ctx context.Context, tx *pool.Tx, format, source string) (int64, error) {
	result, err := tx.Exec(ctx, `/* beginImport */ INSERT INTO import_batch (format, source, started) VALUES (?, ?, ?)`, format, source, millis(tx.Now()))
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// FinishImport notes that a batch is through.
func (s *Store) FinishImport(ctx context.Context, batch int64) error {
	err := s.db.Write(ctx, func(tx *pool.Tx) error {
		_, err := tx.Exec(ctx, `/* FinishImport */ UPDATE import_batch SET finished = ? WHERE id = ?`, millis(tx.Now()), batch)
		return err
	})
	return wrap(err, "finish import %d", batch)
}

// ImportPosts brings items of an archive in, all in one transaction, and gives
// for each what became of it. An item is known by its key: the same one again
// changes nothing, a changed one changes its post, unless the author has
// changed or deleted that since. A path that is taken or the blog's own is not
// used, with a note. It fails with Unavailable.
func (s *Store) ImportPosts(ctx context.Context, batch int64, items []blog.Import, pattern blog.Pattern, zone *time.Location) (results []blog.ImportResult, err error) {
	err = s.db.Write(ctx, func(tx *pool.Tx) error {
		results, err = importAll(ctx, tx, importer{batch, pattern, zone}, items)
		return err
	})
	return results, wrap(err, "import %d items", len(items))
}

// errRehearsed takes back what a rehearsal has done.
var errRehearsed = errors.New("rehearsed")

// PreviewImport gives the answers of ImportPosts and changes nothing: it does
// the work and takes it back.
func (s *Store) PreviewImport(ctx context.Context, items []blog.Import, pattern blog.Pattern, zone *time.Location) (results []blog.ImportResult, err error) {
	err = s.db.Write(ctx, func(tx *pool.Tx) error {
		batch, err := beginImport(ctx, tx, "", "")
		if err != nil {
			return err
		}
		if results, err = importAll(ctx, tx, importer{batch, pattern, zone}, items); err != nil {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		err = nil
	}
	return results, wrap(err, "rehearse the import of %d items", len(items))
}

// importer is what all items of a batch have in common.
type importer struct {
	batch   int64
	pattern blog.Pattern
	zone    *time.Location
}

func importAll(ctx context.Context, tx *pool.Tx, in importer, items []blog.Import) ([]blog.ImportResult, error) {
	results := make([]blog.ImportResult, len(items))
	for i, item := range items {
		if _, err := tx.Exec(ctx, `/* importAll */ SAVEPOINT item`); err != nil {
			return nil, err
		}
		result, err := in.one(ctx, tx, item)
		if err != nil {
			rejected, ok := refusal(err)
			if !ok {
				return nil, err
			}
			if _, err := tx.Exec(ctx, `/* importAll: back */ ROLLBACK TO item`); err != nil {
				return nil, err
			}
			result = rejected
		}
		if _, err := tx.Exec(ctx, `/* importAll: on */ RELEASE item`); err != nil {
			return nil, err
		}
		results[i] = result
	}
	return results, nil
}

// refusal gives the result of an item that alone is at fault, and whether err
// is of that sort: a rule of the schema, or no address to be had.
func refusal(err error) (blog.ImportResult, bool) {
	switch {
	case pool.IsConstraint(err):
		return blog.ImportResult{Outcome: blog.ImportRejected, Notes: []string{"The database refuses this item: " + err.Error()}}, true
	case blog.KindOf(err) == blog.Conflict:
		return blog.ImportResult{Outcome: blog.ImportRejected, Notes: []string{blog.Faults(err)[0].Message}}, true
	}
	return blog.ImportResult{}, false
}

// known is what the database remembers of an item that came in before.
type known struct {
	post    blog.PostID
	version int64
	hash    []byte
}

// one brings one item in.
func (in importer) one(ctx context.Context, tx *pool.Tx, item blog.Import) (blog.ImportResult, error) {
	hash := sha256.Sum256(item.Raw)
	before, err := pool.One(ctx, tx, `/* import: known */
		SELECT coalesce(post_id, 0), post_version, hash FROM import_row WHERE key = ?`,
		func(row pool.Scanner) (k known, err error) { return k, row.Scan(&k.post, &k.version, &k.hash) }, item.Key)
	if pool.IsNoRows(err) {
		return in.create(ctx, tx, item, hash[:])
	}
	if err != nil {
		return blog.ImportResult{}, err
	}
	if before.post == 0 {
		return blog.ImportResult{Outcome: blog.ImportKept, Notes: []string{"You deleted this post after it came in, so it was left out."}}, nil
	}
	stored, err := postByID(ctx, tx, before.post)
	if err != nil {
		return blog.ImportResult{}, err
	}
	result := blog.ImportResult{Outcome: blog.ImportUnchanged, PostID: stored.ID, Path: stored.Path}
	switch {
	case bytes.Equal(before.hash, hash[:]):
		return result, nil
	case stored.Version != before.version || stored.InTrash():
		result.Outcome = blog.ImportKept
		result.Notes = []string{"The archive's item has changed, but you have changed or deleted the post since, so yours was left alone."}
		return result, nil
	}
	return in.update(ctx, tx, item, stored, hash[:])
}

// create makes a post of an item.
func (in importer) create(ctx context.Context, tx *pool.Tx, item blog.Import, hash []byte) (blog.ImportResult, error) {
	p := item.Post
	result := blog.ImportResult{Outcome: blog.ImportNew}
	if err := in.prepare(ctx, tx, &p, blog.Post{}); err != nil {
		return result, err
	}
	if err := nextID(ctx, tx, &p); err != nil {
		return result, err
	}
	if err := in.place(ctx, tx, &p, item.Post.Path, &result); err != nil {
		return result, err
	}
	if err := insertPost(ctx, tx, &p); err != nil {
		return result, err
	}
	err := in.finish(ctx, tx, item, p, hash, &result)
	return result, err
}

// update makes the post that an item became what the item has become. Its
// address stays; one that the item has got since leads there.
func (in importer) update(ctx context.Context, tx *pool.Tx, item blog.Import, stored blog.Post, hash []byte) (blog.ImportResult, error) {
	p := item.Post
	result := blog.ImportResult{Outcome: blog.ImportChanged}
	if err := in.prepare(ctx, tx, &p, stored); err != nil {
		return result, err
	}
	if p.Status == blog.Published && stored.Path == "" {
		if err := in.place(ctx, tx, &p, item.Post.Path, &result); err != nil {
			return result, err
		}
	}
	p.Version = stored.Version + 1
	if err := updatePost(ctx, tx, &p, p.Author); err != nil {
		return result, err
	}
	if moved := item.Post.Path; moved != "" && blog.AddressKey(moved, "") != blog.AddressKey(p.Path, "") && blog.CheckPath(moved) == nil {
		item.Former = append(slices.Clone(item.Former), blog.AddressKey(moved, ""))
	}
	err := in.finish(ctx, tx, item, p, hash, &result)
	return result, err
}

// prepare fills in what an archive does not say, from the post that is stored,
// if there is one.
func (in importer) prepare(ctx context.Context, tx *pool.Tx, p *blog.Post, stored blog.Post) error {
	p.ID, p.Key, p.Path = stored.ID, stored.Key, stored.Path
	if stored.Path != "" {
		p.Slug = stored.Slug
	}
	p.Created = firstTime(stored.Created, p.Created, p.Published, tx.Now())
	p.Published = firstTime(p.Published, stored.Published)
	if p.Status == blog.Published {
		p.Published = firstTime(p.Published, p.Created)
	}
	var err error
	if p.Author.Name != "" {
		p.Author, err = authorNamed(ctx, tx, p.Author.Name)
		return err
	}
	p.Author, err = pool.One(ctx, tx, `/* import: owner */
		SELECT `+authorColumns+` FROM author WHERE username IS NOT NULL ORDER BY id LIMIT 1`, scanAuthor)
	return notFound(err, "The blog is not set up yet, so there is no author for posts that name none.")
}

// firstTime gives the first of the times that is one.
func firstTime(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// place gives a published post the path that it had, or, where that can't be,
// one made by the pattern, and says so.
func (in importer) place(ctx context.Context, tx *pool.Tx, p *blog.Post, wanted string, result *blog.ImportResult) error {
	if p.Status != blog.Published {
		return nil
	}
	if wanted != "" {
		fault := blog.CheckPath(wanted)
		free, err := isFree(ctx, tx, wanted, p.ID)
		if err != nil {
			return err
		}
		if p.Path = wanted; fault == nil && free {
			return nil
		}
		why := "is another post's"
		if fault != nil {
			why = "is one of the blog's own"
		}
		result.Notes = append(result.Notes, fmt.Sprintf("The address %s %s, so the post got one of its own.", wanted, why))
	}
	return allot(ctx, tx, p, in.pattern, in.zone)
}

// finish lets the item's former addresses lead to the post and remembers the
// item.
func (in importer) finish(ctx context.Context, tx *pool.Tx, item blog.Import, p blog.Post, hash []byte, result *blog.ImportResult) error {
	result.PostID, result.Path = p.ID, p.Path
	for _, key := range item.Former {
		ours, err := addFormer(ctx, tx, key, p.ID)
		if err != nil {
			return err
		}
		if !ours {
			result.Notes = append(result.Notes, fmt.Sprintf("The old address %s leads to another post already.", key))
		}
	}
	_, err := tx.Exec(ctx, `/* import: remember */
		INSERT INTO import_row (key, batch_id, post_id, post_version, origin, raw, hash, notes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET batch_id = excluded.batch_id, post_version = excluded.post_version,
			origin = excluded.origin, raw = excluded.raw, hash = excluded.hash, notes = excluded.notes`,
		item.Key, in.batch, p.ID, p.Version, item.Origin, item.Raw, hash, strings.Join(result.Notes, "\n"))
	return err
}
