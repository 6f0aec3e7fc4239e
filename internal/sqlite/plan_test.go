package sqlite_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/search"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

// reads are the calls that pages make to the store, with the statements that each
// may run, whatever the number of posts, and the index that each statement has to
// use.
var reads = []struct {
	name       string
	read       func(t *testing.T, s *sqlite.Store) error
	statements []string
	indexes    map[string]string // by statement
}{
	{
		"Recent", func(t *testing.T, s *sqlite.Store) error {
			_, _, err := s.Posts(t.Context(), sqlite.Of{}, blog.Cursor{At: sqlitetest.Start, ID: 1 << 40}, 5)
			return err
		},
		[]string{"Posts: all"},
		map[string]string{"Posts: all": "post USING INDEX post_public (published<"},
	},
	{
		"Tagged", func(t *testing.T, s *sqlite.Store) error {
			_, _, err := s.Posts(t.Context(), sqlite.Of{Tag: "go"}, blog.Cursor{At: sqlitetest.Start, ID: 1 << 40}, 5)
			return err
		},
		[]string{"about: tag", "Posts: tagged"},
		map[string]string{"about: tag": "tag USING INDEX sqlite_autoindex_tag_1 (slug=?)", "Posts: tagged": "post_tag USING COVERING INDEX post_tag_public (tag_id=? AND published"},
	},
	{
		"Of a site", func(t *testing.T, s *sqlite.Store) error {
			_, _, err := s.Posts(t.Context(), sqlite.Of{Site: "example.org"}, blog.Cursor{At: sqlitetest.Start, ID: 1 << 40}, 5)
			return err
		},
		[]string{"about: site", "Posts: of a site"},
		map[string]string{"about: site": "site USING PRIMARY KEY (host=?)", "Posts: of a site": "post USING INDEX post_site (site=? AND published<"},
	},
	{
		"By an author", func(t *testing.T, s *sqlite.Store) error {
			_, _, err := s.Posts(t.Context(), sqlite.Of{Author: "ada-example"}, blog.Cursor{At: sqlitetest.Start, ID: 1 << 40}, 5)
			return err
		},
		[]string{"about: author", "Posts: by an author"},
		map[string]string{"about: author": "author USING INDEX author_slug", "Posts: by an author": "post USING INDEX post_by (author_id=? AND published<"},
	},
	{
		"Of a kind", func(t *testing.T, s *sqlite.Store) error {
			_, _, err := s.Posts(t.Context(), sqlite.Of{Kind: blog.KindLink}, blog.Cursor{At: sqlitetest.Start, ID: 1 << 40}, 5)
			return err
		},
		[]string{"Posts: of a kind"},
		map[string]string{"Posts: of a kind": "post USING INDEX post_kind (kind=? AND published<"},
	},
	{
		"Of a time", func(t *testing.T, s *sqlite.Store) error {
			_, _, err := s.Posts(t.Context(), sqlite.Of{From: sqlitetest.Start.AddDate(-1, 0, 0), Until: sqlitetest.Start.AddDate(1, 0, 0)}, blog.Cursor{}, 5)
			return err
		},
		[]string{"Posts: of a time"},
		map[string]string{"Posts: of a time": "post USING INDEX post_public (published>? AND published<"},
	},
	{
		"Entries", func(t *testing.T, s *sqlite.Store) error {
			_, _, _, err := s.Entries(t.Context(), sqlite.Of{}, blog.Cursor{At: sqlitetest.Start.Add(time.Hour), ID: 1 << 40}, 5, plain(1))
			return err
		},
		[]string{"Entries: all"},
		map[string]string{"Entries: all": "post USING COVERING INDEX post_public (published<"},
	},
	{
		"Entries of a tag", func(t *testing.T, s *sqlite.Store) error {
			_, _, _, err := s.Entries(t.Context(), sqlite.Of{Tag: "go"}, blog.Cursor{At: sqlitetest.Start.Add(time.Hour), ID: 1 << 40}, 5, plain(1))
			return err
		},
		[]string{"about: tag", "Entries: tagged"},
		map[string]string{"Entries: tagged": "post_tag USING COVERING INDEX post_tag_public (tag_id=? AND published"},
	},
	{
		"Entries of a site", func(t *testing.T, s *sqlite.Store) error {
			_, _, _, err := s.Entries(t.Context(), sqlite.Of{Site: "example.org"}, blog.Cursor{At: sqlitetest.Start.Add(time.Hour), ID: 1 << 40}, 5, plain(1))
			return err
		},
		[]string{"about: site", "Entries: of a site"},
		map[string]string{"Entries: of a site": "post USING COVERING INDEX post_site (site=? AND published<"},
	},
	{
		"Entries by an author", func(t *testing.T, s *sqlite.Store) error {
			_, _, _, err := s.Entries(t.Context(), sqlite.Of{Author: "ada-example"}, blog.Cursor{At: sqlitetest.Start.Add(time.Hour), ID: 1 << 40}, 5, plain(1))
			return err
		},
		[]string{"about: author", "Entries: by an author"},
		map[string]string{"Entries: by an author": "post USING COVERING INDEX post_by (author_id=? AND published<"},
	},
	{
		"Entries of a kind", func(t *testing.T, s *sqlite.Store) error {
			_, _, _, err := s.Entries(t.Context(), sqlite.Of{Kind: blog.KindLink}, blog.Cursor{At: sqlitetest.Start.Add(time.Hour), ID: 1 << 40}, 5, plain(1))
			return err
		},
		[]string{"Entries: of a kind"},
		map[string]string{"Entries: of a kind": "post USING INDEX post_kind (kind=? AND published<"},
	},
	{
		"Entries of a time", func(t *testing.T, s *sqlite.Store) error {
			_, _, _, err := s.Entries(t.Context(), sqlite.Of{From: sqlitetest.Start.AddDate(-1, 0, 0), Until: sqlitetest.Start.AddDate(1, 0, 0)}, blog.Cursor{At: sqlitetest.Start.Add(time.Hour), ID: 1 << 40}, 5, plain(1))
			return err
		},
		[]string{"Entries: of a time"},
		map[string]string{"Entries: of a time": "post USING COVERING INDEX post_public (published>? AND published<"},
	},
	{
		"Feed", func(t *testing.T, s *sqlite.Store) error {
			_, _, err := s.Feed(t.Context(), sqlite.Of{}, blog.Cursor{At: sqlitetest.Start.Add(time.Hour), ID: 1 << 40}, 5)
			return err
		},
		[]string{"Feed: all", "FeedOf"},
		map[string]string{"Feed: all": "post USING COVERING INDEX post_public (published<", "FeedOf": "post USING INTEGER PRIMARY KEY"},
	},
	{
		"Feed of a tag, whose posts the feed before it has read", func(t *testing.T, s *sqlite.Store) error {
			_, _, err := s.Feed(t.Context(), sqlite.Of{Tag: "go"}, blog.Cursor{At: sqlitetest.Start.Add(time.Hour), ID: 1 << 40}, 5)
			return err
		},
		[]string{"about: tag", "Feed: tagged"},
		map[string]string{"Feed: tagged": "post_tag USING COVERING INDEX post_tag_public (tag_id=? AND published"},
	},
	{
		"Neighbours", func(t *testing.T, s *sqlite.Store) error {
			_, _, err := s.Neighbours(t.Context(), blog.Cursor{At: sqlitetest.Start, ID: 1})
			return err
		},
		[]string{"Neighbours: older", "Neighbours: newer"},
		map[string]string{"Neighbours: older": "post USING INDEX post_public (published<", "Neighbours: newer": "post USING INDEX post_public (published>"},
	},
	{
		"Tags", func(t *testing.T, s *sqlite.Store) error {
			_, _, err := s.Tags(t.Context(), sqlite.LabelCursor{}, 5)
			return err
		},
		[]string{"Tags"},
		map[string]string{"Tags": "tag USING INDEX tag_posts"},
	},
	{
		"Sites", func(t *testing.T, s *sqlite.Store) error {
			_, _, err := s.Sites(t.Context(), sqlite.LabelCursor{}, 5)
			return err
		},
		[]string{"Sites"},
		map[string]string{"Sites": "site USING COVERING INDEX site_posts"},
	},
	{
		"Search", func(t *testing.T, s *sqlite.Store) error {
			_, err := s.Search(t.Context(), sqlite.Searching{Query: search.Parse("words", time.UTC), Limit: 5})
			return err
		},
		[]string{"waiting", "Search: newest", "Search: posts", "loadTags"},
		map[string]string{"Search: newest": "search VIRTUAL TABLE INDEX", "Search: posts": "post USING INDEX post_place (place=?)"},
	},
	{
		"Search for the best", func(t *testing.T, s *sqlite.Store) error {
			_, err := s.Search(t.Context(), sqlite.Searching{Query: search.Parse("words", time.UTC), Best: true, Limit: 5})
			return err
		},
		[]string{"waiting", "Search: best", "Search: rank", "Search: posts", "loadTags"},
		map[string]string{"Search: rank": "post USING INDEX post_place (place=?)"},
	},
	{
		"Shelf of drafts", func(t *testing.T, s *sqlite.Store) error {
			_, err := s.Shelf(t.Context(), blog.ShelfDrafts, blog.Cursor{}, 5)
			return err
		},
		[]string{"Shelf"},
		map[string]string{"Shelf": "post USING INDEX post_drafts (touched<"},
	},
	{
		"Shelf of the trash", func(t *testing.T, s *sqlite.Store) error {
			_, err := s.Shelf(t.Context(), blog.ShelfTrash, blog.Cursor{}, 5)
			return err
		},
		[]string{"Shelf"},
		map[string]string{"Shelf": "post USING INDEX post_trash (trashed"},
	},
	{
		"Shelf of what is published", func(t *testing.T, s *sqlite.Store) error {
			_, err := s.Shelf(t.Context(), blog.ShelfPublished, blog.Cursor{}, 5)
			return err
		},
		[]string{"Shelf"},
		map[string]string{"Shelf": "post USING INDEX post_public (published<"},
	},
	{
		"Lookup", func(t *testing.T, s *sqlite.Store) error {
			_, _, err := s.Lookup(t.Context(), "/links/a")
			return err
		},
		[]string{"Lookup", "Lookup: post"},
		map[string]string{"Lookup": "address USING PRIMARY KEY (key=?)", "Lookup: post": "post USING INTEGER PRIMARY KEY (rowid=?)"},
	},
	{
		"Linked", func(t *testing.T, s *sqlite.Store) error {
			_, err := s.Linked(t.Context(), []string{"https://example.org/"}, "", 0)
			return err
		},
		[]string{"pageLinks", "siteLinks"},
		map[string]string{"pageLinks": "post USING INDEX post_source (source_id=?)", "siteLinks": "post USING COVERING INDEX post_site (site=?)"},
	},
	{
		"an address in another case", func(t *testing.T, s *sqlite.Store) error {
			_, err := s.Meant(t.Context(), "/About/Herons")
			if blog.KindOf(err) == blog.NotFound {
				return nil
			}
			return err
		},
		[]string{"Meant"},
		map[string]string{"Meant": "address USING INDEX address_fold (<expr>=?)"},
	},
	{
		"Session", func(t *testing.T, s *sqlite.Store) error {
			_, _, err := s.SessionByToken(t.Context(), []byte("token"))
			return err
		},
		[]string{"SessionByToken"},
		map[string]string{"SessionByToken": "session USING INDEX sqlite_autoindex_session_1 (token_hash=?)"},
	},
	{
		"FormerFile", func(t *testing.T, s *sqlite.Store) error {
			if _, err := s.FormerFile(t.Context(), false, "/images/c.png"); blog.KindOf(err) != blog.NotFound {
				return fmt.Errorf("a file that never was here: %w", err)
			}
			return nil
		},
		[]string{"FormerFile"},
		map[string]string{"FormerFile": "media_address USING PRIMARY KEY (address=?)"},
	},
}

