package sqlite

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
	"pullquote/internal/sqlite/pool"
)

//go:embed migrations/*.sql
var migrations embed.FS

// newestSchema returns the number of the last migration in this program.
func newestSchema() int64 {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	var newest int64
	for _, name := range names {
		number, _, _ := strings.Cut(filepath.Base(name), "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			panic(err) // the files are embedded, and every test opens a store
		}
		newest = max(newest, n)
	}
	return newest
}

// schemaVersion returns the number of the last migration that was applied to a
// database, 0 if there was none.
func schemaVersion(ctx context.Context, tx *pool.Tx) (int64, error) {
	known, err := pool.One(ctx, tx, `/* schemaVersion: known */ SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version'`, pool.Value[int])
	if err != nil || known == 0 {
		return 0, err
	}
	return pool.One(ctx, tx, `/* schemaVersion */ SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`, pool.Value[int64])
}

func tooNew(have, newest int64) error {
	return &blog.Error{Kind: blog.Unavailable, Message: "A newer pullquote has written this blog (schema %d, this program knows %d). Run that one, or go back to a backup made before.", Args: []any{have, newest}}
}

// refuseNewer fails with Unavailable if a newer program has written the file,
// before anything could change a byte of it. Other faults of the file are found
// when it is opened.
func refuseNewer(ctx context.Context, path string) error {
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return nil
	}
	db := pool.Inspect(path, false)
	defer db.Close()
	var have int64
	err := db.Read(ctx, func(tx *pool.Tx) error {
		var err error
		have, err = schemaVersion(ctx, tx)
		return err
	})
	if newest := newestSchema(); err == nil && have > newest {
		return tooNew(have, newest)
	}
	return nil
}

// upgrade migrates a database to the newest schema.
type upgrade struct {
	store   *Store
	folder  string // for the copies that are made before
	size    func() int64
	room    func(folder string) (bytes int64, known bool)
	at      time.Time // time of the last look at the database
	log     *slog.Logger
	newest  int64
	pending *goose.Provider
}

func newUpgrade(s *Store, path string, o pool.Options) *upgrade {
	u := &upgrade{store: s, folder: filepath.Join(filepath.Dir(path), "backups"), size: s.Size, room: disk.Room, log: o.Log, newest: newestSchema()}
	if u.log == nil {
		u.log = slog.New(slog.DiscardHandler)
	}
	return u
}

// migrateTries is how often run runs the migrations if they fail. Programs that
// open a new file at the same time run the same migrations; each is one
// transaction, so the second program fails, and finds the other's work when it
// tries again.
const migrateTries = 4

// run applies the migrations that the database lacks.
func (u *upgrade) run(ctx context.Context) error {
	have, data, err := u.examine(ctx)
	if err != nil || have == u.newest {
		return err
	}
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	// Goose runs each file in a transaction of its own, which also records the
	// migration. Its own log would go to standard output.
	tool, err := u.store.db.SQL()
	if err != nil {
		return fmt.Errorf("sqlite: migrations: %w", err)
	}
	defer tool.Close()
	u.pending, err = goose.NewProvider(goose.DialectSQLite3, tool, dir, goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("sqlite: migrations: %w", err)
	}
	if data {
		return u.guarded(ctx)
	}
	for range migrateTries {
		if err = u.up(ctx); err == nil || blog.KindOf(err) == blog.Unavailable {
			return err
		}
	}
	return err
}

// examine returns the schema version of the database, and whether it holds a blog
// that was set up. It fails with Unavailable if the schema is newer than the
// program.
func (u *upgrade) examine(ctx context.Context) (have int64, data bool, err error) {
	err = u.store.db.Read(ctx, func(tx *pool.Tx) error {
		u.at = tx.Now()
		if have, err = schemaVersion(ctx, tx); err != nil || have == 0 || have == u.newest {
			return err // a blog that needs no upgrade is opened even if its authors can't be read
		}
		data, err = pool.One(ctx, tx, `/* upgrade: data */ SELECT EXISTS (SELECT 1 FROM author) OR EXISTS (SELECT 1 FROM post)`, pool.Value[bool])
		return err
	})
	if err == nil && have > u.newest {
		err = tooNew(have, u.newest)
	}
	return have, data, wrap(err, "schema")
}

func (u *upgrade) up(ctx context.Context) error {
	if _, err := u.pending.Up(ctx); err != nil {
		return fmt.Errorf("sqlite: migrations: %w", err)
	}
	return nil
}

