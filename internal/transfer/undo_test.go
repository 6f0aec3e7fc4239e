package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer"
)

// edit changes a post's title as its author.
func (a *archive) edit(t *testing.T, key, title string) {
	t.Helper()
	p, _ := a.at(t, key)
	if _, err := a.gate.Save(t.Context(), p.Author, publish.Save{ID: p.ID, Version: p.Version, Entry: publish.Entry{Title: title, URL: p.URL, Body: p.Body, Format: p.Format}}); err != nil {
		t.Fatal(err)
	}
}

func (a *archive) undo(t *testing.T, batch int64) sqlite.Undone {
	t.Helper()
	u, err := a.importer().Undo(t.Context(), batch)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestAnImportIsTakenBackWhole(t *testing.T) {
	a := newArchive(t, map[string]string{
		"1.md": post("Heron", "2012-11-21", "permalink: /2012/heron/\nredirect_from: /old/heron\ntags: [birds]\nauthor: Tom\n"),
		"2.md": post("Stork", "2012-11-22", ""),
		"3.md": post("Crane", "2012-11-23", ""),
	})
	first, _ := a.bring(t, transfer.Options{}, "1.md", "2.md", "3.md")
	a.edit(t, "/links/3", "My crane")
	if diff := cmp.Diff(sqlite.Undone{Removed: 2, Trashed: 1}, a.undo(t, first.Batch)); diff != "" {
		t.Error(diff)
	}
	for _, key := range []string{"/2012/heron", "/old/heron", "/links/2"} {
		if _, _, err := a.store.Lookup(t.Context(), key); blog.KindOf(err) != blog.NotFound {
			t.Errorf("%s: %v", key, err)
		}
	}
	if _, _, err := a.store.Lookup(t.Context(), "/links/3"); blog.KindOf(err) != blog.Gone {
		t.Errorf("what the author has worked on is not in the trash: %v", err)
	}
	if authors, err := a.store.Authors(t.Context()); err != nil || len(authors) != 1 {
		t.Errorf("authors %+v, %v", authors, err)
	}
	if _, err := a.importer().Undo(t.Context(), first.Batch); blog.KindOf(err) != blog.Conflict {
		t.Errorf("a second time: %v", err)
	}
	if _, err := a.importer().Undo(t.Context(), 99); blog.KindOf(err) != blog.NotFound {
		t.Errorf("one that never was: %v", err)
	}
	again, lines := a.bring(t, transfer.Options{}, "1.md")
	if again.Counts[blog.ImportNew] != 1 || lines[0] != "1.md new /2012/heron/" {
		t.Errorf("brought in again: %q", lines)
	}
}

func TestWhatAnImportHasChangedIsAsItWasBefore(t *testing.T) {
	a := newArchive(t, map[string]string{"1.md": post("Heron", "2012-11-21", "tags: [birds]\n"), "2.md": post("Stork", "2012-11-22", "")})
	first, _ := a.bring(t, transfer.Options{}, "1.md", "2.md")
	a.write(t, "1.md", post("Heron, again", "2012-11-21", "tags: [wading]\n"))
	a.write(t, "2.md", post("Stork, again", "2012-11-22", ""))
	second, _ := a.bring(t, transfer.Options{}, "1.md", "2.md")
	a.edit(t, "/links/2", "My stork")

	_, err := a.importer().Undo(t.Context(), first.Batch)
	if blog.KindOf(err) != blog.Conflict || !strings.Contains(err.Error(), "Take back import 2 first") {
		t.Errorf("the first before the second: %v", err)
	}
	if diff := cmp.Diff(sqlite.Undone{Restored: 1, Left: 1}, a.undo(t, second.Batch)); diff != "" {
		t.Error(diff)
	}
	if p, _ := a.at(t, "/links/1"); p.Title != "Heron" || blog.TagList(p.Tags) != "birds" || p.Rendered.Own != "Words about Heron." {
		t.Errorf("it is %q, tagged %q, and says %q", p.Title, blog.TagList(p.Tags), p.Rendered.Own)
	}
	if p, _ := a.at(t, "/links/2"); p.Title != "My stork" {
		t.Errorf("the author's is %q", p.Title)
	}
	// The archive's item is known as it was: the newer one changes it again.
	third, lines := a.bring(t, transfer.Options{}, "1.md")
	if third.Counts[blog.ImportChanged] != 1 {
		t.Errorf("brought in again: %q", lines)
	}
	a.undo(t, third.Batch)
	if diff := cmp.Diff(sqlite.Undone{Removed: 1, Trashed: 1}, a.undo(t, first.Batch)); diff != "" {
		t.Error(diff)
	}
}

func TestTheSamePostFromElsewhereIsADuplicate(t *testing.T) {
	bookmark := `[{"href":"https://example.net/heron","description":"A heron","extended":"Words.","hash":"ab12","time":"2012-11-21T12:00:00Z","shared":"yes","toread":"no","tags":"birds"}]`
	rest := `[{"id":7,"url":"https://example.net/heron","title":"A heron","description":"Words.","tags":["birds"],"private":false,"created":"2012-11-21T13:00:00+01:00","updated":"","shorturl":"WDWyig"}]`
	a := newArchive(t, map[string]string{"pinboard.json": bookmark, "shaarli.json": rest})
	_, lines := a.bring(t, transfer.Options{}, "pinboard.json", "shaarli.json")
	if len(lines) != 2 || !strings.Contains(lines[0], " new /links/a-heron/") || !strings.Contains(lines[1], "duplicate /links/a-heron/: This post is here already") {
		t.Errorf("%q", lines)
	}
}

func TestBookmarksOfOneAddressAreAllKept(t *testing.T) {
	one := `[{"url":"https://example.net/heron","title":"A heron","description":"","notes":"First.","tag_names":[],"shared":true,"unread":false,"is_archived":false,"date_added":"2012-11-21T12:00:00Z","date_modified":"2012-11-21T12:00:00Z"},
		{"url":"https://example.net/heron","title":"A heron","description":"","notes":"Second.","tag_names":[],"shared":true,"unread":false,"is_archived":false,"date_added":"2013-11-21T12:00:00Z","date_modified":"2013-11-21T12:00:00Z"}]`
	a := newArchive(t, map[string]string{"linkding.json": one})
	summary, lines := a.bring(t, transfer.Options{}, "linkding.json")
	if summary.Counts[blog.ImportNew] != 2 {
		t.Errorf("%q", lines)
	}
	again, lines := a.bring(t, transfer.Options{}, "linkding.json")
	if again.Counts[blog.ImportUnchanged] != 2 {
		t.Errorf("again: %q", lines)
	}
	a.write(t, "linkding.json", strings.Replace(one, "Second.", "Second, changed.", 1))
	changed, lines := a.bring(t, transfer.Options{}, "linkding.json")
	if changed.Counts[blog.ImportUnchanged] != 1 || changed.Counts[blog.ImportChanged] != 1 {
		t.Errorf("one changed: %q", lines)
	}
}

func TestATakingBackThatWasCutShortIsFinishedByTheServer(t *testing.T) {
	var lines []string
	for i := range 450 {
		lines = append(lines, fmt.Sprintf(`{"href": "https://example.org/%d", "description": "Heron %d", "extended": "", "time": "2012-11-21T00:00:00Z", "shared": "yes", "toread": "no", "tags": ""}`, i, i))
	}
	a := newArchive(t, map[string]string{"pinboard.json": "[" + strings.Join(lines, ",\n") + "]"})
	sum, _ := a.bring(t, transfer.Options{}, "pinboard.json")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	turns := 0
	a.ran = func(statement string) {
		if statement == "Undo: lines" {
			if turns++; turns == 2 {
				cancel()
			}
		}
	}
	if _, err := a.importer().Undo(ctx, sum.Batch); !errors.Is(err, context.Canceled) {
		t.Fatalf("it was not cut short: %v", err)
	}
	a.ran = nil
	if n := a.posts(t); n == 0 || n == 450 {
		t.Fatalf("%d of 450 posts are left", n)
	}
	if b, err := a.store.Batch(t.Context(), sum.Batch); err != nil || b.State != blog.BatchUndoing {
		t.Errorf("the import is said to be %s, %v", b.State, err)
	}
	a.serve(t)
	a.reaches(t, sum.Batch, blog.BatchUndone)
	if n := a.posts(t); n != 0 {
		t.Errorf("%d posts are left", n)
	}
}