// fill stores posts on each shelf, and a session.
func fill(t *testing.T, s *sqlite.Store, by blog.Author, n int) {
	t.Helper()
	for range n {
		create(t, s, draftOf(by, "d"))
		create(t, s, postOf(by, "a", "go", "rust"))
		trash(t, s, create(t, s, postOf(by, "t")).ID)
	}
	index(t, s)
}

func TestAPageRunsTheSameFewStatementsHoweverManyPostsThereAre(t *testing.T) {
	trace := &sqlitetest.Trace{}
	store := sqlitetest.Open(t, filepath.Join(t.TempDir(), "blog.db"), nil, trace)
	ada := sqlitetest.SetUp(t, store)
	signIn(t, store, ada, "token")
	for _, n := range []int{1, 20} {
		fill(t, store, ada, n)
		for _, r := range reads {
			var got []string
			for _, s := range trace.Of(func() {
				if err := r.read(t, store); err != nil {
					t.Errorf("%s: %v", r.name, err)
				}
			}) {
				got = append(got, s.Name)
			}
			if diff := cmp.Diff(r.statements, got); diff != "" {
				t.Errorf("%s, after %d more:\n%s", r.name, n, diff)
			}
		}
	}
}

func TestEveryStatementOfAPageUsesItsIndex(t *testing.T) {
	trace := &sqlitetest.Trace{}
	store := sqlitetest.Open(t, filepath.Join(t.TempDir(), "blog.db"), nil, trace)
	ada := sqlitetest.SetUp(t, store)
	signIn(t, store, ada, "token")
	fill(t, store, ada, 1)
	for _, r := range reads {
		for _, s := range trace.Of(func() { _ = r.read(t, store) }) {
			plan := explain(t, store, s.SQL)
			if index := r.indexes[s.Name]; !strings.Contains(plan, index) {
				t.Errorf("%s: %s does not search %s:\n%s", r.name, s.Name, index, plan)
			}
			if strings.Contains(plan, "SCAN post") && !strings.Contains(plan, "post_unplaced") || strings.Contains(plan, "TEMP B-TREE") && s.Name != "loadTags" && s.Name != "pageLinks" && !strings.HasPrefix(s.Name, "Search: ") {
				t.Errorf("%s: %s reads more than it gives:\n%s", r.name, s.Name, plan)
			}
		}
	}
}

// explain returns the steps of a query's plan, one per line.
func explain(t *testing.T, s *sqlite.Store, query string) string {
	t.Helper()
	var steps []string
	err := s.DB().Read(t.Context(), func(tx *pool.Tx) (err error) {
		steps, err = pool.Select(t.Context(), tx, `EXPLAIN QUERY PLAN `+query, func(row pool.Scanner) (step string, err error) {
			var id, parent, unused int
			return step, row.Scan(&id, &parent, &unused, &step)
		}, slices.Repeat([]any{1}, strings.Count(query, "?"))...)
		return err
	})
	if err != nil {
		t.Fatalf("explain %s: %v", query, err)
	}
	return strings.Join(steps, "\n")
}
