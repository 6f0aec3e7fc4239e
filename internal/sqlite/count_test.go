package sqlite_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/search"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

// keptCounts are queries for the stored counts and for the same counts made from
// the posts; each returns a name and a number, in order.
var keptCounts = []struct{ what, kept, counted string }{
	{
		"sites", `SELECT host, posts FROM site WHERE posts <> 0 ORDER BY 1`,
		`SELECT site, count(*) FROM post WHERE status = 'published' AND trashed IS NULL AND site <> '' GROUP BY 1 ORDER BY 1`,
	},
	{
		"days", `SELECT CAST(day AS TEXT), posts FROM day WHERE posts <> 0 ORDER BY day`,
		`SELECT CAST(CAST(floor(published / 86400000.0) AS INTEGER) AS TEXT), count(*) FROM post WHERE status = 'published' AND trashed IS NULL GROUP BY 1 ORDER BY CAST(floor(published / 86400000.0) AS INTEGER)`,
	},
	{
		"authors", `SELECT CAST(id AS TEXT), posts FROM author WHERE posts <> 0 ORDER BY id`,
		`SELECT CAST(author_id AS TEXT), count(*) FROM post WHERE status = 'published' AND trashed IS NULL GROUP BY author_id ORDER BY author_id`,
	},
	{
		"tags", `SELECT slug, posts FROM tag WHERE posts <> 0 ORDER BY 1`,
		`SELECT tag.slug, count(*) FROM post JOIN post_tag ON post_tag.post_id = post.id JOIN tag ON tag.id = post_tag.tag_id
		WHERE post.status = 'published' AND post.trashed IS NULL GROUP BY 1 ORDER BY 1`,
	},
	{
		"the index", `SELECT 'search', count(*) FROM search UNION ALL SELECT 'desk', count(*) FROM search_desk`,
		`SELECT 'search', count(*) FROM post WHERE status = 'published' AND trashed IS NULL UNION ALL SELECT 'desk', count(*) FROM post WHERE status <> 'published' OR trashed IS NOT NULL`,
	},
}

