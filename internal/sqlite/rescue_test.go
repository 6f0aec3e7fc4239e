package sqlite_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

// rescued is the result of a rescue: entries and losses.
type rescued struct {
	entries []sqlite.Entry
	losses  []sqlite.Loss
}

func (r rescued) titles() (titles []string) {
	for _, e := range r.entries {
		titles = append(titles, e.Post.Title)
	}
	return titles
}

// pieces counts the losses by piece.
func (r rescued) pieces() map[sqlite.Piece]int {
	n := map[sqlite.Piece]int{}
	for _, l := range r.losses {
		n[l.Piece]++
	}
	return n
}

func rescue(t *testing.T, path string, trash bool) (r rescued) {
	t.Helper()
	store := sqlitetest.Open(t, path, nil, nil)
	err := store.Rescue(t.Context(), trash, func(e sqlite.Entry) error {
		r.entries = append(r.entries, e)
		return nil
	}, func(l sqlite.Loss) { r.losses = append(r.losses, l) })
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const manyPosts = 60

// shelfOf creates a blog with posts that fill several pages, one of them in the
// trash. It returns the path of the closed file, and the pages with rows of each
// table.
func shelfOf(t *testing.T) (path string, pages map[string][]int) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "blog.db")
	store := sqlitetest.Open(t, path, nil, nil)
	ada := sqlitetest.SetUp(t, store)
	for n := range manyPosts {
		p := postOf(ada, fmt.Sprintf("Post %02d", n), "birds")
		p.Body = strings.Repeat(fmt.Sprintf("Words of post %d. ", n), 20)
		p.Quotes = []blog.Quote{{Text: fmt.Sprintf("Quote %d", n)}}
		create(t, store, p)
	}
	trash(t, store, create(t, store, postOf(ada, "Regretted")).ID)
	pages = map[string][]int{}
	err := store.DB().Read(t.Context(), func(tx *pool.Tx) error {
		_, err := pool.Select(t.Context(), tx, `SELECT name, pageno FROM dbstat WHERE pagetype = 'leaf' ORDER BY name, path`, func(row pool.Scanner) (struct{}, error) {
			var name string
			var page int
			err := row.Scan(&name, &page)
			pages[name] = append(pages[name], page)
			return struct{}{}, err
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return path, pages
}

func TestOfADamagedBlogEverythingIsRescuedThatCanBeRead(t *testing.T) {
	const all, middle = "all", "middle"
	for _, tt := range []struct {
		name    string
		damaged map[string]string // which pages of which table
		lost    sqlite.Piece      // the piece reported; empty: none
		least   int               // how often at least
		whole   bool              // all posts are read
	}{
		{"nothing is damaged", nil, "", 0, true},
		{"a page of posts", map[string]string{"post": middle}, sqlite.PostPiece, 2, true},
		{"all posts", map[string]string{"post": all}, sqlite.PostPiece, manyPosts, true},
		{"all posts, and the indexes that know all", map[string]string{"post": all, "post_author": all, "post_renderer": all}, sqlite.PostPiece, manyPosts, true},
		{"posts and their history", map[string]string{"post": middle, "revision": all}, sqlite.PostPiece, 2, false},
		{"quoted passages", map[string]string{"quote": all}, sqlite.QuotesPiece, manyPosts, true},
		{"tags", map[string]string{"post_tag": all}, sqlite.TagsPiece, manyPosts, true},
		{"the linked pages", map[string]string{"source": all}, sqlite.SourcePiece, manyPosts, true},
		{"the authors", map[string]string{"author": all}, sqlite.AuthorPiece, manyPosts, true},
		{"the search", map[string]string{"search_data": all, "post_title_data": all}, "", 0, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path, pages := shelfOf(t)
			for table, which := range tt.damaged {
				hit := pages[table]
				if which == middle {
					hit = hit[len(hit)/2 : len(hit)/2+1]
				}
				if len(hit) == 0 {
					t.Fatalf("%s has no pages", table)
				}
				for _, page := range hit {
					spoil(t, path, page)
				}
			}
			r := rescue(t, path, false)
			pieces := r.pieces()
			if tt.lost != "" && pieces[tt.lost] < tt.least || tt.lost == "" && len(r.losses) > 0 || tt.lost != "" && len(pieces) > 1 {
				t.Errorf("lost are %v", pieces)
			}
			lost := 0
			for _, l := range r.losses {
				if l.Piece == sqlite.PostPiece && !l.Remade {
					lost++
				}
				if l.Post == 0 || !strings.HasPrefix(l.Path, "/links/post-") {
					t.Errorf("a loss is told of as %+v", l)
				}
			}
			titles := r.titles()
			if len(titles)+lost != manyPosts || tt.whole != (lost == 0) || slices.Contains(titles, "Regretted") {
				t.Errorf("%d posts were read, %d are lost: %q", len(titles), lost, titles)
			}
			for i, e := range r.entries {
				if want := strings.TrimPrefix(e.Post.Title, "Post "); !strings.HasPrefix(e.Post.Body, "Words of post ") || e.Post.Status != blog.Published || e.Post.Published.IsZero() || e.Post.Path != "/links/post-"+want+"/" || e.Post.Author.Name != "Ada Example" {
					t.Errorf("%d: %q is given as %+v", i, titles[i], e.Post)
				}
			}
		})
	}
}

func TestWhatIsInTheTrashIsRescuedIfItIsWanted(t *testing.T) {
	path, pages := shelfOf(t)
	for _, page := range pages["post"] {
		spoil(t, path, page)
	}
	r := rescue(t, path, true)
	last := r.entries[len(r.entries)-1].Post
	if len(r.entries) != manyPosts+1 || last.Title != "Regretted" || last.Trashed.IsZero() {
		t.Errorf("%d posts, the last of which is %+v", len(r.entries), last)
	}
}
