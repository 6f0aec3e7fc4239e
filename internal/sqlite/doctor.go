package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Examination is what was found in a blog's file. If the file is damaged, results
// that could not be queried are missing.
type Examination struct {
	Schema, Newest   int64 // schema versions: of the file, and the newest that this program knows
	Posts, Published int
	WAL              int64 // size of the WAL in bytes

	Unreadable  error    // why nothing in the file can be read; nil if something can
	Barred      bool     // the reason is that this user may not read it
	NoRoom      bool     // the reason is that there is no room for the files beside it that reading needs
	Damage      []string // SQLite's messages about damaged pages and indexes; 20 at most
	Damaged     []string // names of the damaged tables
	Reindexable []string // those of Damaged whose rows can all be read, so that Repair can make their indexes again
	Leaked      bool     // Damage is only about pages that belong to nothing, as a repair that was cut short leaves them
	Orphans     []Tally  // rows with references to missing rows, by table

	Titles        error   // fault in the index of titles; nil if there is none
	TitlesUnasked bool    // the index of titles could not be checked without holding up writers
	Miscounted    []Tally // stored counts that are wrong, by what is counted
	Untagged      int     // posts that have lost their tags
	Addressless   int     // published posts without a canonical address
	Unfound       int     // posts that are missing in their search index and not waiting for it
	Leftover      int     // rows of a search index without a post
	Outdated      int     // posts whose HTML was rendered by another version of the renderer
	Misshown      int     // posts whose stored list of shown files is wrong

	Contested int      // published posts whose address belongs to another post
	Addresses []string // IDs and addresses of those posts; 20 at most

	Backups blog.Backups
	Backup  blog.BackupState
}

// Tally is a number of rows.
type Tally struct {
	Of   string
	Rows int
}

// Sound reports whether what the author wrote is intact.
func (x *Examination) Sound() bool {
	return x.Unreadable == nil && len(x.Damage) == 0 && len(x.Orphans) == 0
}

// maxDamage limits the number of lines about damaged pages.
const maxDamage = 20

// Examine checks a blog's file, even while others read and write it, and even if
// it is damaged. Renderer is the version of the renderer of posts' HTML. Examine
// changes nothing, except that it rolls back what a killed program has left half
// written. It fails only if ctx is cancelled.
func Examine(ctx context.Context, path string, renderer int) (*Examination, error) {
	return examine(ctx, path, renderer, false)
}

// ExamineStill is Examine for a file that has no WAL and that no program has open
// or will open meanwhile. It creates no file beside it.
func ExamineStill(ctx context.Context, path string, renderer int) (*Examination, error) {
	return examine(ctx, path, renderer, true)
}

func examine(ctx context.Context, path string, renderer int, still bool) (*Examination, error) {
	x := &Examination{Newest: newestSchema()}
	if info, err := os.Stat(path + "-wal"); err == nil {
		x.WAL = info.Size()
	}
	db := pool.Inspect(path, still)
	defer db.Close()
	look := func(tx *pool.Tx) (err error) {
		if err := ours(ctx, tx, path); err != nil {
			return err
		}
		x.Schema, err = schemaVersion(ctx, tx)
		return err
	}
	x.Unreadable = db.Read(ctx, look)
	if pool.IsHalfWritten(x.Unreadable) {
		// A program was killed in the middle of a checkpoint. Any program that
		// opens the file for writing rolls that back first, so this does, too.
		if err := pool.Try(ctx, path); err == nil {
			x.Unreadable = db.Read(ctx, look)
		}
	}
	x.Barred, x.NoRoom = pool.IsBarred(x.Unreadable), pool.IsFull(x.Unreadable)
	if x.Unreadable != nil || ctx.Err() != nil {
		return x, ctx.Err()
	}
	x.pages(ctx, db)
	x.references(ctx, db)
	if x.Schema > 0 {
		x.Posts = number(ctx, x, db, `/* doctor: posts */ SELECT count(*) FROM post`)
		x.Published = number(ctx, x, db, `/* doctor: published */ SELECT count(*) FROM post WHERE status = 'published' AND trashed IS NULL`)
	}
	if x.Schema == x.Newest {
		x.contents(ctx, db, renderer)
		if x.TitlesUnasked = still; !still {
			x.titles(ctx, path)
		}
	}
	return x, ctx.Err()
}

// ask returns the rows of a query. Each query has a transaction of its own, so
// that damage prevents only those queries that meet it.
func ask[T any](ctx context.Context, x *Examination, db *pool.DB, query string, scan func(pool.Scanner) (T, error), args ...any) (rows []T) {
	err := db.Read(ctx, func(tx *pool.Tx) (err error) {
		rows, err = pool.Select(ctx, tx, query, scan, args...)
		return err
	})
	if err != nil && ctx.Err() == nil {
		x.addDamage(err)
		return nil
	}
	return rows
}

// number returns the number that a query selects.
func number(ctx context.Context, x *Examination, db *pool.DB, query string, args ...any) int {
	for _, n := range ask(ctx, x, db, query, pool.Value[int], args...) {
		return n
	}
	return 0
}

