package app_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/transfer"
	"pullquote/internal/webtest"
)

func TestTheSiteOfPlainFilesIsSearchedByTheBrowser(t *testing.T) {
	r := startSetUp(t)
	dir := t.TempDir()
	archive := filepath.Join(dir, "old.md")
	if err := os.WriteFile(archive, []byte("---\nID: 367\npost_title: On Hérons\npost_date: 2012-11-21 12:00:00\npermalink: http://old.example/blog/herons/\n---\nThey stand *still* in the water.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Importer.Import(t.Context(), transfer.Options{BatchOptions: blog.BatchOptions{Paths: []string{archive}}}); err != nil {
		t.Fatal(err)
	}
	owner, err := r.Store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Gate.Save(t.Context(), owner, publish.Save{Publish: true, Entry: publish.Entry{Title: "東京の鳥", Body: "Still waters."}}); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "site")
	if done, err := r.Exporter.Export(t.Context(), "site", out); err != nil || done.Posts != 2 {
		t.Fatalf("%+v, %v", done, err)
	}
	files := httptest.NewServer(http.FileServer(http.Dir(out)))
	defer files.Close()
	b := webtest.Open(t, files.URL)
	for query, want := range map[string]string{"herons": "On Hérons", "HÉRON": "On Hérons", "still water": "On Hérons", "still -water": "東京の鳥", "東京": "東京の鳥", "nothing": ""} {
		b.Visit("/search/?q=" + strings.ReplaceAll(query, " ", "+"))
		b.Eventually("an answer to "+query, `document.querySelector("[data-found]").textContent !== ""`)
		if got := b.Text("[data-results]"); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
	b.Visit("/?p=367")
	b.Eventually("the post", `location.pathname === "/blog/herons/"`)
	if got := b.Text(".e-content em"); got != "still" {
		t.Errorf("the post says %q", got)
	}
}
