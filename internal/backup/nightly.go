package backup

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
	"pullquote/internal/night"
	"pullquote/internal/sqlite"
)

// Nightly backs the blog up each night, if its settings say so.
type Nightly struct {
	store *sqlite.Store
	data  string // the data folder, which relative paths start from
	now   func() time.Time
	log   *slog.Logger
}

// NewNightly returns the nightly backup of a store whose data folder is data.
func NewNightly(store *sqlite.Store, data string, now func() time.Time, log *slog.Logger) *Nightly {
	return &Nightly{store: store, data: data, now: now, log: log}
}

// Run makes backups when they are due, until ctx ends.
func (n *Nightly) Run(ctx context.Context) { night.Watch(ctx, n.log, "nightly backup", n.Due, nil) }

// Due makes a backup if one is due, and stores how it went.
func (n *Nightly) Due(ctx context.Context) error {
	settings, err := n.store.Settings(ctx)
	if err != nil || settings.Backups.Folder == "" {
		return err
	}
	state, err := n.store.BackupState(ctx)
	if err != nil {
		return err
	}
	if !night.Due(n.now().In(settings.Zone()), state.Done, night.BackupHour) {
		return nil
	}
	return n.make(ctx, settings, state)
}

// make makes today's backup and removes those that are not kept any longer. An
// older one is removed only once the newer one is complete.
func (n *Nightly) make(ctx context.Context, settings blog.Settings, state blog.BackupState) error {
	now := n.now().In(settings.Zone())
	folder := disk.Within(n.data, settings.Backups.Folder)
	path := filepath.Join(folder, nightlyName(now))
	return night.Do(ctx, now, &state.JobState, func() error {
		facts, err := n.write(ctx, folder, path, now)
		if err != nil {
			return err
		}
		state.Good, state.Took, state.File, state.Bytes = now.UTC(), n.now().Sub(now), path, facts.Bytes
		state.Kept, err = rotate(folder, settings.Backups, now)
		n.log.InfoContext(ctx, "backup", "file", path, "bytes", facts.Bytes, "posts", facts.Posts, "kept", state.Kept)
		return err
	}, func() error { return n.store.SetBackupState(ctx, state) })
}

func (n *Nightly) write(ctx context.Context, folder, path string, now time.Time) (sqlite.Facts, error) {
	if err := makeFolder(n.data, folder); err != nil {
		return sqlite.Facts{}, unwritable(path, err)
	}
	return Write(ctx, n.store, path, Options{Replace: true, Now: now})
}

// TryFolder checks whether backups can be written into a folder, which it creates.
// It fails with Invalid if not, or if the folder is the one for uploaded archives.
func TryFolder(data, folder string) error {
	path := disk.Within(data, folder)
	if err := disk.Outside(data, path, "transfer"); err != nil {
		return err
	}
	return disk.Probe(path, func(path string) error { return makeFolder(data, path) })
}

// makeFolder creates the folder of the backups. Outside the data folder it creates
// only the last part of the path: a disk that is not mounted is an error that the
// author should hear of, not a reason to create a folder in its place.
func makeFolder(data, folder string) error {
	if rel, err := filepath.Rel(data, folder); err == nil && filepath.IsLocal(rel) {
		return disk.Folders(folder)
	}
	if err := disk.Folder(folder); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	return nil
}
