package transfer_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
	"pullquote/internal/transfer"
)

// plainSite is a Site of one page.
type plainSite struct{}

func (plainSite) Files(_ context.Context, base string, put func(string, []byte) error, _ func(sqlite.Loss)) (int, error) {
	return 1, put("index.html", []byte(base))
}

func (a *archive) exporter(now func() time.Time) *transfer.Exporter {
	return transfer.NewExporter(a.store, plainSite{}, transfer.ExporterOptions{
		Base: func(context.Context) (string, error) { return "https://links.example", nil }, Program: "Pullquote", Now: now,
	})
}

func (a *archive) export(t *testing.T, format, out string) int {
	t.Helper()
	done, err := a.exporter(func() time.Time { return today }).Export(t.Context(), format, out)
	if err != nil {
		t.Fatal(err)
	}
	return done.Posts
}

// tree returns the contents of the files below a folder, except hidden ones.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(e.Name(), ".") || strings.Contains(p, "/.git/") {
			return err
		}
		text, err := os.ReadFile(p)
		rel, _ := filepath.Rel(dir, p)
		files[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// sameBlog compares the contents of two blogs, except for what each blog decides itself.
func sameBlog(t *testing.T, a, b *archive) {
	t.Helper()
	read := func(x *archive) map[string]sqlite.Entry {
		out := map[string]sqlite.Entry{}
		err := x.store.EachEntry(t.Context(), true, func(e sqlite.Entry) error {
			p := e.Post
			p.ID, p.Version, p.Key, p.Touched, p.Author.ID, p.Author.Created = 0, 0, "", time.Time{}, 0, time.Time{}
			p.Author.Username, p.Author.Email = "", ""
			p.Base = ofOtherImport.ReplaceAllString(p.Base, "archive://") // the number of the import is another blog's
			out[p.GUID] = sqlite.Entry{Post: p, Former: e.Former}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if diff := cmp.Diff(read(a), read(b)); diff != "" {
		t.Errorf("the blogs differ (-first +second):\n%s", diff)
	}
}

// ofOtherImport matches the beginning of a base in an archive.
var ofOtherImport = regexp.MustCompile(`^archive://[\d.]+`)

// furnished returns a blog with posts from archives and posts written on it.
func furnished(t *testing.T) *archive {
	t.Helper()
	a := newArchive(t, map[string]string{
		"site/_posts/2012-11-21-heron.md": "---\r\nID: 7\r\npost_title: 'A &#8220;heron&#8221;'\r\nauthor: Tom\r\npost_date: 2012-11-21 12:00:00\r\nlayout: post\r\npermalink: >\r\n  http://old.example/links/heron/\r\npublished: true\r\n---\r\n<a href='http://news.example/'>A \"heron\"</a><div class=\"link_description\"><p>Mine. <img src=\"/uploads/a.png\"></p></div>\r\n",
		"site/uploads/a.png":              picture,
		"pinboard.json":                   `[{"href":"https://example.net/heron","description":"A crane","extended":"<blockquote>It stood.</blockquote>\nMine.","hash":"ab12","time":"2012-11-21T12:00:00Z","shared":"no","toread":"no","tags":"birds C++"}]`,
	})
	a.bring(t, transfer.Options{}, "site", "pinboard.json")
	owner, err := a.store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []publish.Entry{
		{Title: "no: 12:30", URL: "https://example.org/", Via: "https://via.example/", Body: "> Two\n>\n> paragraphs.\n\nMine,\n\n---\n\nand more.", Lang: "de", Tags: blog.ParseTags("a b, C#"), Captured: []blog.Quote{{Text: "Two\n\nparagraphs.", Captured: "Two\n\nparagraphs, uncut.", Prefix: "before ", Suffix: " after", Place: 17}}},
		{Body: "A note."},
		{Title: "A draft", Body: "Not yet."},
	} {
		if _, err := a.gate.Save(t.Context(), owner, publish.Save{Publish: e.Title != "A draft", Entry: e}); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func TestABlogThatGoesOutAndComesInIsTheSame(t *testing.T) {
	a := furnished(t)
	for _, format := range []string{"frontmatter", "json"} {
		t.Run(format, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "export")
			if format == "json" {
				out += string(filepath.Separator)
			}
			if n := a.export(t, format, out); n != 5 {
				t.Errorf("%d posts went out", n)
			}
			b := newArchive(t, nil)
			im := transfer.New(b.store, b.gate, nil, filepath.Join(b.dir, ".work"), func() time.Time { return today })
			summary, err := im.Import(t.Context(), transfer.Options{BatchOptions: blog.BatchOptions{Paths: []string{out}}})
			if err != nil || summary.Counts[blog.ImportNew] != 5 || !summary.Complete() {
				t.Fatalf("%+v, %v", summary, err)
			}
			if format == "frontmatter" {
				sameBlog(t, a, b)
			}
			if n := len(tree(t, out)); n != map[string]int{"frontmatter": 7, "json": 4}[format] {
				t.Errorf("%d files", n)
			}
			if p, _ := b.at(t, "/links/heron"); !strings.Contains(p.Rendered.HTML, `src="/media/`) {
				t.Errorf("the picture is lost: %s", p.Rendered.HTML)
			}
			// The blog that it was exported from recognises it.
			again, err := a.importer().Import(t.Context(), transfer.Options{BatchOptions: blog.BatchOptions{Paths: []string{out}}})
			if err != nil || again.Counts[blog.ImportNew]+again.Counts[blog.ImportChanged] != 0 {
				t.Errorf("back into the same blog: %+v, %v", again.Counts, err)
			}
		})
	}
}

func TestFilesThatNobodyChangedGoOutByteForByte(t *testing.T) {
	a := furnished(t)
	out := filepath.Join(t.TempDir(), "export")
	a.export(t, "frontmatter", out)
	want, err := os.ReadFile(filepath.Join(a.dir, "site/_posts/2012-11-21-heron.md"))
	if err != nil {
		t.Fatal(err)
	}
	if got := tree(t, out)["_posts/2012-11-21-heron.md"]; got != string(want) {
		t.Errorf("it is\n%q, not\n%q", got, want)
	}
	a.edit(t, "/links/heron", "Mine now")
	a.export(t, "frontmatter", out)
	files := tree(t, out)
	if text := files["_posts/2012-11-21-heron.md"]; !strings.Contains(text, "Mine now") {
		t.Errorf("what was changed goes out as it was: %q in %v", text, len(files))
	}
}

func TestAFolderGetsWhatHasChangedAndLosesWhatIsGone(t *testing.T) {
	a := furnished(t)
	out := filepath.Join(t.TempDir(), "export")
	a.export(t, "frontmatter", out)
	if err := os.WriteFile(filepath.Join(out, "README.md"), []byte("Mine."), 0o600); err != nil {
		t.Fatal(err)
	}
	before := tree(t, out)
	stamp := time.Now().Add(-time.Hour)
	for name := range before {
		if err := os.Chtimes(filepath.Join(out, name), stamp, stamp); err != nil {
			t.Fatal(err)
		}
	}
	p, _ := a.at(t, "/links/heron")
	if _, err := a.gate.Trash(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	a.export(t, "frontmatter", out)
	after := tree(t, out)
	if _, there := after["_posts/2012-11-21-heron.md"]; there || after["README.md"] != "Mine." || len(after) != len(before)-1 {
		t.Errorf("%d files before, %d after", len(before), len(after))
	}
	for name := range after {
		info, err := os.Stat(filepath.Join(out, name))
		if err != nil || !info.ModTime().Before(time.Now().Add(-time.Minute)) {
			t.Errorf("%s was written again, %v", name, err)
		}
	}
	foreign := t.TempDir()
	if err := os.WriteFile(filepath.Join(foreign, "thesis.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := a.exporter(time.Now).Export(t.Context(), "frontmatter", foreign); blog.KindOf(err) != blog.Conflict || !strings.Contains(err.Error(), "thesis.txt") {
		t.Errorf("into a folder with other files: %v", err)
	}
}

func TestExportsOfOneFile(t *testing.T) {
	a := furnished(t)
	dir := t.TempDir()
	for format, name := range map[string]string{"wxr": "wordpress.xml", "netscape": "bookmarks.html", "pinboard": "pinboard.json", "json": "pullquote.json"} {
		a.export(t, format, dir)
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Contains(text, []byte("https://example.net/heron")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "pullquote.schema.json")); err != nil {
		t.Errorf("the schema does not lie beside the document: %v", err)
	}
	out := filepath.Join(dir, "x.zip")
	a.export(t, "frontmatter", out)
	z, err := zip.OpenReader(out)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if len(z.File) != 7 {
		t.Errorf("%d files in the zip", len(z.File))
	}
	if _, err := a.exporter(time.Now).Export(t.Context(), "papyrus", dir); blog.KindOf(err) != blog.Invalid {
		t.Errorf("an unknown format: %v", err)
	}
}

func TestTheNightlyExport(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Fatal("git is needed to test that exports are committed")
	}
	a := furnished(t)
	now := time.Date(2026, 3, 4, 2, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	data := t.TempDir()
	n := transfer.NewNightly(a.store, a.exporter(clock), data, clock, slog.New(slog.DiscardHandler))
	due := func(what string, want int) {
		t.Helper()
		if err := n.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		out, _ := exec.Command("git", "-C", filepath.Join(data, "night"), "log", "--format=%s").Output()
		if got := strings.Count(string(out), "\n"); got != want {
			t.Errorf("%s: %d commits, want %d", what, got, want)
		}
	}
	due("nothing is wanted", 0)
	sqlitetest.Change(t, a.store, func(s *blog.Settings) { s.Nightly = blog.Nightly{Folder: "night", Format: "frontmatter", Git: true} })
	due("at once, since it was never done", 1)
	due("once", 1)
	now = now.Add(90 * time.Minute)
	due("the next night, with nothing changed", 1)
	a.edit(t, "/links/heron", "Mine now")
	now = now.Add(23 * time.Hour)
	due("not before three", 1)
	now = now.Add(time.Hour)
	due("the night after", 2)
	state, err := a.store.NightlyState(t.Context())
	if err != nil || state.Posts != 5 || state.Fault != "" || !state.Done.Equal(now) {
		t.Errorf("%+v, %v", state, err)
	}
	sqlitetest.Change(t, a.store, func(s *blog.Settings) { s.Nightly.Folder = "/proc/nowhere" })
	now = now.Add(24 * time.Hour)
	if err := n.Due(t.Context()); err == nil {
		t.Error("a folder that can't be written to is no error")
	}
	if state, err := a.store.NightlyState(t.Context()); err != nil || !strings.Contains(state.Fault, "can't be written to") {
		t.Errorf("%+v, %v", state, err)
	}
}

func TestAFolderThatAKilledExportHasLeftIsGoneOnWith(t *testing.T) {
	a := furnished(t)
	dir := filepath.Join(t.TempDir(), "out")
	// It was killed in the middle of its second file; the first belongs to a post that
	// no longer exists.
	for name, text := range map[string]string{".pullquote-export": "gone.md\nheron.md\n", "gone.md": "gone", ".half-heron.md": "half"} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.exporter(time.Now).Export(t.Context(), "frontmatter", dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"gone.md", ".half-heron.md"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
}

func TestHalvesOfExportsThatWereKilledDoNotPileUp(t *testing.T) {
	a := furnished(t)
	dir := t.TempDir()
	old, fresh := filepath.Join(dir, ".half-1"), filepath.Join(dir, ".half-2")
	for _, name := range []string{old, fresh} {
		if err := os.WriteFile(name, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	yesterday := time.Now().Add(-24 * time.Hour)
	if err := os.Chtimes(old, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	if _, err := a.exporter(time.Now).Export(t.Context(), "pinboard", dir+string(filepath.Separator)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(old); err == nil {
		t.Error("what a killed export has left is still there")
	}
	if _, err := os.Lstat(fresh); err != nil {
		t.Error("what another export may be writing is gone")
	}
}

// Formats of other programs have no fields for parts of a post; our additions to them
// restore the rest.
func TestEveryFormatBringsBackWhatAPostSays(t *testing.T) {
	a := furnished(t)
	a.write(t, "shapes/picture.html", "---\ntitle: A figure\ndate: 2012-11-22\nauthor: Tom & Ada\nlink: https://example.org/figure\n---\n<h2>Said</h2>\n<figure><img src=\"https://example.org/a.png\" alt=\"A\"><figcaption>It <b>stood</b>.</figcaption></figure>\n<blockquote cite=\"https://example.org/said\"><p>Words.</p></blockquote>\n")
	a.write(t, "shapes/note.md", "---\ntitle: example.org\ndate: 2012-11-23\ntags: [art deco, .net, '2012']\n---\nA note…\n")
	a.bring(t, transfer.Options{}, "shapes")
	for format, ending := range map[string]string{"frontmatter": ".zip", "wxr": ".xml", "netscape": ".html", "pinboard": ".json", "json": ".json"} {
		t.Run(format, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "export"+ending)
			a.export(t, format, out)
			b := newArchive(t, nil)
			im := transfer.New(b.store, b.gate, nil, filepath.Join(b.dir, ".work"), func() time.Time { return today })
			if _, err := im.Import(t.Context(), transfer.Options{BatchOptions: blog.BatchOptions{Paths: []string{out}}}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(a.says(t), b.says(t)); diff != "" {
				t.Errorf("(-out +in):\n%s", diff)
			}
		})
	}
}

// says returns what the posts of a blog say, regardless of their format.
func (a *archive) says(t *testing.T) (posts []string) {
	t.Helper()
	err := a.store.EachEntry(t.Context(), true, func(e sqlite.Entry) error {
		p := e.Post
		shown := strings.Count(p.Rendered.HTML, "<img") + 10*strings.Count(p.Rendered.HTML, "<figcaption>") + 100*strings.Count(p.Rendered.HTML, "<h2")
		said := fmt.Sprintf("%s %q %q %q %s %q %q %s %s %q %q %d", p.Kind(), p.Title, p.URL, p.Via, p.Status, blog.TagList(p.Tags), p.Author.Name, p.Lang, p.Published.UTC().Format(time.RFC3339), p.Rendered.Own, p.Rendered.Quoted, shown)
		for _, q := range p.Quotes {
			said += fmt.Sprintf(" | %q %q %q %q %d", q.Text, q.Captured, q.Prefix, q.Suffix, q.Place)
		}
		posts = append(posts, said)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(posts)
	return posts
}