// wantCountsKept wants every stored count to equal the actual one.
func wantCountsKept(t *testing.T, s *sqlite.Store) {
	t.Helper()
	index(t, s)
	list := func(query string) (out []string) {
		err := s.DB().Read(t.Context(), func(tx *pool.Tx) (err error) {
			out, err = pool.Select(t.Context(), tx, query, func(row pool.Scanner) (string, error) {
				var name string
				var n int
				err := row.Scan(&name, &n)
				return fmt.Sprintf("%s %d", name, n), err
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, c := range keptCounts {
		if diff := cmp.Diff(list(c.counted), list(c.kept)); diff != "" {
			t.Errorf("%s, counted and kept:\n%s", c.what, diff)
		}
	}
}

// operations change posts in all possible ways.
type operations struct {
	t       *testing.T
	s       *sqlite.Store
	clock   *sqlitetest.Clock
	r       *rand.Rand
	ids     []blog.PostID
	batches []int64
	items   int
}

func (o *operations) pick() blog.Post {
	return stored(o.t, o.s, o.ids[o.r.IntN(len(o.ids))])
}

// vary changes the properties of a post at random.
func (o *operations) vary(p *blog.Post) {
	p.URL = []string{"", "https://example.org/a", "https://www.example.org/b", "https://other.example/", "http://sub.example.org:8080/"}[o.r.IntN(5)]
	p.Tags = blog.NewTags([]string{"birds", "Lakes", "rivers", "still water"}[:o.r.IntN(5)])
	p.Body = fmt.Sprint(o.r.Uint64())
	p.Rendered.Own = "Word" + p.Body
	if o.r.IntN(2) == 0 {
		p.Published = time.Unix(o.r.Int64N(1<<31)-1<<30, o.r.Int64N(1e9)).Truncate(time.Millisecond)
	}
}

func (o *operations) imports() {
	batch := begin(o.t, o.s)
	var items []blog.Import
	for range 1 + o.r.IntN(4) {
		// Some of them were imported before, and have changed since.
		o.items++
		i := item(fmt.Sprintf("Item %d", o.r.IntN(o.items)), "")
		o.vary(&i.Post)
		i.Raw, i.Post.Author.Name = []byte(i.Post.Body), []string{"Grace Example", "Zoë Smith", ""}[o.r.IntN(3)]
		if o.r.IntN(4) == 0 {
			i.Post.Status = blog.Draft
		}
		items = append(items, i)
	}
	results, err := o.s.ImportPosts(o.t.Context(), sqlite.Importing{Batch: batch, Rules: rules}, items)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, r := range results {
		if r.Outcome == blog.ImportNew {
			o.ids = append(o.ids, r.PostID)
		}
	}
	o.batches = append(o.batches, batch)
}

func (o *operations) undo() {
	if len(o.batches) == 0 {
		return
	}
	last := len(o.batches) - 1
	for before, more := 0, true; more; {
		u, err := o.s.Undo(o.t.Context(), o.batches[last], before, 2)
		if err != nil {
			o.t.Fatal(err)
		}
		before, more = u.Before, u.Before > 0
	}
	o.batches = o.batches[:last]
	o.ids = slices.DeleteFunc(o.ids, func(id blog.PostID) bool {
		return count(o.t, o.s, "SELECT count(*) FROM post WHERE id = ?", id) == 0
	})
}

func (o *operations) edit() {
	p := o.pick()
	if p.InTrash() {
		return
	}
	o.vary(&p)
	p.Author.ID = blog.AuthorID(1 + o.r.IntN(count(o.t, o.s, "SELECT count(*) FROM author")))
	if count(o.t, o.s, "SELECT count(*) FROM author WHERE id = ?", p.Author.ID) == 0 {
		p.Author.ID = 1
	}
	if o.r.IntN(3) == 0 && p.Status == blog.Draft {
		p.Status = blog.Published
	}
	update(o.t, o.s, p)
}

func (o *operations) one() {
	switch n := o.r.IntN(10); {
	case n < 2 || len(o.ids) == 0:
		p := draftOf(blog.Author{ID: 1}, "Title")
		if o.vary(&p); o.r.IntN(2) == 0 {
			p.Status = blog.Published
		} else {
			p.Published = time.Time{}
		}
		o.ids = append(o.ids, create(o.t, o.s, p).ID)
	case n < 5:
		o.edit()
	case n == 5:
		trash(o.t, o.s, o.pick().ID)
	case n == 6:
		restore(o.t, o.s, o.pick().ID)
	case n == 7:
		i := o.r.IntN(len(o.ids))
		purge(o.t, o.s, o.ids[i])
		o.ids = slices.Delete(o.ids, i, i+1)
	case n == 8 && o.r.IntN(3) > 0:
		o.imports()
	case n == 8:
		o.undo()
	default:
		p := o.pick()
		p.URL = "https://rendered.example/"
		p.Rendered.Version++
		if err := o.s.SaveRendered(o.t.Context(), []blog.Post{p}, nil); err != nil {
			o.t.Fatal(err)
		}
	}
	o.clock.Advance(time.Duration(o.r.Int64N(int64(9 * time.Hour))))
}

func TestCountsAreKeptWhateverHappens(t *testing.T) {
	for seed := range uint64(3) {
		store, clock := newBlog(t)
		o := operations{t: t, s: store, clock: clock, r: rand.New(rand.NewPCG(seed, 7))}
		for n := range 200 {
			o.one()
			if n%25 == 24 {
				wantCountsKept(t, store)
			}
		}
		wantWordsKept(t, store, o.ids)
		if t.Failed() {
			t.Fatalf("with seed %d", seed)
		}
	}
}

// wantWordsKept wants each post to be found by the word that only this post
// contains.
func wantWordsKept(t *testing.T, s *sqlite.Store, ids []blog.PostID) {
	t.Helper()
	for _, id := range ids {
		p := stored(t, s, id)
		query := "mine:" + p.Rendered.Own
		switch {
		case p.InTrash():
			query += " is:trash"
		case p.Status == blog.Draft:
			query += " is:draft"
		}
		found := searched(t, s, sqlite.Searching{Query: search.Parse(query, time.UTC), Author: true, Limit: 5})
		if !slices.ContainsFunc(found.Posts, func(o blog.Post) bool { return o.ID == id }) {
			t.Errorf("%s does not find post %d", query, id)
		}
	}
}

// periods returns functions that return the beginning of a day, month and year in
// a zone.
func periods(zone *time.Location) map[string]func(time.Time) time.Time {
	at := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, zone) }
	return map[string]func(time.Time) time.Time{
		"day":   func(t time.Time) time.Time { y, m, d := t.In(zone).Date(); return at(y, m, d) },
		"month": func(t time.Time) time.Time { y, m, _ := t.In(zone).Date(); return at(y, m, 1) },
		"year":  func(t time.Time) time.Time { return at(t.In(zone).Year(), 1, 1) },
	}
}

// postsAt stores posts published at these times, a draft, and a post in the trash.
func postsAt(t *testing.T, s *sqlite.Store, times []time.Time) {
	t.Helper()
	ada := blog.Author{ID: 1}
	for i, at := range times {
		p := postOf(ada, fmt.Sprintf("Post %d", i))
		p.Published = at
		create(t, s, p)
	}
	create(t, s, draftOf(ada, "Draft"))
	gone := postOf(ada, "Gone")
	gone.Published = times[0]
	trash(t, s, create(t, s, gone).ID)
}

func TestCountsOfPeriodsAreWhatCountingGives(t *testing.T) {
	store, _ := newBlog(t)
	r := rand.New(rand.NewPCG(3, 4))
	var times []time.Time
	for _, around := range []time.Time{
		time.Date(2012, 3, 25, 1, 0, 0, 0, time.UTC), // Berlin sets its clocks forward
		time.Date(2012, 10, 28, 1, 0, 0, 0, time.UTC),
		time.Date(2012, 9, 29, 14, 0, 0, 0, time.UTC), // Auckland
		time.Date(2012, 12, 31, 23, 0, 0, 0, time.UTC),
		time.Date(1969, 12, 31, 23, 0, 0, 0, time.UTC),
		time.Date(1950, 6, 1, 0, 0, 0, 0, time.UTC),
	} {
		for _, exactly := range []time.Duration{-time.Hour - time.Millisecond, -time.Millisecond, 0, time.Millisecond, time.Hour, 2 * time.Hour} {
			times = append(times, around.Truncate(24*time.Hour).Add(exactly), around.Add(exactly))
		}
		for range 25 {
			times = append(times, around.Add(time.Duration(r.Int64N(int64(96*time.Hour)))-48*time.Hour).Truncate(time.Millisecond))
		}
	}
	postsAt(t, store, times)
	for _, name := range []string{"UTC", "Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu", "Europe/London"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		begins := periods(zone)
		for period, begin := range begins {
			limits := []time.Time{{}, begin(times[0]), begin(times[40]), begin(times[90])}
			for _, from := range limits {
				for _, until := range limits {
					got, err := store.Counts(t.Context(), from, until, begin)
					if err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(counting(times, from, until, begin), listed(got)); diff != "" {
						t.Errorf("%ss in %s from %v until %v:\n%s", period, name, from, until, diff)
					}
				}
			}
		}
	}
}

// counting counts posts by period, without the store.
func counting(times []time.Time, from, until time.Time, begin func(time.Time) time.Time) []string {
	posts := map[int64]int{}
	for _, at := range times {
		if b := begin(at); !b.Before(from) && (until.IsZero() || b.Before(until)) {
			posts[b.UnixMilli()]++
		}
	}
	var counts []sqlite.Count
	for b, n := range posts {
		counts = append(counts, sqlite.Count{Begin: time.UnixMilli(b), Posts: n})
	}
	slices.SortFunc(counts, func(a, b sqlite.Count) int { return a.Begin.Compare(b.Begin) })
	return listed(counts)
}

func listed(counts []sqlite.Count) []string {
	var out []string
	for _, c := range counts {
		out = append(out, fmt.Sprintf("%s %d", c.Begin.UTC().Format(time.RFC3339), c.Posts))
	}
	return out
}

func TestNeighbours(t *testing.T) {
	store, _ := newBlog(t)
	noon := time.Date(2012, 5, 1, 12, 0, 0, 0, time.UTC)
	postsAt(t, store, []time.Time{noon, noon.Add(time.Hour), noon.Add(time.Hour), time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC)})
	for _, c := range []struct {
		name         string
		at           blog.Cursor
		older, newer string
	}{
		{"in the middle", blog.Cursor{At: noon, ID: 1}, "Post 3", "Post 1"},
		{"of one moment the number decides", blog.Cursor{At: noon.Add(time.Hour), ID: 2}, "Post 0", "Post 2"},
		{"the newest", blog.Cursor{At: noon.Add(time.Hour), ID: 3}, "Post 1", ""},
		{"the oldest", blog.Cursor{At: time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC), ID: 4}, "", "Post 0"},
		{"no post", blog.Cursor{At: noon.Add(time.Minute)}, "Post 0", "Post 1"},
	} {
		older, newer, err := store.Neighbours(t.Context(), c.at)
		if err != nil {
			t.Fatal(err)
		}
		if older.Name != c.older || newer.Name != c.newer || older.Name != "" && (older.Path == "" || older.Published.IsZero()) {
			t.Errorf("%s: %+v and %+v, want %q and %q", c.name, older, newer, c.older, c.newer)
		}
	}
}

func TestTagsAndSitesInPages(t *testing.T) {
	store, _ := newBlog(t)
	ada := blog.Author{ID: 1}
	tagNames := []string{"a", "b", "c", "d", "e", "f", "g"}
	for i := range tagNames {
		p := postOf(ada, "Post", tagNames[:i/2+1]...)
		p.URL = fmt.Sprintf("https://%s.example/", tagNames[i/2])
		create(t, store, p)
	}
	hidden := draftOf(ada, "Draft")
	hidden.Tags, hidden.URL = blog.NewTags([]string{"secret"}), "https://secret.example/"
	create(t, store, hidden)
	all := func(list func(sqlite.LabelCursor) ([]sqlite.Label, sqlite.LabelCursor, error)) (out []string) {
		var at sqlite.LabelCursor
		for range 20 {
			labels, next, err := list(at)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range labels {
				out = append(out, fmt.Sprintf("%s %d", l.Slug, l.Posts))
			}
			if at = next; at == (sqlite.LabelCursor{}) {
				break
			}
		}
		return out
	}
	for limit := 1; limit <= 5; limit++ {
		tags := all(func(at sqlite.LabelCursor) ([]sqlite.Label, sqlite.LabelCursor, error) {
			return store.Tags(t.Context(), at, limit)
		})
		if diff := cmp.Diff([]string{"a 7", "b 5", "c 3", "d 1"}, tags); diff != "" {
			t.Errorf("tags by %d:\n%s", limit, diff)
		}
		sites := all(func(at sqlite.LabelCursor) ([]sqlite.Label, sqlite.LabelCursor, error) {
			return store.Sites(t.Context(), at, limit)
		})
		if diff := cmp.Diff([]string{"a.example 2", "b.example 2", "c.example 2", "d.example 1"}, sites); diff != "" {
			t.Errorf("sites by %d:\n%s", limit, diff)
		}
	}
}

func TestTheMapHoldsWhatReadersSee(t *testing.T) {
	store, clock := newBlog(t)
	ada := blog.Author{ID: 1}
	one := create(t, store, postOf(ada, "One"))
	create(t, store, draftOf(ada, "Draft"))
	clock.Advance(time.Hour)
	one.Body = "Changed."
	one = update(t, store, one)
	two := create(t, store, postOf(ada, "Two"))
	trash(t, store, create(t, store, postOf(ada, "Gone")).ID)
	highest, err := store.Highest(t.Context())
	if err != nil || highest != 4 {
		t.Errorf("the highest is %d, %v", highest, err)
	}
	var got []string
	for _, part := range []sqlite.Part{{After: 0, Last: 2}, {After: 2, Last: 4}} {
		entries, err := store.Map(t.Context(), part)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			got = append(got, e.Path+" "+e.Changed.Format(time.RFC3339))
		}
	}
	later := clock.Now().Format(time.RFC3339)
	if diff := cmp.Diff([]string{one.Path + " " + later, two.Path + " " + later}, got); diff != "" {
		t.Error(diff)
	}
}
