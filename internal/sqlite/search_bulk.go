package sqlite

import (
	"cmp"
	"context"
	"encoding/json"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"pullquote/internal/blog"
	"pullquote/internal/search"
	"pullquote/internal/sqlite/pool"
)

// An indexSetting is a setting of FTS5 (https://www.sqlite.org/fts5.html, "Special
// INSERT Commands"), which is stored in the file.
type indexSetting struct {
	name        string
	usual, bulk int
}

// indexSettings are changed for a transaction that changes much of the search
// index. FTS5 writes a segment whenever hashsize bytes are in memory, and merges
// four segments into one, and segments of which a tenth is deleted: in bulk
// changes it would merge the same rows again and again. Few large segments, merged
// eight at a time or when half is deleted, take half the time. Later writers do
// the remaining merges, little by little.
var indexSettings = []indexSetting{
	{"hashsize", 1 << 20, 4 << 20},
	{"automerge", 4, 8},
	{"deletemerge", 10, 50},
}

// bulkPosts is the number of posts from which on the bulk settings pay off.
const bulkPosts = 32

// inBulk runs fn, which adds so many posts to the search index or removes them,
// with the bulk settings if they pay off.
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
		return err // the transaction, with the settings, is rolled back
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

// indexPosts updates the search index for new and changed posts; changed ones keep
// their places as in addIndex. If a post occurs several times, the last one
// counts. Removals, places and words are separate passes, for the reasons given at
// addAllIndex.
func indexPosts(ctx context.Context, tx *pool.Tx, posts []blog.Post) error {
	posts = lastOfEach(posts)
	places, err := placesOf(ctx, tx, posts)
	if err != nil || len(posts) == 0 {
		return err
	}
	var out []int64
	var staying, going []blog.Post
	for i := range posts {
		place, placed := places[posts[i].ID]
		if placed {
			out = append(out, place)
			if placed, err = placeMatches(ctx, tx, place, indexedAt(&posts[i])); err != nil {
				return err
			}
		}
		if placed {
			staying = append(staying, posts[i])
		} else {
			going = append(going, posts[i])
		}
	}
	slices.SortStableFunc(staying, func(a, b blog.Post) int { return cmp.Compare(places[a.ID], places[b.ID]) })
	rows, err := rowsOf(staying)
	if err != nil {
		return err
	}
	if err := inBulk(ctx, tx, len(out), func() error {
		if err := takeOut(ctx, tx, out); err != nil {
			return err
		}
		for i := range staying {
			if err := addRow(ctx, tx, staying[i].Public(), places[staying[i].ID], rows[i]); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	slices.SortStableFunc(going, func(a, b blog.Post) int { return indexedAt(&a).Compare(indexedAt(&b)) })
	return addAllIndex(ctx, tx, going)
}

// lastOfEach returns each post once, the last of those with the same ID.
func lastOfEach(posts []blog.Post) []blog.Post {
	last := make(map[blog.PostID]int, len(posts))
	for i := range posts {
		last[posts[i].ID] = i
	}
	if len(last) == len(posts) {
		return posts
	}
	var each []blog.Post
	for i := range posts {
		if last[posts[i].ID] == i {
			each = append(each, posts[i])
		}
	}
	return each
}

// placesOf returns the posts' places in the search index, without posts that have
// none.
func placesOf(ctx context.Context, tx *pool.Tx, posts []blog.Post) (map[blog.PostID]int64, error) {
	ids := make([]blog.PostID, len(posts))
	for i := range posts {
		ids[i] = posts[i].ID
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	places := map[blog.PostID]int64{}
	err = each(ctx, tx, `/* index: places before */
		SELECT post.id, post.place FROM json_each(?) AS wanted JOIN post ON post.id = wanted.value WHERE post.place IS NOT NULL`,
		func(row pool.Scanner) error {
			var id blog.PostID
			var place int64
			err := row.Scan(&id, &place)
			places[id] = place
			return err
		}, string(list))
	return places, err
}

// takeOut removes the rows at the places from the search index. Each is in one of
// the two tables, or waits to be indexed anew.
func takeOut(ctx context.Context, tx *pool.Tx, places []int64) error {
	if len(places) == 0 {
		return nil
	}
	slices.Sort(places)
	list, err := json.Marshal(places)
	if err != nil {
		return err
	}
	for _, statement := range []string{
		`/* index: many out */ DELETE FROM search WHERE rowid IN (SELECT value FROM json_each(?))`,
		`/* index: many out of the desk's */ DELETE FROM search_desk WHERE rowid IN (SELECT value FROM json_each(?))`,
		`/* index: many no more to do */ DELETE FROM unindexed WHERE place IN (SELECT value FROM json_each(?))`,
	} {
		if _, err := tx.Exec(ctx, statement, string(list)); err != nil {
			return err
		}
	}
	return nil
}

// rowsOf returns the index rows of posts, computed on all processors.
func rowsOf(posts []blog.Post) ([][]string, error) {
	rows := make([][]string, len(posts))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	const share = 16 // making one row takes less time than starting a goroutine
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
