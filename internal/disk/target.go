package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"pullquote/internal/blog"
)

// Target fails if nothing can be created at path because its parent folder does
// not exist (NotFound) or is not a folder (Invalid). The parent is not created: a
// missing one is most often a typo. Permissions are left to be found by writing.
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

// Outside fails with Invalid if folder is, or lies within, one of the folders own
// in the data folder, which the blog keeps for its own files.
func Outside(data, folder string, own ...string) error {
	for _, name := range own {
		if Holds(filepath.Join(data, name), folder) {
			return &blog.Error{Kind: blog.Invalid, Message: "The blog keeps files of its own in %s, some of which it removes. Name another folder.", Args: []any{filepath.Join(data, name)}}
		}
	}
	return nil
}

// Same reports whether two paths name the same file, which need not exist.
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

// Holds reports whether file is folder itself or lies in it, at any depth.
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
