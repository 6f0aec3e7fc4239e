package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	_ "time/tzdata" // for machines without a time zone database

	"pullquote/internal/auth"
	"pullquote/internal/blog"
	"pullquote/internal/capture"
	"pullquote/internal/certs"
	"pullquote/internal/disk"
	"pullquote/internal/fetch"
	"pullquote/internal/publish"
	"pullquote/internal/site"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/transfer"
	"pullquote/internal/web"
)

// App holds the parts of an open blog. Make it with Open, end it with Close.
type App struct {
	Store    *sqlite.Store
	Gate     *publish.Gate
	Auth     *auth.Auth
	Importer *transfer.Importer
	Held     *transfer.Held
	Exporter *transfer.Exporter
	Look     *capture.Look

	config  Config
	log     *slog.Logger
	seen    *observed
	certs   *certs.Watched // nil if the blog is served without TLS
	damaged chan struct{}  // receives when a damaged page of the database is read
	lock    *disk.Lock     // held while the blog is open; nil where the file system can't be written to
	astray  bool           // files of the blog are not where this program has opened them
	served  *disk.Lock     // held while this program serves the blog; nil likewise
}

// Open opens the blog in the config's data folder. It creates the folder and the
// database if they don't exist, unless c.Existing is set. Several programs may have
// one blog open at a time.
func Open(ctx context.Context, c Config) (*App, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	c = c.normal()
	if _, err := os.Stat(c.database()); c.Existing && err != nil {
		return nil, noBlog(c.Data, err)
	}
	if err := disk.Folders(c.Data); err != nil {
		return nil, &blog.Error{Kind: blog.Unavailable, Message: "The data folder %s can't be made. Check its path, and who may write there, or choose another with --data.", Args: []any{c.Data}, Err: err}
	}
	outside, err := fetch.New(fetch.Options{AllowHosts: c.AllowHosts, CAFile: c.CAFile, Agent: c.agent(), Log: c.Log})
	if err != nil {
		return nil, err
	}
	certificates, err := c.certificates(outside)
	if err != nil {
		return nil, err
	}
	a := &App{config: c, log: c.Log, seen: newObserved(c.Now()), certs: certificates, damaged: make(chan struct{}, 1)}
	if err := a.openStore(ctx); err != nil {
		return nil, err
	}
	a.Gate = publish.New(a.Store)
	a.Auth = auth.New(a.Store, auth.Options{Now: c.Now, Log: c.Log})
	a.Look = capture.NewLook(outside, c.Now)
	a.Importer = transfer.New(a.Store, a.Gate, outside, filepath.Join(c.Data, "transfer"), c.Now)
	a.Held = transfer.NewHeld(a.Importer, c.Log)
	program, _, _ := strings.Cut(Version(), " (")
	a.Exporter = transfer.NewExporter(a.Store, site.New(a.Store, a.staticPages), transfer.ExporterOptions{Base: a.BaseURL, Program: "Pullquote " + program, Now: c.Now})
	return a, nil
}

// openStore takes the locks that the config asks for, and opens the database.
func (a *App) openStore(ctx context.Context) (err error) {
	c := a.config
	if a.lock, err = c.share(); err != nil {
		return err
	}
	if c.Serving {
		a.served, err = c.claim(ctx)
	} else if c.astray() {
		err = &blog.Error{Kind: blog.Unavailable, Message: "Nothing was done: files of the blog in %s, which is being served, were deleted, moved or replaced, and what is saved now would be lost. Restart the server, and try again.", Args: []any{c.Data}}
	}
	if err != nil {
		return errors.Join(err, a.lock.Release())
	}
	a.Store, err = sqlite.Open(ctx, c.database(), pool.Options{Now: c.Now, Log: c.Log, Damaged: func() { notify(a.damaged) }, Wrote: a.seen.transacted, Trace: c.Trace})
	if c.Reading && pool.IsFull(err) {
		a.Store, a.lock, err = c.openStill(ctx, err, a.lock)
	}
	if err != nil {
		return errors.Join(err, a.served.Release(), a.lock.Release())
	}
	return nil
}

// staticPages returns the handler of the pages that are exported to plain files.
func (a *App) staticPages(base string) (http.Handler, error) {
	return web.New(web.Options{
		Store: a.Store, Gate: a.Gate, Auth: a.Auth, Look: a.Look, Log: slog.New(slog.DiscardHandler), BaseURL: base, Zone: LocalZone(), Now: a.config.Now, Static: true,
	})
}

// noBlog returns the error of a data folder whose database can't be found.
func noBlog(folder string, err error) error {
	if errors.Is(err, os.ErrPermission) {
		return &blog.Error{Kind: blog.Unavailable, Message: "You may not look into %s. Run this as the user that the server runs as.", Args: []any{folder}, Err: err}
	}
	return &blog.Error{Kind: blog.NotFound, Message: "There is no blog in %s. Name its folder with --data, or make one with pullquote init.", Args: []any{folder}, Err: err}
}

// Close closes the database and releases the blog's locks.
func (a *App) Close() error {
	// The last chance to save a database whose file was deleted under the program.
	if err := a.secure(context.Background()); err != nil {
		a.log.Error(filesLost+"what was saved last could not be written out, and is lost unless it is put back", "err", err)
	}
	return errors.Join(a.Store.Close(), a.served.Release(), a.lock.Release())
}

// share takes the shared lock that shows that the blog is in use. If the lock's file
// can't be opened, share returns nil, and the blog is read without a lock: where
// nothing can be written, no backup can be restored either.
func (c Config) share() (*disk.Lock, error) {
	lock, err := disk.Share(c.lockFile())
	if errors.Is(err, disk.ErrHeld) {
		return nil, &blog.Error{Kind: blog.Unavailable, Message: "Another program has the blog in %s for itself: it brings a backup back, or reads on a full disk. Try again when it is done, and make room if the disk is full.", Args: []any{c.Data}}
	}
	if err != nil {
		return nil, nil
	}
	return lock, nil
}

// BaseURL returns the address under which readers reach the blog: the configured one,
// else the one that it was last served under. It is empty if neither is known.
func (a *App) BaseURL(ctx context.Context) (string, error) {
	if a.config.BaseURL != "" {
		return a.config.BaseURL, nil
	}
	s, err := a.Store.Settings(ctx)
	return s.BaseURL, err
}

// remember stores the base URL, so that other commands can print whole addresses.
func (a *App) remember(ctx context.Context, base string) error {
	s, err := a.Store.Settings(ctx)
	if sqlite.Unreadable(err) {
		a.log.ErrorContext(ctx, "the settings can't be read; what can be is served, as if they were the defaults", "err", err)
		return nil
	}
	if err != nil || s.BaseURL == base {
		return err
	}
	_, err = a.Store.ChangeSettings(ctx, func(s *blog.Settings) error {
		s.BaseURL = base
		return nil
	})
	if blog.KindOf(err) == blog.Unavailable {
		a.log.WarnContext(ctx, "the address was not remembered", "err", err)
		return nil
	}
	return err
}
