package backup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
)

// Restore describes what to restore, and where to.
type Restore struct {
	File     string    // the backup's path
	Stream   io.Reader // the backup itself, if not nil; messages then call it File
	Database string    // the path of the blog's database
	Lock     string    // the file that is locked by programs that have the blog open
	Served   string    // the file that is locked by the program that serves it
	Replace  bool      // an existing blog is put aside
	Now      time.Time // part of the name of a blog that is put aside
}

// Restored is the result of a Restore.
type Restored struct {
	sqlite.Facts
	Former string // the path of the blog that was put aside; empty if there was none
}

// Run restores the backup. It fails with Conflict if a blog exists and is not to
// be replaced, or if a program has it open; with NotFound if there is no such
// backup; and with Unavailable if the backup is damaged, was written by a newer
// program, or can't be written. If Run fails or is killed, an existing blog is
// left as it was.
func (r Restore) Run(ctx context.Context) (Restored, error) {
	folder := filepath.Dir(r.Database)
	in, err := r.open()
	if err != nil {
		return Restored{}, err
	}
	defer in.Close()
	there := isThere(r.Database)
	if there && !r.Replace {
		return Restored{}, &blog.Error{Kind: blog.Conflict, Message: "There is a blog in %s, and it was left alone. Say with --force that the backup takes its place; it is then kept beside it.", Args: []any{folder}}
	}
	made := missing(folder)
	if err := disk.Folders(folder); err != nil {
		remove(made)
		return Restored{}, unrestored(folder, err)
	}
	lock, err := disk.Alone(r.Lock)
	if errors.Is(err, disk.ErrHeld) {
		return Restored{}, r.isOpen()
	}
	if err != nil {
		return Restored{}, unrestored(folder, err)
	}
	defer lock.Release()
	out, err := r.bring(ctx, in, folder, there)
	if err != nil && len(made) > 0 {
		_ = os.Remove(r.Lock) // still held, so that nobody else can have it
		remove(made)
	}
	return out, err
}

// remove removes those of some folders that are empty.
func remove(folders []string) {
	for _, f := range folders {
		_ = os.Remove(f)
	}
}

// open opens the backup.
func (r Restore) open() (io.ReadCloser, error) {
	if r.Stream != nil {
		return io.NopCloser(r.Stream), nil
	}
	if info, err := os.Stat(r.File); err == nil && info.IsDir() {
		return nil, isFolder(r.File)
	}
	in, err := os.Open(r.File)
	if err != nil {
		return nil, &blog.Error{Kind: blog.NotFound, Message: "The backup %s can't be read. Check its name and who may read it.", Args: []any{r.File}, Err: err}
	}
	return in, nil
}

