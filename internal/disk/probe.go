package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"pullquote/internal/blog"
)

// Probe checks whether a folder can be written to: it calls mkdir to create the
// folder, writes a small file, and removes that. It fails with Invalid and a
// sentence that says what to do about it.
func Probe(folder string, mkdir func(folder string) error) error {
	err := mkdir(folder)
	if err == nil {
		err = tryWrite(folder)
	}
	if err == nil {
		return nil
	}
	fault := &blog.Error{Kind: blog.Invalid, Args: []any{folder}, Err: err}
	info, statErr := os.Stat(folder)
	switch {
	case statErr == nil && !info.IsDir(), errors.Is(err, syscall.ENOTDIR):
		fault.Message = "%s is a file, or within one. Name a folder."
	case errors.Is(err, fs.ErrNotExist) && isFolder(filepath.Dir(filepath.Clean(folder))): // as below /proc
		fault.Message = "%s is in a place where the system keeps no files of yours. Name another folder."
	case errors.Is(err, fs.ErrNotExist):
		fault.Message = "The folder %s can't be made, since the one that it belongs into is not there. Check its name, and that its disk is mounted."
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		fault.Message = "Nothing can be written to %s: its disk is full. Make room, or name a folder on another disk."
	default:
		fault.Message = "Nothing can be written to %s. Let the user that the server runs as write there (under systemd the folder also has to stand in ReadWritePaths=), or name another folder."
	}
	return fault
}

func isFolder(folder string) bool {
	info, err := os.Stat(folder)
	return err == nil && info.IsDir()
}

// tryWrite writes a file and removes it.
func tryWrite(folder string) error {
	f, err := os.CreateTemp(folder, partial+"*")
	if err != nil {
		return err
	}
	_, err = f.WriteString("Written to find out whether this folder can be written to.\n")
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}
