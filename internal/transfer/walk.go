package transfer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// source is a file that may hold items, or what is to be said of one that
// can't be read.
type source struct {
	file  record.File
	named bool // by the person, not found in a folder or zip
	open  func() (io.ReadCloser, error)
	err   error // *record.Skip or *record.RowError; there is nothing to open
}

// sources are what all paths lead to, in order.
type sources struct {
	sources []source
	closers []io.Closer
}

func (s *sources) close() {
	for _, c := range s.closers {
		c.Close()
	}
}

func (s *sources) skip(name, reason string) {
	s.sources = append(s.sources, source{err: &record.Skip{Origin: name, Reason: reason}})
}

func (s *sources) reject(name, sentence string, err error) {
	s.sources = append(s.sources, source{err: rejected(name, sentence, err)})
}

func rejected(name, sentence string, err error) error {
	return &record.RowError{Origin: name, Err: &blog.Error{Kind: blog.Invalid, Message: sentence, Err: err}}
}

// survey finds the files that the paths lead to. It fails with Invalid if
// there are no paths and with NotFound if nothing is where they lead; a single
// one that leads nowhere gets its line in the report.
func survey(paths []string) (*sources, error) {
	if len(paths) == 0 {
		return nil, blog.Fault("path", "Name the files, folders or zips to bring in.")
	}
	s := &sources{}
	missing := 0
	for _, path := range paths {
		info, err := os.Stat(path)
		name := filepath.ToSlash(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			missing++
			s.reject(name, "There is no such file or folder.", err)
		case err != nil:
			s.reject(name, "It can't be opened: "+cause(err)+".", err)
		case info.IsDir():
			s.folder(path)
		case !info.Mode().IsRegular():
			s.skip(name, "It is no file and no folder.")
		case hidden(filepath.Base(path)):
			s.skip(name, "Its name begins with a dot, as those of hidden files do, which are left out. Rename it to bring it in.")
		default:
			s.single(path, info)
		}
	}
	if missing == len(paths) {
		s.close()
		return nil, &blog.Error{Kind: blog.NotFound, Field: "path", Message: fmt.Sprintf("There is no file or folder %s.", strings.Join(paths, ", "))}
	}
	return s, nil
}

// single adds a file that was named, or what is in it if it is a zip.
func (s *sources) single(path string, info fs.FileInfo) {
	f := record.File{Name: filepath.ToSlash(path), Path: info.Name(), Whole: absolute(path), Modified: info.ModTime()}
	open := func() (io.ReadCloser, error) { return os.Open(path) }
	if isZip(open) {
		s.zip(path, f)
		return
	}
	s.sources = append(s.sources, source{file: f, named: true, open: open})
}

// folder adds the files below a folder, hidden ones left out.
func (s *sources) folder(root string) {
	whole := absolute(root)
	// The slash makes a root that is a symbolic link be followed.
	start := root + string(filepath.Separator)
	err := filepath.WalkDir(start, func(path string, entry fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(start, path)
		if relErr != nil {
			return relErr
		}
		path = filepath.Join(root, rel)
		name := filepath.ToSlash(path)
		switch {
		case err != nil:
			s.reject(name, "The folder can't be read: "+cause(err)+".", err)
			return fs.SkipDir
		case rel != "." && hidden(entry.Name()):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		}
		info, err := os.Stat(path) // of what a symbolic link leads to
		if err != nil || !info.Mode().IsRegular() {
			return nil // a dangling link, a folder elsewhere, a socket
		}
		rel = filepath.ToSlash(rel)
		f := record.File{Name: name, Path: rel, Whole: whole + "/" + rel, Modified: info.ModTime()}
		s.sources = append(s.sources, source{file: f, open: func() (io.ReadCloser, error) { return os.Open(path) }})
		return nil
	})
	if err != nil {
		s.reject(filepath.ToSlash(root), "The folder can't be read: "+cause(err)+".", err)
	}
}

// hidden reports whether a file or folder is not meant to be seen, or not the
// author's: a Mac's leftovers in zips, other people's programs.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || name == "__MACOSX" || name == "node_modules"
}

func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	return filepath.ToSlash(path)
}

// cause gives the reason of a failed system call without its path.
func cause(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

// zipMarks begin a zip, and an empty one.
var zipMarks = [][]byte{[]byte("PK\x03\x04"), []byte("PK\x05\x06")}

func hasZipMark(head []byte) bool {
	return bytes.HasPrefix(head, zipMarks[0]) || bytes.HasPrefix(head, zipMarks[1])
}

func isZip(open func() (io.ReadCloser, error)) bool {
	f, err := open()
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 4)
	_, err = io.ReadFull(f, head)
	return err == nil && hasZipMark(head)
}
