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

// Store is the part of sqlite.Store that backups are made from.
type Store interface {
	VerifiedCopy(ctx context.Context, path string, progress func(done, total int)) (sqlite.Facts, error)
	VerifiedTo(ctx context.Context, to io.Writer, progress func(done, total int)) (sqlite.Facts, error)
	Size() int64
}

// Options configure how a backup is written.
type Options struct {
	Replace  bool                  // replace an existing file
	Progress func(done, total int) // called with how many of how many pages are copied; may be nil
	Now      time.Time             // the current time, for sweeping up after killed programs
}

// Write backs the blog up into a file, as of one moment, while others read and
// write the blog. The file gets its name once it is complete, verified and synced;
// a program that is killed before leaves nothing under that name. Write returns
// what the backup holds and the size of the file.
//
// It fails with Conflict if the file exists, with NotFound if its folder does not,
// and with Unavailable if the file can't be written or the blog is damaged. It does
// not start if the free space is known not to suffice, since the disk that it would
// fill may be the blog's.
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

// free fails if a backup can't be written to path: if its folder does not exist, or
// path is a folder, a device, or a file that is not to be replaced.
func free(path string, replace bool) error {
	if err := disk.Target(path); err != nil {
		return err
	}
	switch info, err := os.Stat(path); {
	case err != nil: // nothing is there, or writing will tell
	case info.IsDir():
		return &blog.Error{Kind: blog.Conflict, Message: "%s is a folder. Name a file in it for the backup.", Args: []any{path}}
	case !info.Mode().IsRegular():
		// Renaming would replace it, and everybody needs /dev/null.
		return &blog.Error{Kind: blog.Conflict, Message: "%s is a device or a pipe, and was left alone. Name a file for the backup.", Args: []any{path}}
	}
	if replace {
		return nil
	}
	return disk.Vacant(path)
}

// WriteTo backs the blog up into a stream, uncompressed. The backup is made and
// verified in a temporary file first, so that nothing incomplete is sent. That
// file is compressed, and lies in the first of the folders with enough room.
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

// unwritable wraps an error that prevents a backup in a sentence for people. An
// error that has a sentence already, and a cancelled context, are returned as
// they are.
func unwritable(path string, err error) error {
	if blog.KindOf(err) != blog.Internal || errors.Is(err, context.Canceled) {
		return err
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &blog.Error{Kind: blog.Unavailable, Message: "There is no room left for the backup %s on the disk there. Make room, or write it elsewhere.", Args: []any{path}, Err: err}
	}
	return &blog.Error{Kind: blog.Unavailable, Message: "The backup %s can't be written. Check that its folder is there, who may write to it, and that there is room.", Args: []any{path}, Err: err}
}
