package transfer_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pullquote/internal/sqlite"
	"pullquote/internal/transfer"
)

// hostileNames is an archive that claims to contain files of these names.
func hostileNames(t *testing.T, names ...string) *archive {
	t.Helper()
	var posts []map[string]any
	for i, name := range names {
		posts = append(posts, map[string]any{
			"guid": "urn:x:" + string(rune('a'+i)), "status": "published", "title": "Post", "body": "Words.", "format": "markdown", "published": "2012-11-21T00:00:00.000Z",
			"raw": map[string]any{"format": "frontmatter", "origin": name, "text": "---\ndate: 2012-11-21\n---\n[core]\n\tfsmonitor = \"touch /tmp/pwned\"\n"},
		})
	}
	document, err := json.Marshal(map[string]any{"format": "pullquote", "version": 1, "posts": posts})
	if err != nil {
		t.Fatal(err)
	}
	a := newArchive(t, map[string]string{"blog.json": string(document)})
	if summary, lines := a.bring(t, transfer.Options{}, "blog.json"); !summary.Complete() || len(lines) != len(names) {
		t.Fatalf("%+v\n%s", summary.Counts, strings.Join(lines, "\n"))
	}
	return a
}

func TestNoArchiveWritesIntoTheRepositoryThatItIsExportedTo(t *testing.T) {
	a := hostileNames(t, ".git/config", ".git/hooks/pre-commit", "x/.git/config", ".GIT/config.md", "a\nLICENSE", "a\n.git/HEAD.md", ".pullquote-export", "README.md", "run.sh", "x\\..\\y.md")
	out := t.TempDir()
	kept := map[string]string{".git/config": "[core]\n\tbare = false\n", ".git/HEAD": "ref: refs/heads/main\n", "README.md": "Mine.", "LICENSE": "Mine, too."}
	for name, text := range kept {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(out, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(out, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(out, ".pullquote-export"), []byte(".git/HEAD\n\n../x\nold.md\n"), 0o600); err != nil {
		t.Fatal(err) // the list as the export of such an archive once made it
	}
	for range 2 { // the second removes what the first has listed and the blog no longer has
		if posts := a.export(t, "frontmatter", out); posts != 10 {
			t.Errorf("%d posts went out", posts)
		}
		for name, text := range kept {
			if got, err := os.ReadFile(filepath.Join(out, name)); err != nil || string(got) != text {
				t.Errorf("%s is %q, %v", name, got, err)
			}
		}
	}
	for name := range tree(t, out) {
		if kept[name] == "" && !strings.HasPrefix(name, "_posts/") {
			t.Errorf("there is a file %q", name)
		}
	}
}

func TestFilesThatWouldHaveToBeFoldersAndThoseOfLongNamesGoOutUnderOthers(t *testing.T) {
	a := hostileNames(t, "a.md", "a.md/b.md", "_posts", "media", "media/x.png/y.md", "media/own.md", strings.Repeat("x", 3000)+".md", strings.Repeat("a/", 1500)+"b.md", "A.MD")
	out := filepath.Join(t.TempDir(), "export")
	a.export(t, "frontmatter", out)
	files := tree(t, out)
	if len(files) != 9 || files["a.md"] == "" || files["media/own.md"] == "" {
		t.Errorf("%d files went out", len(files))
	}
	for name := range files {
		if name != "a.md" && name != "media/own.md" && !strings.HasPrefix(name, "_posts/2012-11-21-") {
			t.Errorf("there is a file %q", name)
		}
	}
}

// strangeSite is a site of one file.
type strangeSite string

func (s strangeSite) Files(_ context.Context, _ string, put func(string, []byte) error, _ func(sqlite.Loss)) (int, error) {
	return 1, put(string(s), nil)
}

func TestWhatIsNoNameOfAnExportEndsIt(t *testing.T) {
	a := newArchive(t, nil)
	for name, ok := range map[string]bool{"links/.net/index.html": true, "caf\xe9/index.html": true, "a//b": false, "a/": false, "": false, ".": false, ".git/config": false, "../x": false, "a\nb": false, "/x": false} {
		_, err := transfer.NewExporter(a.store, strangeSite(name), transfer.ExporterOptions{
			Base: func(context.Context) (string, error) { return "", nil }, Now: func() time.Time { return today },
		}).Export(t.Context(), "site", t.TempDir())
		if (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
	}
}
