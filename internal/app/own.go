package app

import (
	"os"
	"path/filepath"

	"pullquote/internal/blog"
)

// Spare fails with Conflict if a path, under whatever name, is one of the files
// that the blog itself consists of: what is written out must not take their
// place.
func (a *App) Spare(path string) error {
	database := a.config.database()
	for _, own := range []string{database, database + "-wal", database + "-shm", database + "-journal", a.config.lockFile(), a.config.servedFile()} {
		if sameFile(path, own) {
			return &blog.Error{Kind: blog.Conflict, Message: "%s is a file of the blog itself, and was left alone. Choose another name.", Args: []any{path}}
		}
	}
	return nil
}

// sameFile reports whether two paths lead to one file, which need not be there.
func sameFile(a, b string) bool {
	if one, err := os.Stat(a); err == nil {
		if other, err := os.Stat(b); err == nil {
			return os.SameFile(one, other)
		}
	}
	if filepath.Base(a) != filepath.Base(b) {
		return false
	}
	one, err := os.Stat(filepath.Dir(a))
	if err != nil {
		return false
	}
	other, err := os.Stat(filepath.Dir(b))
	return err == nil && os.SameFile(one, other)
}
