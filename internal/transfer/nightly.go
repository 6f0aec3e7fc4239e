package transfer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

// Nightly exports the blog each night, if its author wants that. Make it with
// NewNightly.
type Nightly struct {
	store    *sqlite.Store
	exporter *Exporter
	data     string // folder below which folders without a whole path lie
	now      func() time.Time
	log      *slog.Logger
}

// NewNightly makes a nightly export.
func NewNightly(store *sqlite.Store, exporter *Exporter, data string, now func() time.Time, log *slog.Logger) *Nightly {
	return &Nightly{store: store, exporter: exporter, data: data, now: now, log: log}
}

// nightHour is the hour from which on it is done, in the blog's zone; later, if
// the program was not running then.
const nightHour = 3

// Run exports when it is time, until ctx ends.
func (n *Nightly) Run(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		if err := blog.Contain(func() error { return n.Due(ctx) }); err != nil && ctx.Err() == nil {
			n.log.ErrorContext(ctx, "the nightly export failed", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Due exports if it is time and that was not done since the last time it was.
// How it went is noted for the author.
func (n *Nightly) Due(ctx context.Context) error {
	settings, err := n.store.Settings(ctx)
	if err != nil || settings.Nightly.Folder == "" {
		return err
	}
	state, err := n.store.NightlyState(ctx)
	if err != nil {
		return err
	}
	now := n.now().In(settings.Zone())
	night := time.Date(now.Year(), now.Month(), now.Day(), nightHour, 0, 0, 0, now.Location())
	if now.Before(night) {
		night = night.AddDate(0, 0, -1)
	}
	// What was done at a time that is yet to come was done by a wrong clock.
	if !state.Done.Before(night) && !state.Done.After(now) {
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
	folder := wanted.Folder
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(n.data, folder)
	}
	state := blog.NightlyState{Done: n.now().UTC()}
	err = blog.Contain(func() (err error) {
		state.Posts, err = n.exporter.Export(ctx, wanted.Format, folder+string(filepath.Separator))
		if err == nil && wanted.Git {
			err = commit(ctx, folder, fmt.Sprintf("%d posts", state.Posts))
		}
		return err
	})
	if err != nil {
		state.Fault = sentences(err)[0]
	}
	if ctx.Err() != nil {
		return ctx.Err() // it was cut short, and is done again
	}
	return errors.Join(err, n.store.SetNightlyState(ctx, state))
}

// commit commits what has changed in a folder, which becomes a git repository
// if it is none.
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
