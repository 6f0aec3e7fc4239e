package app

import (
	"path/filepath"
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
)

func TestWhoHasTheBlogAloneMayReadOrBringBack(t *testing.T) {
	c := Config{Data: t.TempDir()}
	lock, err := disk.Alone(filepath.Join(c.Data, "pullquote.lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release()
	_, err = c.share()
	if blog.KindOf(err) != blog.Unavailable || !strings.Contains(err.Error(), "brings a backup back, or reads on a full disk") {
		t.Errorf("another is told %v", err)
	}
}