// addDamage records why a query failed.
func (x *Examination) addDamage(err error) {
	if e, ok := errors.AsType[*blog.Error](err); ok && e.Err != nil {
		err = e.Err
	}
	if len(x.Damage) < maxDamage && !slices.Contains(x.Damage, err.Error()) {
		x.Damage = append(x.Damage, err.Error())
	}
}

// pages checks every page of the file, and names the tables that damaged pages
// belong to.
func (x *Examination) pages(ctx context.Context, db *pool.DB) {
	// SQLite also runs the search tables' own checks. For those without content
	// (search, search_desk) they check that the index is consistent in itself;
	// whether it matches the posts is checked by contents.
	lines := ask(ctx, x, db, fmt.Sprintf(`/* doctor: pages */ PRAGMA integrity_check(%d)`, maxDamage), pool.Value[string])
	if len(lines) == 1 && lines[0] == "ok" {
		return
	}
	x.Damage, x.Leaked = append(x.Damage, lines...), leaked(lines)
	for _, table := range ask(ctx, x, db, `/* doctor: tables */ SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`, pool.Value[string]) {
		var found []string
		err := db.Read(ctx, func(tx *pool.Tx) (err error) {
			found, err = pool.Select(ctx, tx, `/* doctor: table */ PRAGMA integrity_check(`+quoted(table)+`)`, pool.Value[string])
			return err
		})
		if err != nil || len(found) != 1 || found[0] != "ok" {
			x.Damaged = append(x.Damaged, table)
			if reindexable(ctx, db, table) {
				x.Reindexable = append(x.Reindexable, table)
			}
		}
	}
}

// leaked reports whether the lines of a check of all pages tell only of pages that
// belong to nothing.
func leaked(lines []string) bool {
	return !slices.ContainsFunc(strings.Split(strings.Join(lines, "\n"), "\n"), func(line string) bool {
		return !strings.HasPrefix(line, "*** in database") && !strings.HasSuffix(line, "never used")
	})
}

// reindexable reports whether all rows of a table can be read without its indexes, and
// whether none of its indexes that can be read knows more of them: then rows are lost.
func reindexable(ctx context.Context, db *pool.DB, table string) bool {
	err := db.Read(ctx, func(tx *pool.Tx) error {
		columns, err := pool.Select(ctx, tx, `/* doctor: columns */ SELECT name FROM pragma_table_info(?)`, pool.Value[string], table)
		if err != nil {
			return err
		}
		// The maximum of a column is found by reading all of each value.
		var rows int
		query, values := `/* doctor: rows */ SELECT count(*)`, []any{&rows}
		for _, column := range columns {
			query, values = query+`, max(`+quoted(column)+`)`, append(values, new(any))
		}
		_, err = pool.One(ctx, tx, query+` FROM `+quoted(table)+` NOT INDEXED`, func(row pool.Scanner) (struct{}, error) { return struct{}{}, row.Scan(values...) })
		if err != nil {
			return err
		}
		indexes, err := pool.Select(ctx, tx, `/* doctor: indexes */ SELECT list.name FROM pragma_index_list(?) AS list JOIN sqlite_schema AS made ON made.name = list.name
			WHERE NOT list.partial`, pool.Value[string], table)
		if err != nil {
			return err
		}
		for _, index := range indexes {
			// Without a condition SQLite counts in an index of its own choice.
			known, err := pool.One(ctx, tx, `/* doctor: index */ SELECT count(*) FROM `+quoted(table)+` INDEXED BY `+quoted(index)+` WHERE (SELECT 1)`, pool.Value[int])
			if err == nil && known > rows {
				return fmt.Errorf("the index %s knows %d rows of %d", index, known, rows)
			}
			if err != nil && !pool.IsDamaged(err) {
				return err
			}
		}
		return nil
	})
	return err == nil
}

// quoted quotes an SQL identifier.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func (x *Examination) references(ctx context.Context, db *pool.DB) {
	x.Orphans = ask(ctx, x, db, `/* doctor: references */ SELECT "table", count(*) FROM pragma_foreign_key_check GROUP BY 1`, scanTally)
}

func scanTally(row pool.Scanner) (t Tally, err error) { return t, row.Scan(&t.Of, &t.Rows) }

// counts compares the stored counts with the actual ones. A day, site, author or
// tag without a row and without posts is right.
const counts = `/* doctor: counts */
	WITH public AS NOT MATERIALIZED (SELECT * FROM post WHERE status = 'published' AND trashed IS NULL),
	days AS (SELECT (published - ((published % 86400000) + 86400000) % 86400000) / 86400000 AS day, count(*) AS posts FROM public GROUP BY 1),
	sites AS (SELECT site AS host, count(*) AS posts FROM public WHERE site <> '' GROUP BY 1),
	authors AS (SELECT author_id AS id, count(*) AS posts FROM public GROUP BY 1),
	tags AS (SELECT tag_id AS id, count(*) AS posts FROM post_tag WHERE published IS NOT NULL GROUP BY 1)
	SELECT 'days', count(*) FROM day FULL JOIN days USING (day) WHERE coalesce(day.posts, 0) <> coalesce(days.posts, 0)
	UNION ALL SELECT 'sites', count(*) FROM site FULL JOIN sites USING (host) WHERE coalesce(site.posts, 0) <> coalesce(sites.posts, 0)
	UNION ALL SELECT 'authors', count(*) FROM author LEFT JOIN authors USING (id) WHERE author.posts <> coalesce(authors.posts, 0)
	UNION ALL SELECT 'tags', count(*) FROM tag LEFT JOIN tags USING (id) WHERE tag.posts <> coalesce(tags.posts, 0)`

