package sqlite_test

import (
	"fmt"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
)

// rules are those of a blog with default settings.
var rules = sqlite.Rules{Pattern: blog.DefaultPattern, Zone: time.UTC, Finisher: plain(1)}

// plain is a Finisher that renders a short summary of a post. Its value is the
// stamp.
type plain int64

func (n plain) Stamp() int64 { return int64(n) }

func (n plain) Finish(p *blog.Post) (string, error) {
	return fmt.Sprintf("%d: %s %s %s %s %s %d %d %s by %s, %s", n, p.Title, p.URL, p.Via, p.Lang, p.Path, p.Published.Unix(), p.Updated.Unix(), p.Rendered.HTML, p.Author.Name, blog.TagList(p.Tags)), nil
}

// draftOf returns a draft.
func draftOf(by blog.Author, title string) blog.Post {
	return blog.Post{
		Status: blog.Draft, Author: by, Title: title, URL: "https://example.org/", Body: "Words.", Format: blog.Markdown,
		Slug:     blog.Slug(title),
		Rendered: blog.Rendered{HTML: "<p>Words.</p>", Own: "Words.", Version: 1},
	}
}

// postOf returns a published post.
func postOf(by blog.Author, title string, tags ...string) blog.Post {
	p := draftOf(by, title)
	p.Status = blog.Published
	p.Tags = blog.NewTags(tags)
	return p
}

func create(t *testing.T, s *sqlite.Store, p blog.Post) blog.Post {
	t.Helper()
	out, _, err := s.Create(t.Context(), p, rules)
	if err != nil {
		t.Fatalf("create %q: %v", p.Title, err)
	}
	return out
}

func update(t *testing.T, s *sqlite.Store, p blog.Post) blog.Post {
	t.Helper()
	out, err := s.Update(t.Context(), p, p.Author, true, rules)
	if err != nil {
		t.Fatalf("update %d: %v", p.ID, err)
	}
	return out
}

// index indexes new posts, as the server does a moment later.
func index(t *testing.T, s *sqlite.Store) {
	t.Helper()
	if _, err := s.Index(t.Context(), rules.Finisher); err != nil {
		t.Fatalf("index: %v", err)
	}
}

func trash(t *testing.T, s *sqlite.Store, id blog.PostID) {
	t.Helper()
	if _, err := s.Trash(t.Context(), id); err != nil {
		t.Fatalf("trash %d: %v", id, err)
	}
}

func restore(t *testing.T, s *sqlite.Store, id blog.PostID) {
	t.Helper()
	if _, err := s.Restore(t.Context(), id); err != nil {
		t.Fatalf("restore %d: %v", id, err)
	}
}

func purge(t *testing.T, s *sqlite.Store, id blog.PostID) {
	t.Helper()
	trash(t, s, id)
	if err := s.Purge(t.Context(), id); err != nil {
		t.Fatalf("purge %d: %v", id, err)
	}
}

// stored returns a post as it is stored.
func stored(t *testing.T, s *sqlite.Store, id blog.PostID) blog.Post {
	t.Helper()
	p, err := s.Post(t.Context(), id)
	if err != nil {
		t.Fatalf("post %d: %v", id, err)
	}
	return p
}

// wantKind wants an error of a kind.
func wantKind(t *testing.T, what string, err error, kind blog.ErrorKind) {
	t.Helper()
	if err == nil || blog.KindOf(err) != kind {
		t.Errorf("%s gives %v, want an error of kind %d", what, err, kind)
	}
}

// count returns the number that a query selects.
func count(t *testing.T, s *sqlite.Store, query string, args ...any) int {
	t.Helper()
	n := 0
	err := s.DB().Read(t.Context(), func(tx *pool.Tx) (err error) {
		n, err = pool.One(t.Context(), tx, query, pool.Value[int], args...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// titles returns the titles of posts in their order.
func titles(posts []blog.Post) []string {
	out := make([]string, len(posts))
	for i, p := range posts {
		out[i] = p.Title
	}
	return out
}
