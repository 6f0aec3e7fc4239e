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

// partial is in the names of files that are not whole yet.
const partial = ".pullquote-partial-"

// Temp makes an empty file in a folder, for what takes its own name with
// Place. Only who runs the program may read it.
func Temp(folder string) (string, error) {
	f, err := os.CreateTemp(folder, partial+"*")
	if err != nil {
		return "", err
	}
	return f.Name(), errors.Join(f.Close(), Inherit(f.Name()))
}

// Within gives the path of a folder that lies in a data folder, unless it has a
// whole path.
func Within(data, folder string) string {
	if filepath.IsAbs(folder) {
		return folder
	}
	return filepath.Join(data, folder)
}

// Folder makes a folder for who runs the program alone, if it is not there;
// the one that it is in has to be there.
func Folder(path string) error {
	if err := os.Mkdir(path, 0o700); err != nil {
		if errors.Is(err, os.ErrExist) {
			return nil
		}
		return err
	}
	named(path)
	return Inherit(path)
}

// Folders makes a folder and all those it is in, as far as they are not there,
// for who runs the program alone.
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
	named(path)
	return nil
}

// named has the name of what is new in a folder written to the disk: what is
// saved below it would be lost with the name. Not every file system can be asked
// for that, nor every folder; what can't is as good as it was ever.
func named(path string) { _ = Sync(filepath.Dir(path)) }

// staleAge is from when on a temporary file that nobody writes to was left by
// a program that was killed.
const staleAge = time.Hour

// Stale gives the files in a folder that were never finished, and that nobody
// has written to for an hour.
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

// Sweep removes the files in a folder that Stale gives.
func Sweep(folder string, now time.Time) {
	for _, path := range Stale(folder, now) {
		_ = os.Remove(path) // what stays is removed the next time
	}
}

// Sync has a file's or a folder's bytes written to the disk.
func Sync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	err = f.Sync()
	if info, statErr := f.Stat(); statErr == nil && info.IsDir() && (errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported)) {
		err = nil // the file system has no such thing: its names are as safe as it makes them
	}
	return errors.Join(err, f.Close())
}

// Place gives a finished temporary file its name, for good: after a crash there
// is either the file, whole, or nothing new. A file that has the name is
// replaced if that is wanted; else Place fails with Conflict. What is no file, such
// as a device, is never replaced.
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

// Vacant fails with Conflict if there is something under a name.
func Vacant(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return &blog.Error{Kind: blog.Conflict, Message: "The file %s is there already. Choose another name, or say with --force that it is to be replaced.", Args: []any{path}}
	}
	return nil
}

// Keep gives a file a second name, so that it stays when the first is given to
// another: a hard link, or a copy where the file system has none.
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
