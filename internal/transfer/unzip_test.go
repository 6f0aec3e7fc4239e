package transfer_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/transfer"
)

// entry is a file in a zip.
type entry struct {
	name, text string
	flags      uint16
	mode       os.FileMode
	stored     bool
}

func zipped(t *testing.T, entries ...entry) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Flags: e.flags, Method: zip.Deflate}
		if e.mode != 0 {
			h.SetMode(e.mode)
		}
		if e.stored {
			h.Method = zip.Store
		}
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(e.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAZipIsReadWhereItStands(t *testing.T) {
	text := func(title string) string { return post(title, "2012-11-21", "") }
	whole := zipped(t,
		entry{name: "site/"},
		entry{name: "site/_posts/2012-11-21-heron.md", text: text("Heron")},
		entry{name: "site/_posts/damaged.md", text: text("Damaged"), stored: true},
		entry{name: "site/heron.jpg", text: "\xff\xd8"},
		entry{name: "__MACOSX/site/._a.md", text: "x"},
		entry{name: "site/.DS_Store", text: "x"},
		entry{name: "../../../outside.md", text: text("Outside")},
		entry{name: `C:\blog\stork.md`, text: text("Stork")},
		entry{name: "site/link.md", text: "/etc/passwd", mode: os.ModeSymlink | 0o777},
		entry{name: "site/locked.md", text: text("Locked"), flags: 1},
		entry{name: "site/inner.zip", text: zipped(t, entry{name: "x.md", text: text("Inner")})},
		entry{name: "site/bomb.md", text: text("Bomb") + strings.Repeat("\n", 17<<20)},
	)
	whole = strings.Replace(whole, "Words about Damaged", "Words about damage!", 1)
	a := newArchive(t, map[string]string{
		"blog.zip":      whole,
		"truncated.zip": whole[:len(whole)-100],
		"empty.zip":     zipped(t),
		"z.md":          text("Last"),
	})
	_, lines := a.bring(t, transfer.Options{}, "truncated.zip", "blog.zip", "empty.zip", "z.md")
	want := []string{
		"truncated.zip rejected: The zip is damaged, or was cut short when it was copied. What could be read of it was read. Fetch it again.",
		"truncated.zip/site/_posts/2012-11-21-heron.md new /links/heron/",
		"blog.zip/outside.md new /links/outside/",
		"blog.zip/C:/blog/stork.md new /links/stork/",
		"blog.zip/site/_posts/2012-11-21-heron.md skipped /links/heron/: The same item as in " + a.names + "truncated.zip/site/_posts/2012-11-21-heron.md.",
		"blog.zip/site/_posts/damaged.md rejected: The archive is damaged where this file stands. Fetch it again.",
		"blog.zip/site/bomb.md rejected: The file is larger than 16 MB, which no post is.",
		"blog.zip/site/inner.zip/x.md new /links/x/",
		"blog.zip/site/link.md skipped: It is no file.",
		"blog.zip/site/locked.md rejected: It is encrypted. Unpack the zip with its password and import the folder.",
		"z.md new /links/z/",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
	if _, err := os.Stat(filepath.Join(a.dir, "..", "outside.md")); err == nil {
		t.Error("a file was written outside")
	}

	// The same posts in an unpacked folder are recognised.
	a.write(t, "unpacked/_posts/2012-11-21-heron.md", text("Heron"))
	_, lines = a.bring(t, transfer.Options{}, "unpacked")
	if diff := cmp.Diff([]string{"unpacked/_posts/2012-11-21-heron.md unchanged /links/heron/"}, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
}

// Each format decodes the beginning of a file to detect it; with buffers for files of any
// length, that took a quarter of a megabyte a file.
func TestManySmallFilesCostLittle(t *testing.T) {
	const files = 1000
	for name, tc := range map[string]struct {
		text string
		most uint64 // bytes allocated for each file; the race detector drops what sync.Pool holds
	}{
		"empty files":              {"", 60 << 10},
		"files in no known format": {"words", 180 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			var entries []entry
			for i := range files {
				entries = append(entries, entry{name: fmt.Sprintf("%d.txt", i), text: tc.text})
			}
			a := newArchive(t, map[string]string{"small.zip": zipped(t, entries...)})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			summary, err := a.importer().Import(t.Context(), transfer.Options{BatchOptions: blog.BatchOptions{Paths: []string{a.dir}}})
			runtime.ReadMemStats(&after)
			if err != nil || summary.Counts[blog.ImportSkipped] != files {
				t.Fatalf("%v, %v", summary, err)
			}
			if each := (after.TotalAlloc - before.TotalAlloc) / files; each > tc.most {
				t.Errorf("%d bytes allocated a file", each)
			}
		})
	}
}
