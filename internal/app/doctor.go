package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
)

// Checkup is what was found in a data folder.
type Checkup struct {
	*sqlite.Examination
	Database string
	Bytes    int64 // of the database
	At       time.Time

	Room      int64 // bytes that are free
	RoomKnown bool
	Exposed   bool     // other people on this machine may read the database
	Locked    bool     // this user may not write to it
	ReadOnly  bool     // nobody can: it lies on a disk that can only be read
	Saved     []string // copies that were written when files of the blog were taken away
	Stale     []string // temporary files that killed programs have left
	Copies    []string // backups in the data folder, the newest last
}

// Examine looks into a config's data folder, also while the blog is served. It
// changes nothing. It fails with NotFound if there is no blog.
func Examine(ctx context.Context, c Config) (*Checkup, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	c = c.normal()
	info, err := os.Stat(c.database())
	if err != nil {
		return nil, noBlog(c.Data, err)
	}
	up := &Checkup{Database: c.database(), Bytes: info.Size(), At: c.Now()}
	if up.Examination, err = sqlite.Examine(ctx, c.database(), publish.Derivation()); err != nil {
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
	up.Copies = newestLast(c.copies())
	return up, nil
}

// copies is the folder in the data folder for copies that the program makes of
// itself.
func (c Config) copies() string { return filepath.Join(c.Data, "backups") }

// newestLast gives the files in a folder that are backups by their names, by
// age.
func newestLast(folder string) []string {
	entries, _ := os.ReadDir(folder)
	var paths []string
	ages := map[string]time.Time{}
	for _, e := range entries {
		info, err := e.Info()
		ext := filepath.Ext(e.Name())
		if err != nil || !info.Mode().IsRegular() || e.Name()[0] == '.' || ext != ".db" && ext != ".zst" && ext != ".gz" {
			continue
		}
		path := filepath.Join(folder, e.Name())
		ages[path] = info.ModTime()
		paths = append(paths, path)
	}
	slices.SortFunc(paths, func(a, b string) int { return ages[a].Compare(ages[b]) })
	return paths
}

// Repair makes again what is made from the posts, after a copy of the blog was
// made, faults and all. It gives the copy.
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