// missing returns those of a folder and its parents that don't exist, the innermost
// first.
func missing(folder string) (folders []string) {
	for !isThere(folder) {
		folders = append(folders, folder)
		folder = filepath.Dir(folder)
	}
	return folders
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// isOpen returns the error of a blog that is in use. It names the server, if that
// is what uses it.
func (r Restore) isOpen() error {
	folder := filepath.Dir(r.Database)
	if who := disk.Holder(r.Served); who != "" {
		return &blog.Error{Kind: blog.Conflict, Message: "The blog in %s is served by %s. Stop the server and what else uses it, and try again.", Args: []any{folder, who}}
	}
	return &blog.Error{Kind: blog.Conflict, Message: "The blog in %s is in use. Stop the server and what else uses it, and try again.", Args: []any{folder}}
}

// bring restores the backup. The blog's lock is held.
func (r Restore) bring(ctx context.Context, in io.Reader, folder string, there bool) (Restored, error) {
	disk.Sweep(folder, r.Now)
	temp, err := disk.Temp(folder)
	if err != nil {
		return Restored{}, unrestored(folder, err)
	}
	defer os.Remove(temp) // does nothing once it has its name
	if err := r.unpackInto(ctx, in, temp); err != nil {
		return Restored{}, err
	}
	var out Restored
	if out.Facts, err = sqlite.Verify(ctx, temp, r.File); err != nil {
		return Restored{}, err
	}
	if there {
		if out.Former, err = r.putAside(ctx, folder); err != nil {
			return Restored{}, err
		}
	}
	if err := disk.Place(temp, r.Database, true); err != nil {
		return Restored{}, unrestored(folder, err)
	}
	return out, nil
}

// unpackInto copies a backup, decompressed, to a file. Only that copy is verified
// and used, since the backup may be on a disk that is about to fail.
func (r Restore) unpackInto(ctx context.Context, in io.Reader, to string) error {
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return unrestored(to, err)
	}
	buffered := bufio.NewReader(in)
	begin, _ := buffered.Peek(len(header)) // an error comes up again below
	kind := compressionOfBytes(begin)
	switch {
	case kind != nil:
		err = kind.unpack(ctx, buffered, out)
	default:
		_, err = io.Copy(out, interruptible{ctx, buffered})
	}
	closeErr := out.Close()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && kind != nil:
		return &blog.Error{Kind: blog.Unavailable, Message: "The backup %s can't be decompressed: it is damaged, or the disk is full. Nothing was changed.", Args: []any{r.File}, Err: err}
	case err != nil || closeErr != nil:
		return unrestored(filepath.Dir(to), errors.Join(err, closeErr))
	}
	if begin, err = beginning(to); err != nil {
		return unrestored(to, err)
	}
	return checkBeginning(begin, r.File)
}

// beginning returns a file's first bytes.
func beginning(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	begin := make([]byte, len(header))
	n, err := io.ReadFull(f, begin)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return begin[:n], err
}

// putAside returns the existing blog a second name, which it returns, and prepares
// for another file to take the first: a write-ahead log left beside that would be
// applied to the wrong database and corrupt it. So the log is checkpointed into
// the former blog before, which SQLite does atomically.
func (r Restore) putAside(ctx context.Context, folder string) (string, error) {
	kept := filepath.Join(folder, "backups")
	if err := disk.Folder(kept); err != nil {
		return "", unrestored(kept, err)
	}
	former := r.freeName(kept)
	err := pool.Settle(ctx, r.Database)
	if pool.IsBusy(err) {
		return "", r.isOpen()
	}
	if err != nil && !pool.IsDamaged(err) {
		return "", unrestored(folder, err)
	}
	if keepErr := disk.Keep(r.Database, former); keepErr != nil {
		return "", unrestored(kept, keepErr)
	}
	if err == nil {
		return former, disk.Sync(kept)
	}
	// The log of a damaged blog can't be checkpointed, so it moves along. If this
	// program is killed from here on, the damaged blog lacks its log.
	for _, ending := range []string{"-wal", "-journal"} {
		if log := r.Database + ending; isThere(log) {
			if err := disk.Keep(log, former+ending); err != nil {
				return "", unrestored(kept, err)
			}
		}
	}
	if err := disk.Sync(kept); err != nil {
		return "", unrestored(kept, err)
	}
	for _, ending := range []string{"-wal", "-journal", "-shm"} {
		if err := os.Remove(r.Database + ending); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", unrestored(folder, err)
		}
	}
	return former, nil
}

// freeName returns an unused path for the former blog.
func (r Restore) freeName(folder string) string {
	name := filepath.Join(folder, "former-"+r.Now.UTC().Format("20060102-150405"))
	path := name + ".db"
	for n := 2; isThere(path); n++ {
		path = fmt.Sprintf("%s-%d.db", name, n)
	}
	return path
}

// unrestored wraps an error that prevents a restore in a sentence for people. An
// error that has a sentence already, and a cancelled context, are returned as
// they are.
func unrestored(where string, err error) error {
	if blog.KindOf(err) != blog.Internal || errors.Is(err, context.Canceled) {
		return err
	}
	return &blog.Error{Kind: blog.Unavailable, Message: "The backup was not brought back, and nothing was changed: there is no room in %s, or it can't be written to. Look at the disk and at who owns the folder.", Args: []any{where}, Err: err}
}
