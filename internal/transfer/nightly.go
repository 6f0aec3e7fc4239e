package transfer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
	"pullquote/internal/night"
	"pullquote/internal/sqlite"
)

// Nightly exports the blog each night if that is set up. Make it with NewNightly.
type Nightly struct {
	store    *sqlite.Store
	exporter *Exporter
	data     string // base of relative export folders
	now      func() time.Time
	log      *slog.Logger
}

// NewNightly returns a Nightly.
func NewNightly(store *sqlite.Store, exporter *Exporter, data string, now func() time.Time, log *slog.Logger) *Nightly {
	return &Nightly{store: store, exporter: exporter, data: data, now: now, log: log}
}

// Run exports each night until ctx ends.
func (n *Nightly) Run(ctx context.Context) { night.Watch(ctx, n.log, "nightly export", n.Due, nil) }

// Due exports if an export is due and was not done yet. It records the result for the
// author.
func (n *Nightly) Due(ctx context.Context) error {
	settings, err := n.store.Settings(ctx)
	if err != nil || settings.Nightly.Folder == "" {
		return err
	}
	state, err := n.store.NightlyState(ctx)
	if err != nil {
		return err
	}
	if !night.Due(n.now().In(settings.Zone()), state.Done, night.ExportHour) {
		return nil
	}
	return n.Export(ctx)
}

// Export exports now.
func (n *Nightly) Export(ctx context.Context) error {
	settings, err := n.store.Settings(ctx)
	if err != nil {
		return err
	}
	wanted := settings.Nightly
	folder := disk.Within(n.data, wanted.Folder)
	state, err := n.store.NightlyState(ctx)
	if err != nil {
		return err
	}
	begin := n.now()
	return night.Do(ctx, begin, &state.JobState, func() error {
		out, err := n.exporter.Export(ctx, wanted.Format, folder+string(filepath.Separator))
		if err == nil && wanted.Git {
			err = commit(ctx, folder, fmt.Sprintf("%d posts", out.Posts))
		}
		if err != nil {
			return err
		}
		state.Good, state.Took, state.Posts, state.Bytes = begin.UTC(), n.now().Sub(begin), out.Posts, out.Bytes
		return nil
	}, func() error { return n.store.SetNightlyState(ctx, state) })
}

// TryFolder creates a folder and checks that exports in a format can be written to
// it. It fails with Invalid, also if it is one that the blog itself writes to, and
// with Conflict if it contains something that no export wrote.
func TryFolder(data, folder, format string) error {
	path := disk.Within(data, folder)
	if err := disk.Outside(data, path, "backups", "transfer"); err != nil {
		return err
	}
	if err := disk.Probe(path, func(path string) error { return makeFolder(data, path) }); err != nil {
		return err
	}
	if _, one := writers[format]; one {
		return nil
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return cantWrite(path, err)
	}
	defer root.Close()
	return (&folderSink{root: root, listed: map[string]bool{}}).recall(path)
}

// makeFolder creates the folder of the exports. Outside the data folder, only the last
// element of the path is created: if a disk is not mounted, exports would fill up the
// file system with its mount point instead.
func makeFolder(data, folder string) error {
	if rel, err := filepath.Rel(data, folder); err == nil && filepath.IsLocal(rel) {
		return os.MkdirAll(folder, 0o777)
	}
	if err := os.Mkdir(folder, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// commit commits all changes in a folder, after making it a git repository if it is
// none.
func commit(ctx context.Context, folder, message string) error {
	if _, err := os.Stat(filepath.Join(folder, ".git")); err != nil {
		if err := git(ctx, folder, "init", "--quiet"); err != nil {
			return err
		}
	}
	if err := git(ctx, folder, "add", "--all", "."); err != nil {
		return err
	}
	if git(ctx, folder, "diff", "--cached", "--quiet") == nil {
		return nil // nothing has changed
	}
	return git(ctx, folder, "-c", "user.name=Pullquote", "-c", "user.email=pullquote@localhost", "-c", "commit.gpgsign=false", "commit", "--quiet", "--message", message)
}

func git(ctx context.Context, folder string, args ...string) error {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", folder}, args...)...)
	out, err := cmd.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return &blog.Error{Kind: blog.Unavailable, Message: "The export was written, but not committed: git is not installed on this machine.", Err: err}
	}
	if err != nil {
		return &blog.Error{Kind: blog.Unavailable, Message: "The export was written, but not committed; git says: %s", Args: []any{blog.Excerpt(strings.TrimSpace(string(out)), 300)}, Err: err}
	}
	return nil
}
