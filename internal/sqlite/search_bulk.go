package sqlite

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"

	"pullquote/internal/blog"
	"pullquote/internal/search"
	"pullquote/internal/sqlite/pool"
)

// An indexSetting is one of FTS5's (https://www.sqlite.org/fts5.html, "Special INSERT
// Commands"), which it keeps in the file.
type indexSetting struct {
	name        string
	usual, bulk int
}

// indexSettings are those of a transaction that changes much of the search index.
// FTS5 writes a part of the index whenever it holds so many bytes, merges four
// parts into one, and parts of which a tenth is deleted: what comes or goes in
// bulk it would merge again and again. Few and large parts, merged eight at a time,
// or when half is deleted, take half the time. What is left to merge the next
// writers do, little by little.
var indexSettings = []indexSetting{
	{"hashsize", 1 << 20, 4 << 20},
	{"automerge", 4, 8},
	{"deletemerge", 10, 50},
}

// bulkPosts is how many posts are worth other settings.
const bulkPosts = 32

// inBulk changes the search index by fn, which brings in or takes out so many
// posts.
func inBulk(ctx context.Context, tx *pool.Tx, posts int, fn func() error) error {
	if posts < bulkPosts {
		return fn()
	}
	for _, s := range indexSettings {
		if err := s.set(ctx, tx, s.bulk); err != nil {
			return err
		}
	}
	if err := fn(); err != nil {
		return err // nothing of this stays, nor do the settings
	}
	for _, s := range indexSettings {
		if err := s.set(ctx, tx, s.usual); err != nil {
			return err
		}
	}
	return nil
}

func (s indexSetting) set(ctx context.Context, tx *pool.Tx, value int) error {
	for _, statement := range []string{
		`/* index: setting */ INSERT INTO search (search, rank) VALUES (?, ?)`,
		`/* index: the desk's setting */ INSERT INTO search_desk (search_desk, rank) VALUES (?, ?)`,
	} {
		if _, err := tx.Exec(ctx, statement, s.name, value); err != nil {
			return err
		}
	}
	return nil
}

// rowsOf gives what the index has of posts, made on all processors.
func rowsOf(posts []blog.Post) ([][]string, error) {
	rows := make([][]string, len(posts))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	const share = 16 // a row is made in less time than a goroutine takes to begin
	for begin := 0; begin < len(posts); begin += share {
		end := min(begin+share, len(posts))
		group.Go(func() error {
			return blog.Contain(func() error {
				for i := begin; i < end; i++ {
					rows[i] = search.Row(&posts[i])
				}
				return nil
			})
		})
	}
	return rows, group.Wait()
}