// guarded upgrades a blog after making a copy, while a lock keeps other programs
// from doing so.
func (u *upgrade) guarded(ctx context.Context) error {
	if err := disk.Folder(u.folder); err != nil {
		return u.noCopy(err)
	}
	lock, err := u.wait(ctx)
	if err != nil {
		return err
	}
	defer lock.Release()
	have, _, err := u.examine(ctx)
	if err != nil || have == u.newest {
		return err // another program has done it
	}
	copied, err := u.copy(ctx)
	if err != nil {
		return err
	}
	u.log.InfoContext(ctx, "the blog is brought up to date; a copy was made before", "schema", have, "to", u.newest, "copy", copied)
	if err := u.up(ctx); err != nil {
		return u.stopped(ctx, have, copied, err)
	}
	return nil
}

// stopped returns an error that says how far the upgrade got: each migration is a
// transaction of its own.
func (u *upgrade) stopped(ctx context.Context, from int64, copied string, err error) error {
	if now, _, standErr := u.examine(ctx); standErr != nil || now > from {
		return &blog.Error{Kind: blog.Unavailable, Message: "The blog could be brought up to date in part only, and nothing of it is lost. Mend what was in the way, look whether there is room on the disk, and start again; a copy of the blog as it was before is in %s.", Args: []any{copied}, Err: err}
	}
	return &blog.Error{Kind: blog.Unavailable, Message: "The blog could not be brought up to date and is as it was. A copy of it is in %s.", Args: []any{copied}, Err: err}
}

// upgradePause is how long wait waits before it tries again.
const upgradePause = 50 * time.Millisecond

// wait waits until no other program is upgrading the blog, and takes the lock.
func (u *upgrade) wait(ctx context.Context) (*disk.Lock, error) {
	for logged := false; ; logged = true {
		lock, err := disk.Alone(filepath.Join(u.folder, ".lock"))
		if err == nil {
			return lock, nil
		}
		if !errors.Is(err, disk.ErrHeld) {
			return nil, u.noCopy(err)
		}
		if !logged {
			u.log.InfoContext(ctx, "another program brings the blog up to date; waiting for it")
		}
		select {
		case <-time.After(upgradePause):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (u *upgrade) noCopy(err error) error {
	return &blog.Error{Kind: blog.Unavailable, Message: "The blog was not brought up to date, since no copy of it can be made in %s. Check who owns the folder, and start again.", Args: []any{u.folder}, Err: err}
}

// spareRoom is the disk space that has to stay free besides the copy, for the
// migrations themselves.
const spareRoom = 32 << 20

// copy copies the blog as it was before the upgrade, and verifies the copy.
func (u *upgrade) copy(ctx context.Context) (path string, err error) {
	if room, known := u.room(u.folder); known && room < u.size()+spareRoom {
		const mega = 1 << 20
		return "", &blog.Error{Kind: blog.Unavailable, Message: "The blog was not brought up to date, since there is no room for a copy of it: %d MB are free in %s, %d MB are needed. Make room and start again.", Args: []any{room / mega, u.folder, (u.size() + spareRoom) / mega}}
	}
	disk.Sweep(u.folder, u.at)
	temp, err := disk.Temp(u.folder)
	if err != nil {
		return "", u.noCopy(err)
	}
	defer os.Remove(temp) // does nothing once it is renamed
	if _, err := u.store.VerifiedCopy(ctx, temp, nil); err != nil {
		return "", err
	}
	name := fmt.Sprintf("%s%d-%s.db", upgradeName, u.newest, u.at.Format("20060102-150405"))
	path = filepath.Join(u.folder, name)
	if err := disk.Place(temp, path, true); err != nil {
		return "", u.noCopy(err)
	}
	u.prune(name)
	return path, nil
}

// Copies made before an upgrade have the new schema version in their names.
const (
	upgradeName   = "before-schema-"
	upgradeCopies = 3
)

// prune removes old copies: it keeps the newest of each schema version, for the
// last three versions. So a program whose upgrade fails again and again neither
// fills the disk nor displaces good copies.
func (u *upgrade) prune(made string) {
	entries, _ := os.ReadDir(u.folder) // sorted by name, so the newest of each schema version is the last
	newest := map[int64]string{}
	for _, e := range entries {
		if schema, ok := schemaOfName(e.Name()); ok {
			newest[schema] = e.Name()
		}
	}
	newest[u.newest] = made
	schemas := slices.Sorted(maps.Keys(newest))
	oldest := schemas[max(0, len(schemas)-upgradeCopies)]
	for _, e := range entries {
		if schema, ok := schemaOfName(e.Name()); ok && (schema < oldest || newest[schema] != e.Name()) {
			_ = os.Remove(filepath.Join(u.folder, e.Name())) // the next call removes what is left
		}
	}
}

func schemaOfName(name string) (int64, bool) {
	rest, ours := strings.CutPrefix(name, upgradeName)
	number, _, _ := strings.Cut(rest, "-")
	schema, err := strconv.ParseInt(number, 10, 64)
	return schema, err == nil && ours && filepath.Ext(name) == ".db"
}
