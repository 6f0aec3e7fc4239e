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

// indexAll puts posts into the search as they are now: new ones, and those that
// were changed, which keep their places as addIndex has it. Of one that comes
// several times the last counts. What is taken out, places and words go one after
// the other, for which addAllIndex has the reasons.
func indexAll(ctx context.Context, tx *pool.Tx, posts []blog.Post) error {
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
			if placed, err = isOf(ctx, tx, place, indexedAt(&posts[i])); err != nil {
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

// lastOfEach gives posts once each, as they are last in a list.
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

// placesOf gives the places in the search that posts have, those that have none
// left out.
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
	_, err = pool.Select(ctx, tx, `/* index: places before */
		SELECT post.id, post.place FROM json_each(?) AS wanted JOIN post ON post.id = wanted.value WHERE post.place IS NOT NULL`,
		func(row pool.Scanner) (struct{}, error) {
			var id blog.PostID
			var place int64
			err := row.Scan(&id, &place)
			places[id] = place
			return struct{}{}, err
		}, string(list))
	return places, err
}

// takeOut takes what has the places out of the search; it is in one of the tables,
// or to come in anew.
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
