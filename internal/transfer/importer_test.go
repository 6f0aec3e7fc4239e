package transfer_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
	"pullquote/internal/transfer"
)

// today is the current date in these tests.
var today = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// archive is a blog to import into, and a folder to import from.
type archive struct {
	store *sqlite.Store
	gate  *publish.Gate
	dir   string
	names string // path of the folder, to be removed from reports

	ran func(statement string) // called with each statement; may be nil
}

func newArchive(t *testing.T, files map[string]string) *archive {
	t.Helper()
	a := &archive{dir: t.TempDir()}
	path := filepath.Join(t.TempDir(), "blog.db")
	sqlitetest.Place(t, path)
	store, err := sqlite.Open(t.Context(), path, pool.Options{
		Now: func() time.Time { return today },
		Trace: func(_ context.Context, s pool.Statement) {
			if a.ran != nil {
				a.ran(s.Name)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	settings := blog.DefaultSettings()
	settings.Title = "Marginalia"
	if _, err := store.SetUp(t.Context(), settings, blog.Author{Name: "Ada Example", Username: "ada"}, "hash"); err != nil {
		t.Fatal(err)
	}
	a.store, a.gate = store, publish.New(store)
	a.names = filepath.ToSlash(a.dir) + "/"
	for name, text := range files {
		a.write(t, name, text)
	}
	return a
}

func (a *archive) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(a.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (a *archive) importer() *transfer.Importer {
	return transfer.New(a.store, a.gate, nil, filepath.Join(a.dir, ".work"), func() time.Time { return today })
}

// bring imports paths below the folder and returns the report's lines as "origin
// outcome address: notes".
func (a *archive) bring(t *testing.T, o transfer.Options, names ...string) (transfer.Summary, []string) {
	t.Helper()
	var paths []string
	for _, name := range names {
		paths = append(paths, filepath.Join(a.dir, name))
	}
	var report bytes.Buffer
	o.Report, o.Paths = &report, paths
	summary, err := a.importer().Import(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	lines := a.lines(t, &report)
	if summary.Rows() != len(lines) {
		t.Errorf("the summary counts %d rows, the report has %d", summary.Rows(), len(lines))
	}
	return summary, lines
}

func (a *archive) lines(t *testing.T, report io.Reader) []string {
	t.Helper()
	rows, err := csv.NewReader(report).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"origin", "key", "outcome", "title", "address", "notes"}, rows[0]); diff != "" {
		t.Errorf("the report's head (-want +got):\n%s", diff)
	}
	var lines []string
	for _, row := range rows[1:] {
		line := strings.TrimSpace(strings.TrimPrefix(row[0], a.names) + " " + row[2] + " " + row[4])
		if row[5] != "" {
			line += ": " + row[5]
		}
		lines = append(lines, line)
	}
	return lines
}

// post returns a small file with front matter.
func post(title, date, more string) string {
	return fmt.Sprintf("---\ntitle: %s\ndate: %s\n%s---\nWords about %s.\n", title, date, more, title)
}

// at returns the post that an address leads to, and whether it is the post's own address.
func (a *archive) at(t *testing.T, key string) (blog.Post, bool) {
	t.Helper()
	p, canonical, err := a.store.Lookup(t.Context(), key)
	if err == nil {
		p, err = a.store.Post(t.Context(), p.ID)
	}
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	return p, canonical
}

func TestAnArchiveComesInOnce(t *testing.T) {
	a := newArchive(t, map[string]string{
		"site/_posts/2012-11-21-heron.md": post("Heron", "2012-11-21", "link: https://example.net/heron\npermalink: /2012/heron/\nredirect_from: /old/heron\ntags: [birds]\nauthor: Tom\n"),
		"site/_posts/2012-11-22-stork.md": post("Stork", "2012-11-22", ""),
		"site/_drafts/crane.md":           "---\ntitle: Crane\n---\nWords.\n",
	})
	summary, lines := a.bring(t, transfer.Options{}, "site")
	want := []string{
		"site/_drafts/crane.md new: A draft: readers don't see it.",
		"site/_posts/2012-11-21-heron.md new /2012/heron/",
		"site/_posts/2012-11-22-stork.md new /links/stork/",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
	if summary.Batch == 0 || !summary.Complete() || summary.Counts[blog.ImportNew] != 3 {
		t.Errorf("summary %+v", summary)
	}
	p, canonical := a.at(t, "/old/heron")
	if canonical {
		t.Error("the old address is the post's own")
	}
	got := []string{p.Title, p.URL, p.Path, p.Slug, p.Author.Name, p.DateText, blog.TagList(p.Tags), p.Published.Format(time.DateOnly), p.Body}
	if diff := cmp.Diff([]string{"Heron", "https://example.net/heron", "/2012/heron/", "heron", "Tom", "2012-11-21", "birds", "2012-11-21", "Words about Heron."}, got); diff != "" {
		t.Errorf("the post (-want +got):\n%s", diff)
	}

	again, lines := a.bring(t, transfer.Options{BatchOptions: blog.BatchOptions{Format: "frontmatter"}}, "site/_posts", "site/_drafts/crane.md")
	if again.Counts[blog.ImportUnchanged] != 3 || again.Rows() != 3 {
		t.Errorf("the second time: %+v\n%s", again, strings.Join(lines, "\n"))
	}
}

func TestAChangedArchiveChangesWhatTheAuthorLeftAlone(t *testing.T) {
	a := newArchive(t, map[string]string{"1.md": post("Heron", "2012-11-21", ""), "2.md": post("Stork", "2012-11-22", "")})
	a.bring(t, transfer.Options{}, "1.md", "2.md")
	p, _ := a.at(t, "/links/1")
	if _, err := a.gate.Save(t.Context(), p.Author, publish.Save{ID: p.ID, Version: p.Version, Entry: publish.Entry{Title: "Mine", Body: p.Body, Format: p.Format}}); err != nil {
		t.Fatal(err)
	}
	a.write(t, "1.md", post("Heron, again", "2012-11-21", ""))
	a.write(t, "2.md", post("Stork, again", "2012-11-22", ""))
	summary, lines := a.bring(t, transfer.Options{}, "1.md", "2.md")
	if summary.Counts[blog.ImportKept] != 1 || summary.Counts[blog.ImportChanged] != 1 {
		t.Errorf("%+v\n%s", summary.Counts, strings.Join(lines, "\n"))
	}
}

func TestABadFileNeverStopsTheRest(t *testing.T) {
	a := newArchive(t, map[string]string{
		"site/.git/config.md":     post("Hidden", "2012-11-21", ""),
		"site/.hidden.md":         post("Hidden", "2012-11-21", ""),
		"site/a.md":               post("Heron", "2012-11-21", ""),
		"site/about.md":           "---\nlayout: page\ntitle: About\n---\nMe.\n",
		"site/b.md":               "---\ntitle: never ends\n",
		"site/c.md":               "---\ntitle: Birds: a heron\ndate: 2012-11-21\n---\nWords.\n",
		"site/d.md":               "",
		"site/e.md":               post("Bad", "2012-11-21", "link: https://example.net/\ntags: [\"!!\", good]\n"),
		"site/f.md":               post("Long", "2012-11-21", "") + strings.Repeat("word ", blog.MaxBody/5),
		"site/heron.jpg":          "\xff\xd8\xff\xe0\x00",
		"site/more.zip":           "PK\x03\x04",
		"site/node_modules/x.md":  post("Other", "2012-11-21", ""),
		"site/z.md":               post("Last", "2012-11-21", ""),
		".named.md":               post("Hidden", "2012-11-21", ""),
		"elsewhere/2012-01-02.md": post("Elsewhere", "2012-01-02", ""),
	})
	if err := os.Symlink(filepath.Join(a.dir, "elsewhere"), filepath.Join(a.dir, "site", "loop")); err != nil {
		t.Fatal(err)
	}
	summary, lines := a.bring(t, transfer.Options{}, "site", "nowhere", ".named.md")
	want := []string{
		"site/a.md new /links/a/",
		"site/about.md skipped: " + askFor,
		"site/b.md rejected: The front matter begins with --- and never ends. Put a line of --- below it.",
		"site/c.md new /links/c/: The front matter is not valid YAML (line 2: mapping values are not allowed in this context). It was read line by line.",
		"site/d.md skipped: The file is empty.",
		"site/e.md new /links/e/: Tag left out: The tag “!!” has no letter or digit in it. Give it one, or take it out.",
		"site/f.md rejected: The commentary is 2048 KB long; 2048 KB is the most.",
		"site/more.zip rejected: The zip is damaged, or was cut short when it was copied. What could be read of it was read. Fetch it again.",
		"site/node_modules skipped: Other people's programs are in this folder.",
		"site/z.md new /links/z/",
		"nowhere rejected: There is no such file or folder.",
		".named.md skipped: Its name begins with a dot, as those of hidden files do, which are left out. Rename it to bring it in.",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
	if summary.Complete() || summary.Counts[blog.ImportRejected] != 4 {
		t.Errorf("summary %+v", summary)
	}
}

func TestADryRunWritesNothing(t *testing.T) {
	a := newArchive(t, map[string]string{"a.md": post("Heron", "2012-11-21", ""), "b.md": post("Stork", "2012-11-21", "")})
	summary, lines := a.bring(t, transfer.Options{DryRun: true}, "a.md", "b.md")
	if diff := cmp.Diff([]string{"a.md new /links/a/", "b.md new /links/b/"}, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
	if summary.Batch != 0 || summary.Counts[blog.ImportNew] != 2 {
		t.Errorf("summary %+v", summary)
	}
	_, list, err := a.store.Posts(t.Context(), sqlite.Of{}, blog.Cursor{}, 10)
	if err != nil || len(list.Posts) != 0 {
		t.Errorf("%d posts, %v", len(list.Posts), err)
	}
	if summary, _ := a.bring(t, transfer.Options{}, "a.md"); summary.Batch != 1 {
		t.Errorf("the first import is batch %d", summary.Batch)
	}
}

func TestAnArchiveOfManySlices(t *testing.T) {
	files := map[string]string{}
	for i := range 450 {
		files[fmt.Sprintf("site/%03d.md", i)] = post(fmt.Sprint("Heron ", i), "2012-11-21", "")
	}
	a := newArchive(t, files)
	var seen []transfer.Progress
	summary, lines := a.bring(t, transfer.Options{Progress: func(p transfer.Progress) { seen = append(seen, p) }}, "site")
	if summary.Counts[blog.ImportNew] != 450 || !strings.HasPrefix(lines[449], "site/449.md new /links/449/") {
		t.Errorf("summary %+v, last line %q", summary, lines[449])
	}
	for i := 1; i < len(seen); i++ {
		if seen[i].Done < seen[i-1].Done || seen[i].Rows < seen[i-1].Rows || seen[i].Total != seen[0].Total {
			t.Fatalf("progress went from %+v to %+v", seen[i-1], seen[i])
		}
	}
	if last := seen[len(seen)-1]; last.Rows != 450 || last.Done != last.Total || last.Total == 0 || !last.Ended {
		t.Errorf("progress ended at %+v", last)
	}
}

func TestAnItemThatComesTwiceInAnArchive(t *testing.T) {
	one := post("Heron", "2012-11-21", "permalink: http://example.org/heron/\n")
	a := newArchive(t, map[string]string{"a.md": one, "b.md": one, "c.md": one + "More."})
	_, lines := a.bring(t, transfer.Options{}, "a.md", "b.md", "c.md")
	want := []string{
		"a.md new /heron/",
		"b.md skipped /heron/: The same item as in " + a.names + "a.md.",
		"c.md rejected: This is the item of " + a.names + "a.md again, in other words; that one was taken. If this is the right one, import it alone afterwards.",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
}

func TestWhatIsYetToComeIsADraft(t *testing.T) {
	a := newArchive(t, map[string]string{"a.md": post("Heron", "2026-03-05", ""), "b.md": post("Stork", "2026-03-03", "lastmod: 2027-01-01\n")})
	_, lines := a.bring(t, transfer.Options{}, "a.md", "b.md")
	want := []string{"a.md new: It is dated 2026-03-05, which is yet to come: it comes in as a draft.", "b.md new /links/b/"}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
	if p, _ := a.at(t, "/links/b"); !p.Updated.IsZero() {
		t.Errorf("updated %v", p.Updated)
	}
}

func TestWhereThereIsNothingToImport(t *testing.T) {
	a := newArchive(t, map[string]string{"site/readme.md": "# Words\n"})
	im := a.importer()
	tests := []struct {
		name   string
		paths  []string
		format string
		kind   blog.ErrorKind
	}{
		{"no path", nil, "", blog.Invalid},
		{"a path to nothing", []string{filepath.Join(a.dir, "nowhere")}, "", blog.NotFound},
		{"an unknown format", []string{a.dir}, "papyrus", blog.Invalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := im.Import(t.Context(), transfer.Options{BatchOptions: blog.BatchOptions{Format: tt.format, Paths: tt.paths}})
			if err == nil || blog.KindOf(err) != tt.kind {
				t.Errorf("got %v, want kind %d", err, tt.kind)
			}
		})
	}
	if summary, _ := a.bring(t, transfer.Options{}, "site"); summary.Batch != 0 || summary.Counts[blog.ImportSkipped] != 1 {
		t.Errorf("an archive without posts: %+v", summary)
	}
}

func TestAFormatThatIsNamedIsBelievedOfNamedFiles(t *testing.T) {
	a := newArchive(t, map[string]string{"heron.post": post("Heron", "2012-11-21", ""), "site/main.scss": "---\n---\nbody {}\n"})
	_, lines := a.bring(t, transfer.Options{BatchOptions: blog.BatchOptions{Format: "frontmatter"}}, "heron.post", "site")
	want := []string{"heron.post new /links/heron/", "site/main.scss skipped: It is in no format that can be imported."}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
}

func TestAnImportThatIsStopped(t *testing.T) {
	a := newArchive(t, map[string]string{"a.md": post("Heron", "2012-11-21", ""), "b.md": post("Stork", "2012-11-21", "")})
	ctx, cancel := context.WithCancel(t.Context())
	_, err := a.importer().Import(ctx, transfer.Options{BatchOptions: blog.BatchOptions{Paths: []string{a.dir}}, Progress: func(transfer.Progress) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestAReportThatCantBeWrittenDoesNotStopTheImport(t *testing.T) {
	a := newArchive(t, map[string]string{"a.md": post("Heron", "2012-11-21", "")})
	summary, err := a.importer().Import(t.Context(), transfer.Options{BatchOptions: blog.BatchOptions{Paths: []string{a.dir}}, Report: fullDisk{}})
	if err == nil || !strings.Contains(err.Error(), "no space left") || summary.Counts[blog.ImportNew] != 1 {
		t.Errorf("%v, %+v", err, summary)
	}
	a.at(t, "/links/a")
}
