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
	// The old item of the archive is on record: importing the newer one changes the
	// post again.
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

func TestAPictureStaysAsLongAsAPostShowsIt(t *testing.T) {
	const shows = "permalink: http://old.example/%s/\n---\n![](http://old.example/heron.png)\n"
	files := map[string]string{"first/heron.png": picture, "second/heron.png": picture}
	for _, name := range []string{"first", "second"} {
		files[name+"/post.md"] = "---\ntitle: " + name + "\ndate: 2012-11-21\n" + fmt.Sprintf(shows, name)
	}
	const none, first, second = -1, 0, 1
	for _, tc := range []struct {
		name    string
		own     bool // the author has written about it, too
		edited  int  // number of the import whose post the author has changed
		undone  []int
		remains bool
	}{
		{"the first import is taken back", false, none, []int{first}, true},
		{"the second import is taken back", false, none, []int{second}, true},
		{"both are taken back, the first first", false, none, []int{first, second}, false},
		{"both are taken back, the second first", false, none, []int{second, first}, false},
		{"both are taken back, and the author has written of it", true, none, []int{second, first}, true},
		{"both are taken back, and what the author has worked on lies in the trash", false, first, []int{first, second}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := newArchive(t, files)
			one, _ := a.bring(t, transfer.Options{}, "first")
			other, _ := a.bring(t, transfer.Options{}, "second")
			batches := []int64{one.Batch, other.Batch}
			p, _ := a.at(t, "/first")
			_, name, _ := strings.Cut(p.Rendered.HTML, `src="/media/`)
			name, _, _ = strings.Cut(name, `"`)
			if q, _ := a.at(t, "/second"); name == "" || !strings.Contains(q.Rendered.HTML, name) {
				t.Fatalf("it is not shown: %s", q.Rendered.HTML)
			}
			if tc.own {
				saved, err := a.gate.Save(t.Context(), p.Author, publish.Save{Key: "own", Publish: true, Entry: publish.Entry{Title: "Mine", Body: "![](http://old.example/heron.png)", Format: blog.Markdown}})
				if err != nil || !strings.Contains(saved.Rendered.HTML, name) {
					t.Fatalf("%v: %s", err, saved.Rendered.HTML)
				}
			}
			if tc.edited != none {
				a.edit(t, "/first", "My heron")
			}
			for _, n := range tc.undone {
				a.undo(t, batches[n])
			}
			if _, err := a.store.Media(t.Context(), name); (err == nil) != tc.remains || err != nil && blog.KindOf(err) != blog.NotFound {
				t.Errorf("the picture: %v", err)
			}
			// What is rendered again links to it as before.
			local, err := a.store.Local(t.Context(), []string{"http://old.example/heron.png"})
			if err != nil || (len(local) == 1) != tc.remains {
				t.Errorf("its address leads to %v, %v", local, err)
			}
		})
	}
}
