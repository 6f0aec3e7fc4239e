package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"pullquote/internal/blog"
)

// Target fails if a file, or a folder, can't be made under a name since the
// folder that it belongs into is not there (NotFound), or is none (Invalid). A
// folder that is made silently is a typo more often than not, and is looked for
// in vain later. Who may write there is found out by writing.
func Target(path string) error {
	folder := filepath.Dir(filepath.Clean(path))
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &blog.Error{Kind: blog.NotFound, Message: "The folder %s is not there, so %s can't be written. Make the folder, or check the path.", Args: []any{folder, path}, Err: err}
	case err == nil && !info.IsDir(), errors.Is(err, syscall.ENOTDIR):
		return &blog.Error{Kind: blog.Invalid, Message: "%s is a file, or within one, so %s can't be written. Check the path.", Args: []any{folder, path}, Err: err}
	}
	return nil
}

// Outside fails with Invalid if a folder is, or lies within, one of those that the
// blog keeps in its data folder for files of its own.
func Outside(data, folder string, own ...string) error {
	for _, name := range own {
		if Holds(filepath.Join(data, name), folder) {
			return &blog.Error{Kind: blog.Invalid, Message: "The blog keeps files of its own in %s, some of which it removes. Name another folder.", Args: []any{filepath.Join(data, name)}}
		}
	}
	return nil
}

// Same reports whether two paths lead to one file, which need not be there.
func Same(a, b string) bool {
	if one, err := os.Stat(a); err == nil {
		if other, err := os.Stat(b); err == nil {
			return os.SameFile(one, other)
		}
	}
	if filepath.Base(a) != filepath.Base(b) {
		return false
	}
	one, err := os.Stat(filepath.Dir(a))
	if err != nil {
		return false
	}
	other, err := os.Stat(filepath.Dir(b))
	return err == nil && os.SameFile(one, other)
}

// Holds reports whether a folder holds a file, at whatever depth, or is that file.
func Holds(folder, file string) bool {
	for here, err := filepath.Abs(file); err == nil; here = filepath.Dir(here) {
		if Same(folder, here) {
			return true
		}
		if here == filepath.Dir(here) {
			return false
		}
	}
	return false
}
