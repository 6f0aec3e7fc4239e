package transfer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/transfer"
)

// shows returns the picture that a post shows.
func (a *archive) shows(t *testing.T, key string) string {
	t.Helper()
	p, _ := a.at(t, key)
	_, name, found := strings.Cut(p.Rendered.HTML, `src="/media/`)
	name, _, _ = strings.Cut(name, `"`)
	if !found {
		return ""
	}
	m, err := a.store.Media(t.Context(), name)
	if err != nil {
		t.Fatalf("%s: %v", p.Rendered.HTML, err)
	}
	return string(m.Data)
}

func TestPicturesOfOneNameInTwoArchives(t *testing.T) {
	const file = "---\ntitle: %s\ndate: 2012-11-21\n%s---\n![](%s)\n"
	a := newArchive(t, map[string]string{
		"one/heron.md":    fmt.Sprintf(file, "Heron", "", "media/a.png"),
		"one/crane.md":    fmt.Sprintf(file, "Crane", "permalink: https://old.example/crane/\n", "/media/a.png"),
		"one/media/a.png": picture + "1",
		"two/stork.md":    fmt.Sprintf(file, "Stork", "", "media/a.png"),
		"two/egret.md":    fmt.Sprintf(file, "Egret", "permalink: https://old.example/egret/\n", "/media/a.png"),
		"two/media/a.png": picture + "2",
	})
	a.bring(t, transfer.Options{}, "one")
	_, lines := a.bring(t, transfer.Options{}, "two")
	want := []string{
		"two/egret.md new /egret/: Pictures that did not come along: https://old.example/media/a.png (an earlier import brought another file from that address, which is shown).",
		"two/stork.md new /links/stork/",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
	for _, format := range []string{"frontmatter", "json"} {
		b := newArchive(t, nil)
		b.bring(t, transfer.Options{}, a.exportBelow(t, format, b.dir)) // there it has another number
		for key, number := range map[string]string{"/links/heron": "1", "/crane": "1", "/links/stork": "2", "/egret": "1"} {
			for name, x := range map[string]*archive{"": a, " exported as " + format: b} {
				if got := x.shows(t, key); got != picture+number {
					t.Errorf("%s%s shows %q, want the picture %s", key, name, strings.TrimPrefix(got, picture), number)
				}
			}
		}
	}
}

func TestArchivesImportedTogetherHaveDifferentFilesAtOnePath(t *testing.T) {
	const file = "---\ntitle: %s\ndate: 2012-11-21\n---\n![](media/%s.png)\n"
	a := newArchive(t, map[string]string{
		"one/heron.md": fmt.Sprintf(file, "Heron", "a"), "one/media/a.png": picture + "1",
		"two/stork.md": fmt.Sprintf(file, "Stork", "a"), "two/media/a.png": picture + "2",
		"one/crane.md": fmt.Sprintf(file, "Crane", "same"), "one/media/same.png": picture,
		"two/media/same.png": picture,
	})
	_, lines := a.bring(t, transfer.Options{}, "one", "two")
	const note = ": Pictures that did not come along: /media/a.png (archives imported together have different files at that path; the first one's is shown, so import them one by one)."
	want := []string{"one/crane.md new /links/crane/", "one/heron.md new /links/heron/" + note, "two/stork.md new /links/stork/" + note}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
}

// exportBelow exports to a folder below dir and returns its name.
func (a *archive) exportBelow(t *testing.T, format, dir string) string {
	t.Helper()
	if err := os.Mkdir(filepath.Join(dir, "exported"), 0o700); err != nil {
		t.Fatal(err)
	}
	a.export(t, format, filepath.Join(dir, "exported"))
	return "exported"
}

// The number of the import that brought a file is that of the other blog.
func TestAPictureOfALaterImportComesBack(t *testing.T) {
	a := newArchive(t, map[string]string{
		"one.md":          post("Crane", "2012-11-20", ""),
		"two/stork.md":    "---\ntitle: Stork\ndate: 2012-11-21\n---\n![](media/a.png)\n",
		"two/media/a.png": picture,
	})
	a.bring(t, transfer.Options{}, "one.md")
	a.bring(t, transfer.Options{}, "two")
	b := newArchive(t, nil)
	_, lines := b.bring(t, transfer.Options{}, a.exportBelow(t, "frontmatter", b.dir))
	if b.shows(t, "/links/stork") != picture {
		t.Errorf("the report: %q", lines)
	}
}

func TestADateThatWasOnlyTheFilesComesBack(t *testing.T) {
	a := newArchive(t, map[string]string{"notes/heron.md": "It stood.\n", "notes/stork.md": "---\ntitle: Stork\n---\nIt flew.\n"})
	for _, name := range []string{"heron.md", "stork.md"} {
		if err := os.Chtimes(filepath.Join(a.dir, "notes", name), lastYear, lastYear); err != nil {
			t.Fatal(err)
		}
	}
	a.bring(t, transfer.Options{}, "notes")
	b := newArchive(t, nil)
	b.bring(t, transfer.Options{}, a.exportBelow(t, "frontmatter", b.dir))
	for _, key := range []string{"/links/heron", "/links/stork"} {
		if p, _ := b.at(t, key); !p.Published.Equal(lastYear) {
			t.Errorf("%s is of %s", key, p.Published)
		}
	}
}

// An archive may have thousands of pictures, of 32 MB each.
func TestPicturesAreReadIntoOneBuffer(t *testing.T) {
	const pictures, size = 8, 4 << 20
	files := map[string]string{}
	for i := range pictures {
		files[fmt.Sprintf("site/%d.md", i)] = fmt.Sprintf("---\ntitle: %d\ndate: 2012-11-21\n---\n![](%d.png)\n", i, i)
		files[fmt.Sprintf("site/%d.png", i)] = picture + strings.Repeat(fmt.Sprint(i), size)
	}
	a := newArchive(t, files)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	summary, _ := a.bring(t, transfer.Options{}, "site")
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / pictures; summary.Files != pictures || each > size {
		t.Errorf("%d pictures, %d bytes allocated for each", summary.Files, each)
	}
}

func TestTwoPostsOfOneSecondAboutOnePageComeBackAsTwo(t *testing.T) {
	a := newArchive(t, nil)
	owner, err := a.store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"Once.", "Twice."} { // the clock stands still
		entry := publish.Entry{Title: "A heron", URL: "https://example.org/heron", Body: words}
		if _, err := a.gate.Save(t.Context(), owner, publish.Save{Publish: true, Entry: entry}); err != nil {
			t.Fatal(err)
		}
	}
	for _, format := range []string{"frontmatter", "json", "wxr"} {
		b := newArchive(t, nil)
		out := a.exportBelow(t, format, b.dir)
		if summary, lines := b.bring(t, transfer.Options{}, out); summary.Counts[blog.ImportNew] != 2 {
			t.Errorf("of two posts in %s come %v: %q", format, summary.Counts, lines)
		}
		again, err := a.importer().Import(t.Context(), transfer.Options{BatchOptions: blog.BatchOptions{Paths: []string{filepath.Join(b.dir, out)}}})
		if err != nil || again.Counts[blog.ImportNew] != 0 {
			t.Errorf("the blog that they were exported from gets %v of %s, %v", again.Counts, format, err)
		}
	}
}
