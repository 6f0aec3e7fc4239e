package frontmatter

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"pullquote/internal/transfer/record"
	"strings"
	"testing"
)

func TestZ(t *testing.T) {
	root := os.Getenv("ZROOT")
	if root == "" {
		t.Skip()
	}
	filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if d.IsDir() {
			return nil
		}
		raw, _ := os.ReadFile(p)
		rel, _ := filepath.Rel(root, p)
		it, err := parse(record.File{Name: rel, Path: rel, Whole: p}, raw)
		fmt.Println("=====", rel)
		if err != nil {
			fmt.Printf("  ERR %v\n", err)
			return nil
		}
		fmt.Printf("  key %s\n  title %q\n  url %s via %s\n  fmt %s status %s %s upd %s text %q\n  path %s slug %s former %q\n  tags %q author %q lang %q\n", it.Key, it.Title, it.URL, it.Via, it.Format, it.Status, it.Published, it.Updated, it.DateText, it.Path, it.Slug, it.Former, it.Tags, it.Author, it.Lang)
		for _, n := range it.Notes {
			fmt.Println("  NOTE", n)
		}
		b := it.Body
		if os.Getenv("ZFULL") == "" && len(b) > 160 {
			b = b[:160] + " … " + b[len(b)-60:]
		}
		fmt.Println("  BODY", strings.ReplaceAll(b, "\n", "⏎"))
		return nil
	})
}
