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

// Lock is a lock on a file, which is made for it and stays. The system lets go
// of it when the program ends, however it ends: no stale lock is ever in
// anybody's way.
type Lock struct {
	file   *os.File
	signed bool
}

// Share takes a lock that others may share. It fails with ErrHeld while
// somebody has it alone.
func Share(path string) (*Lock, error) { return take(path, false) }

// Alone takes a lock that nobody else has. It fails with ErrHeld while others
// have or share it.
func Alone(path string) (*Lock, error) { return take(path, true) }

func take(path string, alone bool) (*Lock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := Inherit(path); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if err := flock(file, alone); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &Lock{file: file}, nil
}

// Sign writes into the lock's file who has it alone, for people and for Holder.
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

// Holder gives what the one who has a lock alone has signed it with; empty if
// nobody has it alone, whatever one who was killed has left in its file.
func Holder(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close() // which lets go of the lock, if it was to be had
	if !errors.Is(flock(f, false), ErrHeld) {
		return ""
	}
	text, err := io.ReadAll(io.LimitReader(f, maxHolder))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// Release lets go of the lock, and takes the signature away with it. A lock that
// is nil, or was let go of, is let go of.
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
