package transfer

import (
	"archive/zip"
	"bufio"
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
)

// A sink takes the files of an export.
type sink interface {
	// put writes a file; its name has slashes and stays below the export's root.
	put(name string, data []byte) error
	// finish ends the export.
	finish() error
}

// zipSink writes a zip.
type zipSink struct {
	w  *zip.Writer
	at time.Time
}

func (z *zipSink) put(name string, data []byte) error {
	h := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: z.at}
	if mediaEnding(name) {
		h.Method = zip.Store // they are compressed
	}
	w, err := z.w.CreateHeader(h)
	if err == nil {
		_, err = w.Write(data)
	}
	return err
}

func (z *zipSink) finish() error { return z.w.Close() }

// besideSink writes files beside another, whole or not at all.
type besideSink struct{ dir string }

func (b besideSink) put(name string, data []byte) error {
	return writeWhole(filepath.Join(b.dir, filepath.FromSlash(name)), func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

func (besideSink) finish() error { return nil }

// listName is the file that lists what an export has put into a folder, so that
// the next one knows what is its own: what is not in the blog any more is
// removed then, and nothing else is touched. A file is listed before it is
// written: the next export goes on in a folder that a killed one has left.
const listName = ".pullquote-export"

// folderSink writes into a folder. A file that is there already as it should
// be is left alone.
type folderSink struct {
	root    *os.Root
	list    *os.File
	before  []string        // what the last export wrote
	listed  map[string]bool // of those and of what this one writes
	written map[string]bool
}

// openFolder opens a folder for an export, making it if it is not there. It
// fails with Conflict if there is something in it that no export wrote.
func openFolder(dir string) (*folderSink, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, cantWrite(dir, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, cantWrite(dir, err)
	}
	s := &folderSink{root: root, listed: map[string]bool{}, written: map[string]bool{}}
	if err := s.recall(dir); err != nil {
		root.Close()
		return nil, err
	}
	if s.list, err = root.OpenFile(listName, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666); err != nil {
		root.Close()
		return nil, cantWrite(dir, err)
	}
	return s, nil
}

// close lets go of the folder.
func (s *folderSink) close() error { return errors.Join(s.list.Close(), s.root.Close()) }

func cantWrite(dir string, err error) error {
	return &blog.Error{Kind: blog.Unavailable, Message: "%s can't be written to. Check who owns it, and whether the disk is full.", Args: []any{dir}, Err: err}
}

// recall reads what the last export wrote.
func (s *folderSink) recall(dir string) error {
	f, err := s.root.Open(listName)
	if errors.Is(err, fs.ErrNotExist) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return cantWrite(dir, err)
		}
		for _, e := range entries {
			if !foreign(e.Name()) && !strings.HasPrefix(e.Name(), halfPrefix) { // a killed export's halves are ours
				return &blog.Error{Kind: blog.Conflict, Message: "The folder %s holds other files (%s). Name an empty one, or one that an export was written to before.", Args: []any{dir, e.Name()}}
			}
		}
		return nil
	}
	if err != nil {
		return cantWrite(dir, err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if name := lines.Text(); isName(name) && !s.listed[name] {
			s.before, s.listed[name] = append(s.before, name), true
		}
	}
	return lines.Err()
}

func (s *folderSink) put(name string, data []byte) error {
	s.written[name] = true
	if have, err := s.root.ReadFile(name); err == nil && bytes.Equal(have, data) {
		return nil
	}
	if !s.listed[name] {
		if _, err := fmt.Fprintln(s.list, name); err != nil {
			return cantWrite(s.root.Name(), err)
		}
		s.listed[name] = true
	}
	if dir := path.Dir(name); dir != "." {
		if err := s.root.MkdirAll(dir, 0o777); err != nil {
			return cantWrite(s.root.Name(), err)
		}
	}
	return s.replace(name, data)
}

// replace writes a file whole or not at all: who serves the folder meanwhile
// sees no half of it.
func (s *folderSink) replace(name string, data []byte) error {
	half := halfName(name)
	if err := s.root.WriteFile(half, data, 0o666); err != nil {
		return cantWrite(s.root.Name(), errors.Join(err, s.root.Remove(half)))
	}
	if err := s.root.Rename(half, name); err != nil {
		return cantWrite(s.root.Name(), err)
	}
	return nil
}

// halfName is what a file is called while it is written.
func halfName(name string) string {
	half := path.Join(path.Dir(name), halfPrefix+path.Base(name))
	if len(path.Base(half)) > 250 {
		half = path.Join(path.Dir(name), ".half")
	}
	return half
}

// finish removes what the last export wrote and this one did not, and writes
// the list.
func (s *folderSink) finish() error {
	defer s.close()
	for _, name := range s.before {
		if s.written[name] {
			continue
		}
		for _, left := range []string{name, halfName(name)} {
			if err := s.root.Remove(left); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return cantWrite(s.root.Name(), err)
			}
		}
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if s.root.Remove(dir) != nil { // it is not empty
				break
			}
		}
	}
	var list strings.Builder
	names := make([]string, 0, len(s.written))
	for name := range s.written {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintln(&list, name)
	}
	return s.replace(listName, []byte(list.String()))
}

// halfPrefix is how the names of files begin while they are written.
const halfPrefix = ".half-"

// halfLife is how long nothing is written to a half before it is taken for one
// that a killed program has left.
const halfLife = time.Hour

// writeInto writes to a device or a pipe through fn.
func writeInto(name string, fn func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return cantWrite(name, err)
	}
	w := bufio.NewWriterSize(f, 256<<10)
	err = fn(w)
	if flushErr := errors.Join(w.Flush(), f.Close()); err == nil && flushErr != nil {
		err = cantWrite(name, flushErr)
	}
	return err
}

// removeHalves removes what killed programs have left in a folder, a good while
// before a new half. What can't be removed is left to the next time.
func removeHalves(dir string, half *os.File) {
	newest, err := half.Stat()
	if err != nil {
		return
	}
	entries, _ := os.ReadDir(dir) // it need not be readable, only writable
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), halfPrefix) || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && newest.ModTime().Sub(info.ModTime()) > halfLife {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// writeWhole writes a file through fn, whole or not at all, also if the power
// fails: it may take the place of the last export, which was good. Who may read
// it is up to the umask of who runs the program, since drafts may be in it. What
// is no file, a device or a pipe, is written to and stays what it is.
func writeWhole(name string, fn func(io.Writer) error) error {
	if followed, err := filepath.EvalSymlinks(name); err == nil {
		name = followed
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return writeInto(name, fn)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return cantWrite(filepath.Dir(name), err)
	}
	f, err := os.OpenFile(filepath.Join(filepath.Dir(name), halfPrefix+rand.Text()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return cantWrite(filepath.Dir(name), err)
	}
	defer os.Remove(f.Name()) // it is not there any more if all went well
	removeHalves(filepath.Dir(name), f)
	w := bufio.NewWriterSize(f, 256<<10)
	err = fn(w)
	if flushErr := w.Flush(); err == nil && flushErr != nil {
		err = cantWrite(name, flushErr)
	}
	if err == nil {
		if syncErr := f.Sync(); syncErr != nil {
			err = cantWrite(name, syncErr)
		}
	}
	if closeErr := f.Close(); err == nil && closeErr != nil {
		err = cantWrite(name, closeErr)
	}
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return cantWrite(name, err)
	}
	if err := disk.Sync(filepath.Dir(name)); err != nil && !errors.Is(err, os.ErrPermission) {
		return cantWrite(name, err)
	}
	return nil
}
