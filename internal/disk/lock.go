package disk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// ErrHeld says that another program holds a lock.
var ErrHeld = errors.New("another program holds the lock")

// Lock is an advisory lock on a file, which is created for it and stays. The
// system releases it when the program ends, however it ends, so there are no
// stale locks.
type Lock struct {
	file   *os.File
	signed bool
}

// Share takes a lock that others may share. It fails with ErrHeld while another
// program holds it exclusively.
func Share(path string) (*Lock, error) { return take(path, false) }

// Alone takes an exclusive lock. It fails with ErrHeld while others hold or share
// it.
func Alone(path string) (*Lock, error) { return take(path, true) }

func take(path string, alone bool) (*Lock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := inherit(path); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if err := flock(file, alone); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &Lock{file: file}, nil
}

// Sign writes the holder of an exclusive lock into its file, for people and for
// Holder.
func (l *Lock) Sign(who string) error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	l.signed = true
	_, err := l.file.WriteAt(fmt.Appendln(nil, who), 0)
	return err
}

// maxHolder is how many bytes of a lock's file are read.
const maxHolder = 1000

// Holder returns what the holder of an exclusive lock has signed it with. It is
// empty if nobody holds the lock exclusively, even if a killed program has left
// its signature in the file.
func Holder(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close() // also releases the lock, if flock got it
	if !errors.Is(flock(f, false), ErrHeld) {
		return ""
	}
	text, err := io.ReadAll(io.LimitReader(f, maxHolder))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// Release releases the lock and removes its signature. It does nothing if the lock
// is nil or was released before.
func (l *Lock) Release() error {
	if l == nil || l.file == nil {
		return nil
	}
	file := l.file
	l.file = nil
	if !l.signed {
		return file.Close()
	}
	return errors.Join(file.Truncate(0), file.Close())
}
