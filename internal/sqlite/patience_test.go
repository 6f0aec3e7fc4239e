package sqlite_test

import (
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/search"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
)

func TestASearchThatHasNoTimeStillShowsWhatItFinds(t *testing.T) {
	store, _ := newBlog(t)
	many(t, store, 60, sqlitetest.Start)
	for _, tc := range []struct {
		name  string
		in    sqlite.Searching
		shown int
		total int
		more  bool
	}{
		{"a page of them", sqlite.Searching{Limit: 20}, 20, 20, true},
		{"a page that is not a round number", sqlite.Searching{Limit: 33}, 33, 20, true},
		{"all, on one page", sqlite.Searching{Limit: 70}, 60, 60, false},
		{"the best", sqlite.Searching{Limit: 20, Best: true}, 20, 20, true},
		{"the next of the best", sqlite.Searching{Limit: 20, Best: true, Skip: 20}, 20, 20, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.in.Query, tc.in.Patience = search.Parse("heron", time.UTC), time.Nanosecond
			found := searched(t, store, tc.in)
			if len(found.Posts) != tc.shown || found.Total != tc.total || found.More != tc.more || (found.Next != 0) != tc.more {
				t.Errorf("%d are shown, of %d, more %t, next %d", len(found.Posts), found.Total, found.More, found.Next)
			}
		})
	}
}

func TestAnArchivesPostsAreFoundInWhicheverWayTheyComeIn(t *testing.T) {
	store, _ := newBlog(t)
	first, again := item("Heron", ""), item("Heron again", "")
	again.Key, again.Post.Updated = first.Key, first.Post.Published.Add(time.Hour) // the same item, with a later change
	results := bring(t, store, first, again, item("Bittern", ""))
	wantOutcome(t, "the changed item", results[1], blog.ImportChanged, results[0].Path, "")
	// The schema refuses the second, so the transaction is run again with
	// savepoints.
	bad := item("Lake", "")
	bad.Post.Format = "no format"
	results = bring(t, store, item("Crane", ""), bad, item("Rail", ""))
	if results[1].Outcome != blog.ImportRejected {
		t.Errorf("a post of no format: %+v", results[1])
	}
	for query, want := range map[string]string{"heron": "Heron again", "bittern": "Bittern", "crane": "Crane", "rail": "Rail"} {
		if got := find(t, store, query); len(got) != 1 || got[0] != want {
			t.Errorf("%s finds %q", query, got)
		}
	}
	if got := find(t, store, "lake"); len(got) != 0 {
		t.Errorf("what was refused is found: %q", got)
	}
	if n := count(t, store, "SELECT count(*) FROM post WHERE place IS NULL"); n != 0 {
		t.Errorf("%d posts are not indexed", n)
	}
}
