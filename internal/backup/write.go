package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
	"pullquote/internal/sqlite"
)

// Store is the blog that is copied; see sqlite.Store.
type Store interface {
	VerifiedCopy(ctx context.Context, path string, progress func(done, total int)) (sqlite.Facts, error)
	VerifiedTo(ctx context.Context, to io.Writer, progress func(done, total int)) (sqlite.Facts, error)
	Size() int64
}

// Options say how a copy is to be written.
type Options struct {
	Replace  bool                  // a file that has the name is replaced
	Progress func(done, total int) // is told how many of how many pages are copied; nil for none
	Now      time.Time             // by which files are told that a killed program has left
}

// Write copies the blog, as it stands, into a file, while others read and write
// it. The file takes its name when it is whole, verified and on the disk; a
// program that is killed before leaves nothing under it. Write fails with
// Conflict if the name is taken, with NotFound if its folder is not there, and with
// Unavailable if the file can't be
// written or the blog has a fault. The facts tell what the copy holds, and the
// size of the file. Where the room is known beforehand not to be enough, nothing
// is begun: a disk that a backup fills may be the blog's.
func Write(ctx context.Context, store Store, path string, o Options) (sqlite.Facts, error) {
	if err := checkEnding(path); err != nil {
		return sqlite.Facts{}, err
	}
	if err := free(path, o.Replace); err != nil {
		return sqlite.Facts{}, err
	}
	folder := filepath.Dir(path)
	disk.Sweep(folder, o.Now)
	kind := compressionOf(path)
	if err := enoughRoom(folder, path, store.Size(), kind != nil); err != nil {
		return sqlite.Facts{}, err
	}
	temp, err := disk.Temp(folder)
	if err != nil {
		return sqlite.Facts{}, unwritable(path, err)
	}
	defer os.Remove(temp) // does nothing once it has its name
	var facts sqlite.Facts
	if kind != nil {
		facts, err = kind.pack(ctx, store, temp, o.Progress)
	} else {
		facts, err = store.VerifiedCopy(ctx, temp, o.Progress)
	}
	if err != nil {
		return sqlite.Facts{}, unwritable(path, err)
	}
	info, err := os.Stat(temp)
	if err != nil {
		return sqlite.Facts{}, unwritable(path, err)
	}
	facts.Bytes = info.Size()
	if err := disk.Place(temp, path, o.Replace); err != nil {
		return sqlite.Facts{}, unwritable(path, err)
	}
	return facts, nil
}

// free fails if a backup can't have a name: its folder is not there, the name is a
// folder's or a device's, or that of a file that is not to be replaced.
func free(path string, replace bool) error {
	if err := disk.Target(path); err != nil {
		return err
	}
	switch info, err := os.Stat(path); {
	case err != nil: // nothing is there, or what is there is found by writing
	case info.IsDir():
		return &blog.Error{Kind: blog.Conflict, Message: "%s is a folder. Name a file in it for the backup.", Args: []any{path}}
	case !info.Mode().IsRegular():
		// The backup would take its place, and /dev/null is everybody's.
		return &blog.Error{Kind: blog.Conflict, Message: "%s is a device or a pipe, and was left alone. Name a file for the backup.", Args: []any{path}}
	}
	if replace {
		return nil
	}
	return disk.Vacant(path)
}

// WriteTo copies the blog into a stream. The copy is made and verified in a
// folder first, so that nothing goes out that is not whole; it lies there
// compressed, and needs no more room than such a backup. It is the first of the
// folders that has that.
func WriteTo(ctx context.Context, store Store, out io.Writer, folders []string, o Options) (sqlite.Facts, error) {
	folder, err := roomy(folders, store.Size(), o.Now)
	if err != nil {
		return sqlite.Facts{}, err
	}
	temp, err := disk.Temp(folder)
	if err != nil {
		return sqlite.Facts{}, unwritable(folder, err)
	}
	defer os.Remove(temp)
	kind := zstandard()
	facts, err := kind.pack(ctx, store, temp, o.Progress)
	if err != nil {
		return sqlite.Facts{}, unwritable(folder, err)
	}
	if err := kind.unpackFile(ctx, temp, out); err != nil {
		return sqlite.Facts{}, fmt.Errorf("the backup could not be written out: %w", err)
	}
	return facts, nil
}

// unwritable words what keeps a copy from being written; what has a sentence
// of its own keeps it.
func unwritable(path string, err error) error {
	if blog.KindOf(err) != blog.Internal || errors.Is(err, context.Canceled) {
		return err
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &blog.Error{Kind: blog.Unavailable, Message: "There is no room left for the backup %s on the disk there. Make room, or write it elsewhere.", Args: []any{path}, Err: err}
	}
	return &blog.Error{Kind: blog.Unavailable, Message: "The backup %s can't be written. Check that its folder is there, who may write to it, and that there is room.", Args: []any{path}, Err: err}
}