// contents compares what is derived from posts with the posts.
func (x *Examination) contents(ctx context.Context, db *pool.DB, renderer int) {
	for _, t := range ask(ctx, x, db, counts, scanTally) {
		if t.Rows > 0 {
			x.Miscounted = append(x.Miscounted, t)
		}
	}
	x.addresses(ctx, db)
	x.Untagged = number(ctx, x, db, `/* doctor: tags */ SELECT count(*)`+untaggedPosts)
	x.Unfound = number(ctx, x, db, `/* doctor: not found */
		SELECT (SELECT count(*) FROM post WHERE status = 'published' AND trashed IS NULL AND place IS NOT NULL AND place NOT IN (SELECT id FROM search_docsize) AND place NOT IN (SELECT place FROM unindexed))
		+ (SELECT count(*) FROM post WHERE NOT (status = 'published' AND trashed IS NULL) AND place IS NOT NULL AND place NOT IN (SELECT id FROM search_desk_docsize) AND place NOT IN (SELECT place FROM unindexed))
		+ (SELECT count(*) FROM titled WHERE id NOT IN (SELECT id FROM post_title_docsize))`)
	x.Leftover = number(ctx, x, db, `/* doctor: left over */
		SELECT (SELECT count(*) FROM search_docsize WHERE id NOT IN (SELECT place FROM post WHERE place IS NOT NULL AND status = 'published' AND trashed IS NULL))
		+ (SELECT count(*) FROM search_desk_docsize WHERE id NOT IN (SELECT place FROM post WHERE place IS NOT NULL AND NOT (status = 'published' AND trashed IS NULL)))
		+ (SELECT count(*) FROM post_title_docsize WHERE id NOT IN (SELECT id FROM titled))`)
	x.Misshown = number(ctx, x, db, `/* doctor: files */ WITH made AS MATERIALIZED (`+postMedia+`)
		SELECT count(DISTINCT post_id) FROM (SELECT * FROM (SELECT * FROM made EXCEPT SELECT post_id, sha256 FROM post_media)
			UNION ALL SELECT * FROM (SELECT post_id, sha256 FROM post_media EXCEPT SELECT * FROM made))`)
	x.Outdated = number(ctx, x, db, `/* doctor: renderer */ SELECT count(*) FROM post WHERE renderer <> ?`, renderer)
	err := db.Read(ctx, func(tx *pool.Tx) error {
		s, err := settings(ctx, tx)
		if err != nil {
			return err
		}
		x.Backups = s.Backups
		x.Backup, err = backupState(ctx, tx)
		return err
	})
	if err != nil && ctx.Err() == nil {
		x.addDamage(err)
	}
}

// addresses checks whether each published post's address leads to it.
func (x *Examination) addresses(ctx context.Context, db *pool.DB) {
	type lost struct {
		id   blog.PostID
		path string
	}
	var all []lost
	ask(ctx, x, db, addresslessPosts, func(row pool.Scanner) (struct{}, error) {
		var l lost
		var key string
		err := row.Scan(&l.id, &l.path, &key)
		if key != blog.AddressKey(l.path, "") {
			all = append(all, l)
		}
		return struct{}{}, err
	})
	for _, l := range all {
		if number(ctx, x, db, `/* doctor: whose */ SELECT count(*) FROM address WHERE key = ? AND post_id IS NOT ?`, blog.AddressKey(l.path, ""), l.id) == 0 {
			x.Addressless++
			continue
		}
		x.Contested++
		if len(x.Addresses) < maxDamage {
			x.Addresses = append(x.Addresses, fmt.Sprintf("post %d: %s", l.id, l.path))
		}
	}
}

// addresslessPosts selects published posts with the key of the canonical address
// that leads to each; see blog.AddressKey.
const addresslessPosts = `/* doctor: addresses */
	SELECT post.id, post.path, coalesce(address.key, '') FROM post LEFT JOIN address ON address.post_id = post.id AND address.canonical
	WHERE post.status = 'published' ORDER BY post.id`

// titlesTime is how long writers may be held up.
const titlesTime = 2 * time.Second

// titles compares the index of titles with the titles. SQLite regards that as a
// change and takes the write lock for it, so it is done only if it is quick.
func (x *Examination) titles(ctx context.Context, path string) {
	quick, cancel := context.WithTimeout(ctx, titlesTime)
	defer cancel()
	err := pool.Try(quick, path, `INSERT INTO post_title (post_title, rank) VALUES ('integrity-check', 1)`)
	switch {
	case err == nil || ctx.Err() != nil:
	case pool.IsDamaged(err):
		x.Titles = err
	default:
		x.TitlesUnasked = true
	}
}
