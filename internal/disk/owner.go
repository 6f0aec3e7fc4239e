//go:build unix

package disk

import (
	"os"
	"path/filepath"
	"syscall"
)

// inherit returns a new file to the owner of its folder if the program runs as root,
// so that commands run by root leave nothing that the server can't read.
func inherit(path string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return err
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok && owner.Uid != 0 {
		return os.Lchown(path, int(owner.Uid), int(owner.Gid))
	}
	return nil
}
