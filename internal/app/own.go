package app

import (
	"pullquote/internal/blog"
	"pullquote/internal/disk"
)

// Spare fails with Conflict if a path names one of the blog's own files, under whatever
// spelling, so that no output overwrites them.
func (a *App) Spare(path string) error {
	database := a.config.database()
	for _, own := range []string{database, database + "-wal", database + "-shm", database + "-journal", a.config.lockFile(), a.config.servedFile()} {
		if disk.Same(path, own) {
			return &blog.Error{Kind: blog.Conflict, Message: "%s is a file of the blog itself, and was left alone. Choose another name.", Args: []any{path}}
		}
	}
	return nil
}
