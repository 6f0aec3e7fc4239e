package transfer_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/transfer"
)

func gzipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tarred returns a tar. For an entry that is not a regular file, the text is the
// link's target.
func tarred(t *testing.T, kind map[string]byte, entries ...entry) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Mode: 0o644, Typeflag: tar.TypeReg, Size: int64(len(e.text))}
		if k, ok := kind[e.name]; ok {
			h.Typeflag, h.Linkname, h.Size = k, e.text, 0
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		if _, err := w.Write([]byte(e.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestATarIsReadWithLinksAndSecondNames(t *testing.T) {
	a := newArchive(t, nil)
	a.write(t, "blog.tar", tarred(t, map[string]byte{"site": tar.TypeDir, "pax_global_header": tar.TypeXGlobalHeader, "site/same.md": tar.TypeLink, "site/nowhere.md": tar.TypeLink, "site/passwd.md": tar.TypeSymlink},
		entry{name: "site"},
		entry{name: "site/heron.md", text: post("Heron", "2012-11-21", "")},
		entry{name: "site/same.md", text: "site/heron.md"},
		entry{name: "site/nowhere.md", text: "../../etc/passwd"},
		entry{name: "site/passwd.md", text: "/etc/passwd"},
		entry{name: "../../outside.md", text: post("Outside", "2012-11-22", "")},
	))
	_, lines := a.bring(t, transfer.Options{}, "blog.tar")
	want := []string{
		"blog.tar/site/nowhere.md skipped: It is no file.",
		"blog.tar/site/passwd.md skipped: It is no file.",
		"blog.tar/outside.md new /links/outside/",
		"blog.tar/site/heron.md new /links/heron/",
		"blog.tar/site/same.md new /links/same/",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
}
