package app

import (
	"context"
	"io"
	"os"

	"pullquote/internal/backup"
	"pullquote/internal/blog"
	"pullquote/internal/disk"
	"pullquote/internal/sqlite"
)

// Backup backs the blog up into a file while others use it; see backup.Write.
func (a *App) Backup(ctx context.Context, path string, replace bool, progress func(done, total int)) (sqlite.Facts, error) {
	if err := a.Spare(path); err != nil {
		return sqlite.Facts{}, err
	}
	return backup.Write(ctx, a.Store, path, backup.Options{Replace: replace, Progress: progress, Now: a.config.Now()})
}

// BackupTo backs the blog up into a stream; see backup.WriteTo. Its temporary file lies
// in the data folder or, if that has no room, in the system's temporary folder.
func (a *App) BackupTo(ctx context.Context, out io.Writer, progress func(done, total int)) (sqlite.Facts, error) {
	return backup.WriteTo(ctx, a.Store, out, []string{a.config.Data, os.TempDir()}, backup.Options{Progress: progress, Now: a.config.Now()})
}

// Restore restores a backup into a config's data folder, from stream or, if that is
// nil, from file; see backup.Restore.
func Restore(ctx context.Context, c Config, file string, stream io.Reader, replace bool) (backup.Restored, error) {
	if err := c.validate(); err != nil {
		return backup.Restored{}, err
	}
	c = c.normal()
	if stream == nil && disk.Same(file, c.database()) {
		return backup.Restored{}, &blog.Error{Kind: blog.Conflict, Message: "%s is the blog itself, and was left alone. Name a backup.", Args: []any{file}}
	}
	return backup.Restore{
		File: file, Stream: stream, Database: c.database(), Lock: c.lockFile(), Served: c.servedFile(), Replace: replace, Now: c.Now(),
	}.Run(ctx)
}
