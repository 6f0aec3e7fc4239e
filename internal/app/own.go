package app

import (
	"pullquote/internal/blog"
	"pullquote/internal/disk"
)

// Spare fails with Conflict if a path, under whatever name, is one of the files
// that the blog itself consists of: what is written out must not take their
// place.
func (a *App) Spare(path string) error {
	database := a.config.database()
	for _, own := range []string{database, database + "-wal", database + "-shm", database + "-journal", a.config.lockFile(), a.config.servedFile()} {
		if disk.Same(path, own) {
			return &blog.Error{Kind: blog.Conflict, Message: "%s is a file of the blog itself, and was left alone. Choose another name.", Args: []any{path}}
		}
	}
	return nil
}
