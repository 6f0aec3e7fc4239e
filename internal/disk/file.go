package disk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"pullquote/internal/blog"
)

// partial begins the names of files that are not complete yet.
const partial = ".pullquote-partial-"

// Temp creates an empty file in a folder, to be given its final name by Place.
// Only its owner may read it.
func Temp(folder string) (string, error) {
	f, err := os.CreateTemp(folder, partial+"*")
	if err != nil {
		return "", err
	}
	return f.Name(), errors.Join(f.Close(), inherit(f.Name()))
}

// Create creates an empty file that only its owner can read. It fails if the file
// exists.
func Create(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), inherit(path))
}

// Within returns folder if it is absolute, else its path below data.
func Within(data, folder string) string {
	if filepath.IsAbs(folder) {
		return folder
	}
	return filepath.Join(data, folder)
}

// Folder creates a folder that only its owner may enter, unless it exists. Its
// parent has to exist.
func Folder(path string) error {
	if err := os.Mkdir(path, 0o700); err != nil {
		if errors.Is(err, os.ErrExist) {
			return nil
		}
		return err
	}
	syncParent(path)
	return inherit(path)
}

// Folders creates a folder and its parents, as far as they are missing. Only
// their owner may enter them.
func Folders(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil
	}
	if parent := filepath.Dir(path); parent != path {
		if err := Folders(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		if info, statErr := os.Stat(path); statErr == nil && info.IsDir() {
			return nil // another program was faster
		}
		return err
	}
	syncParent(path)
	return nil
}

// syncParent syncs the folder that a new folder was created in: if its name were
// lost, so would be all that is saved below it. A failure is ignored, since not
// every file system can sync folders, nor may every folder be opened.
func syncParent(path string) { _ = Sync(filepath.Dir(path)) }

// staleAge is how long a temporary file must not have been written to before it
// is taken for a leftover of a killed program.
const staleAge = time.Hour

// Stale returns the temporary files in a folder that have not been written to for
// an hour before now.
func Stale(folder string, now time.Time) []string {
	var stale []string
	entries, _ := os.ReadDir(folder)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), partial) {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && now.Sub(info.ModTime()) > staleAge {
			stale = append(stale, filepath.Join(folder, e.Name()))
		}
	}
	return stale
}

// Sweep removes the files in a folder that Stale returns.
func Sweep(folder string, now time.Time) {
	for _, path := range Stale(folder, now) {
		_ = os.Remove(path) // what stays is removed the next time
	}
}

// Sync flushes a file, or the names in a folder, to the disk.
func Sync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	err = f.Sync()
	if info, statErr := f.Stat(); statErr == nil && info.IsDir() && (errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported)) {
		err = nil // this file system can't sync folders
	}
	return errors.Join(err, f.Close())
}

// Place renames a finished temporary file to path, durably: after a crash there is
// either the whole file or nothing new. If a file of that name exists, Place
// replaces it if replace is set, and fails with Conflict otherwise. It never
// replaces anything but a regular file.
func Place(temp, path string, replace bool) error {
	if err := Sync(temp); err != nil {
		return err
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no file", path)
	}
	if !replace {
		if err := Vacant(path); err != nil {
			return err
		}
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return Sync(filepath.Dir(path))
}

// Vacant fails with Conflict if path exists.
func Vacant(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return &blog.Error{Kind: blog.Conflict, Message: "The file %s is there already. Choose another name, or say with --force that it is to be replaced.", Args: []any{path}}
	}
	return nil
}

// Keep returns a file a second name, so that it stays when another file takes the
// first: a hard link, or a copy where the file system has no links.
func Keep(path, second string) error {
	if err := os.Link(path, second); err == nil || errors.Is(err, os.ErrExist) {
		return err
	}
	temp, err := Temp(filepath.Dir(second))
	if err != nil {
		return err
	}
	defer os.Remove(temp) // does nothing once it has its name
	if err := copyFile(path, temp); err != nil {
		return err
	}
	return Place(temp, second, false)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
