package sqlite_test

import (
	"slices"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
)

func TestDamagedTagsAreMadeAgainOfTheHistory(t *testing.T) {
	const all = `SELECT post_id || ' ' || position || ' ' || post_tag.name || ' ' || slug || ' ' || coalesce(published, 'hidden') || ' ' || posts
		FROM post_tag JOIN tag ON tag.id = tag_id ORDER BY post_id, position`
	for _, table := range sqlite.TagTables {
		t.Run(table, func(t *testing.T) {
			path, store := patient(t)
			ada := blog.Author{ID: 1}
			stored := create(t, store, postOf(ada, "Retagged", "old"))
			stored.Tags = blog.NewTags([]string{"Öl & Wasser", "birds", "A"})
			if _, err := store.Update(t.Context(), stored, ada, false, sqlite.Rules{}); err != nil {
				t.Fatal(err)
			}
			index(t, store)
			before := lines(t, store, all)
			pages := pagesOf(t, store, table)
			if err := store.Close(); err != nil {
				t.Fatal(err)
			}
			for _, page := range pages {
				spoil(t, path, page)
			}
			store = sqlitetest.Open(t, path, nil, nil)
			p, _, err := store.Lookup(t.Context(), blog.AddressKey(stored.Path, ""))
			if err != nil || p.Title != "Retagged" || len(p.Tags) != 0 || p.Author.Name == "" {
				t.Errorf("until then readers get %+v (%v)", p, err)
			}
			if _, err := store.Post(t.Context(), stored.ID); blog.KindOf(err) != blog.Unavailable {
				t.Errorf("its author could save it without its tags: %v", err)
			}
			if err := store.Repair(t.Context()); err != nil {
				t.Fatal(err)
			}
			wantSound(t, path, 6, 4)
			if after := lines(t, store, all); !slices.Equal(before, after) {
				t.Errorf("the tags are\n%q, they were\n%q", after, before)
			}
			create(t, store, postOf(ada, "Afterwards", "birds", "new"))
			wantSound(t, path, 7, 5)
		})
	}
}

func TestAPostWhoseAuthorIsDamagedIsShown(t *testing.T) {
	path, store := patient(t)
	pages := pagesOf(t, store, "author", "tag")
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		spoil(t, path, page)
	}
	store = sqlitetest.Open(t, path, nil, nil)
	if p, _, err := store.Lookup(t.Context(), "/links/heron"); err != nil || p.Title != "Heron" || p.Author != (blog.Author{ID: 1}) {
		t.Errorf("readers get %+v (%v)", p, err)
	}
}
