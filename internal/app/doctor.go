package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"pullquote/internal/backup"
	"pullquote/internal/blog"
	"pullquote/internal/disk"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
)

// Checkup is the result of Examine.
type Checkup struct {
	*sqlite.Examination
	Database string
	Bytes    int64 // of the database
	At       time.Time

	Room      int64    // free bytes on the disk of the data folder
	RoomKnown bool     // whether Room is known
	Exposed   bool     // other users of this machine may read the database
	Locked    bool     // this user may not write to it
	ReadOnly  bool     // nobody may write to it, since its file system is read-only
	Astray    bool     // the server has lost its files, so that it saves nothing any more
	Saved     []string // copies that were written when files of the blog disappeared
	Stale     []string // temporary files that killed programs have left
	Copies    []string // backups in the data folder, the newest last
}

// Examine checks the data folder of a config, and may be called while the blog is
// served. It changes nothing. It fails with NotFound if there is no blog.
func Examine(ctx context.Context, c Config) (*Checkup, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	c = c.normal()
	info, err := os.Stat(c.database())
	if err != nil {
		return nil, noBlog(c.Data, err)
	}
	up := &Checkup{Database: c.database(), Bytes: info.Size(), At: c.Now(), Astray: c.astray()}
	examine := sqlite.Examine
	if up.Astray {
		sleep(ctx, 2*guardEvery) // until the server has brought what it saved last into the database
		if c.withoutWAL() {
			examine = sqlite.ExamineStill // which does not begin another WAL
		}
	}
	if up.Examination, err = examine(ctx, c.database(), publish.Derivation()); err != nil {
		return nil, err
	}
	if up.NoRoom {
		if lock, ok := c.alone(); ok {
			up.Examination, err = sqlite.ExamineStill(ctx, c.database(), publish.Derivation())
			if err = errors.Join(err, lock.Release()); err != nil {
				return nil, err
			}
		}
	}
	up.Room, up.RoomKnown = disk.Room(c.Data)
	if folder, err := os.Stat(c.Data); err == nil {
		up.Exposed = folder.Mode()&0o005 != 0 && info.Mode()&0o004 != 0
	}
	if f, err := os.OpenFile(c.database(), os.O_RDWR, 0); err != nil {
		up.Locked, up.ReadOnly = true, errors.Is(err, syscall.EROFS)
	} else if err := f.Close(); err != nil {
		return nil, fmt.Errorf("close the database: %w", err)
	}
	up.Saved = c.saved()
	up.Stale = append(disk.Stale(c.Data, up.At), disk.Stale(c.copies(), up.At)...)
	up.Copies = backup.Files(c.copies())
	return up, nil
}

// copies returns the folder in the data folder for the copies that the program
// makes on its own account.
func (c Config) copies() string { return filepath.Join(c.Data, "backups") }

// Repair rebuilds everything that is derived from the posts. Before, it copies the
// blog as it is, faults and all, and returns the path of the copy.
func (a *App) Repair(ctx context.Context) (copied string, err error) {
	folder := a.config.copies()
	name := filepath.Join(folder, fmt.Sprintf("before-repair-%s.db", a.config.Now().UTC().Format("20060102-150405")))
	if err := disk.Folder(folder); err != nil {
		return "", noCopy(name, err)
	}
	temp, err := disk.Temp(folder)
	if err != nil {
		return "", noCopy(name, err)
	}
	defer os.Remove(temp) // does nothing once it has its name
	// Not verified: what is to be repaired may be what fails.
	if err := a.Store.Copy(ctx, temp); err != nil {
		return "", err
	}
	if err := disk.Place(temp, name, true); err != nil {
		return "", noCopy(name, err)
	}
	return name, a.Store.Repair(ctx)
}

func noCopy(name string, err error) error {
	if blog.KindOf(err) != blog.Internal || errors.Is(err, context.Canceled) {
		return err
	}
	return &blog.Error{Kind: blog.Unavailable, Message: "Nothing was repaired, since the copy %s can't be made before. Check who owns the folder, and that there is room.", Args: []any{name}, Err: err}
}
