package publish_test

import (
	"errors"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
)

// house is a blog with an author and a gate.
type house struct {
	*publish.Gate
	store *sqlite.Store
	clock *sqlitetest.Clock
	ada   blog.Author
}

func newHouse(t *testing.T) house {
	t.Helper()
	clock := sqlitetest.NewClock()
	store := sqlitetest.New(t, clock)
	return house{publish.New(store), store, clock, sqlitetest.SetUp(t, store)}
}

// linkTo is what the form of a link post holds.
func linkTo(title, body string) publish.Save {
	return publish.Save{Publish: true, Entry: publish.Entry{Title: title, URL: "https://example.org/page", Body: body}}
}

// edit is what the form of a stored post holds.
func edit(p blog.Post) publish.Save {
	return publish.Save{ID: p.ID, Version: p.Version, Entry: publish.Entry{
		Title: p.Title, URL: p.URL, Via: p.Via, Body: p.Body, Format: p.Format, Tags: p.Tags, Slug: p.Slug, Lang: p.Lang,
	}}
}

func (h house) save(t *testing.T, s publish.Save) blog.Post {
	t.Helper()
	p, err := h.Save(t.Context(), h.ada, s)
	if err != nil {
		t.Fatalf("save %q: %v", s.Title, err)
	}
	return p
}

func (h house) stored(t *testing.T, id blog.PostID) blog.Post {
	t.Helper()
	p, err := h.store.Post(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// posts counts what is stored on all shelves.
func (h house) posts(t *testing.T) (n int) {
	t.Helper()
	counts, err := h.store.ShelfCounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range counts {
		n += c
	}
	return n
}

// wantConflict wants an error that carries the post as it stands.
func wantConflict(t *testing.T, err error, stored blog.Post) {
	t.Helper()
	c, ok := errors.AsType[*publish.Conflict](err)
	if !ok || blog.KindOf(err) != blog.Conflict {
		t.Errorf("got %v, want a conflict", err)
		return
	}
	if c.Stored.ID != stored.ID || c.Stored.Version != stored.Version || c.Stored.Body != stored.Body || c.Error() == "" {
		t.Errorf("it carries post %d, version %d, %q", c.Stored.ID, c.Stored.Version, c.Stored.Body)
	}
}

// derivation is the version that stands beside what is derived from words.
const derivation = markup.Version<<8 | blog.SourceKeyVersion
