package sqlite_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/search"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
)

// hashOf returns the name of the nth file without its extension; the files do not
// exist.
func hashOf(n int) string { return strings.Repeat(fmt.Sprintf("%02x", n), 32) }

func TestFilesArePostsAsTheirWordsHaveThem(t *testing.T) {
	store, _ := newBlog(t)
	shown := func(id blog.PostID) int {
		return count(t, store, `SELECT count(*) FROM post_media WHERE post_id = ?`, id)
	}
	long := strings.Repeat(`<img src="/media/`+hashOf(9)+`.png"/>`, 5000)
	for _, tt := range []struct {
		name, html string
		want       int
	}{
		{"none", "<p>Words.</p>", 0},
		{"one", `<img src="/media/` + hashOf(1) + `.png"/>`, 1},
		{"one twice", `<a href="/media/` + hashOf(1) + `.png"><img src="/media/` + hashOf(1) + `.png"/></a>`, 1},
		{"in several sizes", `<img srcset="/media/` + hashOf(1) + `.png 1x, /media/` + hashOf(2) + `.png 2x"/>`, 2},
		{"on the blog's own host", `<img src="https://links.example.org/blog/media/` + hashOf(1) + `.png"/>`, 1},
		{"in capitals", `<img src="/media/` + strings.ToUpper(hashOf(171)) + `.png"/>`, 1},
		{"at the very beginning and the end", "/media/" + hashOf(1) + ` and /media/` + hashOf(2), 2},
		{"beside quotes, strokes and what is no text", "\"\\/media/" + hashOf(1) + "\"\\\n\t\x01\xff’\\\"/media/" + hashOf(2) + `\`, 2},
		{"no hash", `<img src="/media/heron.png"/> /media/ /media/` + hashOf(1)[:63] + `g.png`, 0},
		{"very often", long, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := postOf(blog.Author{ID: 1}, tt.name)
			p.Rendered.HTML = tt.html
			p = create(t, store, p)
			if got := shown(p.ID); got != tt.want {
				t.Errorf("it shows %d files, want %d", got, tt.want)
			}
			p.Body, p.Rendered.HTML = "Changed.", `<img src="/media/`+hashOf(7)+`.png"/>`
			if got := shown(update(t, store, p).ID); got != 1 {
				t.Errorf("changed, it shows %d files", got)
			}
			p = stored(t, store, p.ID)
			p.Body, p.Rendered.HTML = "Without.", "<p>Without.</p>"
			if got := shown(update(t, store, p).ID); got != 0 {
				t.Errorf("without files, it shows %d", got)
			}
		})
	}
}

func TestWhatOtherProgramsChangeComesIntoTheSearch(t *testing.T) {
	for _, tt := range []struct {
		name, change    string
		found, notFound string
	}{
		{"the title", `UPDATE post SET title = 'Bittern' WHERE title = 'Heron'`, "bittern", "heron"},
		{"the words", `UPDATE post SET own = 'Reeds.' WHERE title = 'Heron'`, "reeds", "words"},
		{"the source", `UPDATE post SET url = 'https://reeds.example/bittern' WHERE title = 'Heron'`, "from:reeds.example", "from:example.org"},
		{"into the trash", `UPDATE post SET trashed = 1 WHERE title = 'Heron'`, "", "heron"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			store, _ := newBlog(t)
			create(t, store, postOf(blog.Author{ID: 1}, "Heron"))
			index(t, store)
			sqlitetest.Script(t, store.DB(), tt.change)
			index(t, store)
			for query, want := range map[string]int{tt.found: 1, tt.notFound: 0} {
				if query == "" {
					continue
				}
				if got := searched(t, store, sqlite.Searching{Query: search.Parse(query, time.UTC), Limit: 10}); len(got.Posts) != want {
					t.Errorf("%s finds %d, want %d", query, len(got.Posts), want)
				}
			}
			if n := count(t, store, `SELECT (SELECT count(*) FROM search_docsize) + (SELECT count(*) FROM search_desk_docsize) - (SELECT count(*) FROM post) + (SELECT count(*) FROM unindexed)`); n != 0 {
				t.Errorf("the search has %d entries too many, or to come", n)
			}
		})
	}
}

func TestABlogsOwnChangesLeaveNothingToBeIndexed(t *testing.T) {
	store, _ := newBlog(t)
	p := create(t, store, postOf(blog.Author{ID: 1}, "Heron"))
	index(t, store)
	p.Title, p.Rendered.Own = "Bittern", "Reeds."
	p = update(t, store, p)
	trash(t, store, p.ID)
	if _, err := store.Restore(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	if n := count(t, store, `SELECT count(*) FROM unindexed`); n != 0 {
		t.Errorf("%d posts are to be indexed", n)
	}
}
