package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAReportBesideTheArchiveTakesTheLastOnesPlace(t *testing.T) {
	data, dir := blogIn(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "good.md"), []byte("---\ntitle: A post\ndate: 2012-11-21\n---\nWords.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for _, outcome := range []string{",new,", ",unchanged,"} {
		if code, _, stderr := call(t, "", "import", "--data", data, "--report", "report.csv", "."); code != exitDone {
			t.Fatalf("it leaves with %d and says %q", code, stderr)
		}
		text, err := os.ReadFile("report.csv")
		if err != nil || !strings.Contains(string(text), outcome) {
			t.Errorf("the report is %q (%v)", text, err)
		}
	}
	// A table of somebody else's may be what is to be imported.
	const table = "url,title\nhttps://example.org/,Heron\n"
	if err := os.WriteFile("links.csv", []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := call(t, "", "import", "--data", data, "--report", "links.csv", ".")
	if text, err := os.ReadFile("links.csv"); code != exitMisused || !strings.Contains(stderr, "would take the place") || string(text) != table || err != nil {
		t.Errorf("it leaves with %d and says %q; the table is %q (%v)", code, stderr, text, err)
	}
}

func TestAnImportSaysWhatItCameTo(t *testing.T) {
	data, empty, one := blogIn(t), t.TempDir(), t.TempDir()
	if code, stdout, stderr := call(t, "", "import", "--data", data, empty); code != exitPartly || stdout != "no items (nothing to bring in)\n" {
		t.Errorf("an empty folder: it leaves with %d and says %q, %q", code, stdout, stderr)
	}
	const gif = "GIF89a\x01\x00\x01\x00\x00\x00\x00;"
	for name, text := range map[string]string{"post.md": "---\ntitle: A post\ndate: 2012-11-21\n---\n![A heron](heron.gif)\n", "heron.gif": gif} {
		if err := os.WriteFile(filepath.Join(one, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, stdout, stderr := call(t, "", "import", "--data", data, one); code != exitDone || stdout != "1 new, 1 file (batch 1)\n" {
		t.Errorf("one post with a picture: it leaves with %d and says %q, %q", code, stdout, stderr)
	}
}

func TestAnImportSaysThatThereArePages(t *testing.T) {
	data, dir := blogIn(t), t.TempDir()
	page, report := filepath.Join(dir, "about.md"), filepath.Join(dir, "report.csv")
	if err := os.WriteFile(page, []byte("---\nlayout: page\ntitle: About\ndate: 2009-04-03\n---\nMe.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const hint = "1 page of the old site left out; with --pages the same import brings it in.\n"
	if code, stdout, stderr := call(t, "", "import", "--data", data, "--report", report, page); code != exitPartly || stdout != "1 skipped (nothing to bring in)\n" || !strings.Contains(stderr, hint) {
		t.Errorf("without: it leaves with %d and says %q, %q", code, stdout, stderr)
	}
	if code, _, stderr := call(t, "", "import", "--data", data, page); code != exitPartly || strings.Contains(stderr, hint) {
		t.Errorf("where the report goes to standard error: it leaves with %d and says %q", code, stderr)
	}
	if code, stdout, stderr := call(t, "", "import", "--data", data, "--pages", "--report", report, page); code != exitDone || stdout != "1 new (batch 1)\n" || stderr != "" {
		t.Errorf("with: it leaves with %d and says %q, %q", code, stdout, stderr)
	}
}
