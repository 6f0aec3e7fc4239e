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

// sink is the destination of an export's files.
type sink interface {
	// put writes a file. Its name is relative to the export's root, with slashes.
	put(name string, data []byte) error
}

// zipSink writes a zip.
type zipSink struct {
	w  *zip.Writer
	at time.Time
}

func (z *zipSink) put(name string, data []byte) error {
	h := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: z.at}
	if mediaEnding(name) {
		h.Method = zip.Store // already compressed
	}
	w, err := z.w.CreateHeader(h)
	if err == nil {
		_, err = w.Write(data)
	}
	return err
}

// finish completes the zip.
func (z *zipSink) finish() error { return z.w.Close() }

// besideSink writes files into a folder, atomically.
type besideSink struct{ dir string }

func (b besideSink) put(name string, data []byte) error {
	return writeWhole(filepath.Join(b.dir, filepath.FromSlash(name)), func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// listName is the file that lists what an export has written to a folder, so that the
// next export knows its own files: it removes those that the blog no longer has, and
// touches no others. A file is listed before it is written, so that the next export
// can continue in a folder that a killed one has left.
const listName = ".pullquote-export"

// folderSink writes to a folder. It does not rewrite a file whose contents are already
// right.
type folderSink struct {
	root    *os.Root
	list    *os.File
	before  []string        // files of the last export
	listed  map[string]bool // contents of the list: files of the last export and of this one
	written map[string]bool
}

// openFolder opens a folder for an export, and creates it if it does not exist. It
// fails with Conflict if the folder contains something that no export wrote.
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

// close closes the folder.
func (s *folderSink) close() error { return errors.Join(s.list.Close(), s.root.Close()) }

func cantWrite(dir string, err error) error {
	return &blog.Error{Kind: blog.Unavailable, Message: "%s can't be written to. Check who owns it, and whether the disk is full.", Args: []any{dir}, Err: err}
}

// recall reads the list of the last export.
func (s *folderSink) recall(dir string) error {
	f, err := s.root.Open(listName)
	if errors.Is(err, fs.ErrNotExist) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return cantWrite(dir, err)
		}
		for _, e := range entries {
			if !foreign(e.Name()) && !strings.HasPrefix(e.Name(), halfPrefix) { // temporary files of a killed export are ours
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

// replace writes a file atomically, so that a server of the folder never delivers half
// of it.
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

// halfName returns the temporary name of a file while it is written.
func halfName(name string) string {
	half := path.Join(path.Dir(name), halfPrefix+path.Base(name))
	if len(path.Base(half)) > 250 {
		half = path.Join(path.Dir(name), ".half")
	}
	return half
}

// finish removes the files of the last export that are not in this one, and writes the
// list.
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
			if s.root.Remove(dir) != nil { // not empty
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

// halfPrefix begins the names of files while they are written.
const halfPrefix = ".half-"

// halfLife is the age at which a temporary file is taken to be left over from a killed
// process.
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

// removeHalves removes temporary files that killed processes have left in a folder, if
// they are more than halfLife older than half. It ignores errors: the next export
// tries again.
func removeHalves(dir string, half *os.File) {
	newest, err := half.Stat()
	if err != nil {
		return
	}
	entries, _ := os.ReadDir(dir) // the folder may be writable but not readable
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), halfPrefix) || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && newest.ModTime().Sub(info.ModTime()) > halfLife {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// writeWhole writes a file through fn, atomically and durably: it may replace the last
// export, which was good. The user's umask decides who may read it, since it may contain
// drafts. A name that is no regular file, but a device or a pipe, is written to
// directly.
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
	defer os.Remove(f.Name()) // fails if all went well, since it was renamed
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
