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

// benchmarked is how many posts benchmarks read from.
const benchmarked = 2000

// benchmarkStore returns a blog whose posts all contain one word, and every tenth
// another.
func benchmarkStore(b *testing.B) *sqlite.Store {
	b.Helper()
	store := sqlitetest.New(b, nil)
	sqlitetest.SetUp(b, store)
	batch, err := store.BeginImport(b.Context(), blog.Batch{State: blog.BatchImporting})
	if err != nil {
		b.Fatal(err)
	}
	items := make([]blog.Import, benchmarked)
	for i := range items {
		p := postOf(blog.Author{}, fmt.Sprintf("Heron %d", i), "birds", fmt.Sprintf("tag%d", i%50))
		p.Published = sqlitetest.Start.Add(-time.Duration(i) * time.Hour)
		p.URL = fmt.Sprintf("https://example.org/%d", i)
		p.Rendered.Own = strings.Repeat("A heron stands in the still water, as others did. ", 8)
		if i%10 == 0 {
			p.Rendered.Own += "Beside it is a bittern."
		}
		p.Rendered.HTML = "<p>" + p.Rendered.Own + "</p>"
		items[i] = blog.Import{Key: fmt.Sprint(i), Raw: fmt.Append(nil, i), Post: p}
		items[i].Post.Path = fmt.Sprintf("/links/heron-%d/", i)
	}
	if _, err := store.ImportPosts(b.Context(), sqlite.Importing{Batch: batch, Rules: rules}, items); err != nil {
		b.Fatal(err)
	}
	return store
}

func BenchmarkStore(b *testing.B) {
	store := benchmarkStore(b)
	find := func(query string, best bool) func() (int, error) {
		in := sqlite.Searching{Query: search.Parse(query, time.UTC), Best: best, Limit: 20}
		return func() (int, error) {
			found, err := store.Search(b.Context(), in)
			return len(found.Posts), err
		}
	}
	for _, bc := range []struct {
		name string
		read func() (posts int, err error)
		want int
	}{
		{"Recent", func() (int, error) {
			_, list, err := store.Posts(b.Context(), sqlite.Of{}, blog.Cursor{}, 20)
			return len(list.Posts), err
		}, 20},
		{"Tagged", func() (int, error) {
			_, list, err := store.Posts(b.Context(), sqlite.Of{Tag: "birds"}, blog.Cursor{}, 20)
			return len(list.Posts), err
		}, 20},
		{"Lookup", func() (int, error) {
			_, _, err := store.Lookup(b.Context(), "/links/heron-1000")
			return 1, err
		}, 1},
		{"Search", find("bittern", false), 20},
		{"SearchFrequent", find("heron water", false), 20},
		{"SearchPhrase", find(`"still water"`, false), 20},
		{"SearchBest", find("heron bittern", true), 20},
	} {
		b.Run(bc.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if got, err := bc.read(); err != nil || got != bc.want {
					b.Fatalf("%d posts, %v", got, err)
				}
			}
		})
	}
}
