package transfer

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// source is a file that may hold items, or what is to be said of one that
// can't be read.
type source struct {
	file     record.File
	size     int64 // bytes that reading it will take
	named    bool  // by the person, not found in a folder or archive
	archived bool  // other files lie beside it, pictures perhaps
	open     func() (io.ReadCloser, error)
	err      error // *record.Skip or *record.RowError; there is nothing to open
}

// sources are what all paths lead to, in order.
type sources struct {
	formats []record.Format // to choose from
	forced  bool            // a person said which it is
	sources []source
	total   int64 // bytes of all

	files    map[string][]stored // pictures and such, by name
	lists    []mediaAddresses
	names    map[string][]string // of files, without their endings, by the address for which they stand
	workshop func() (string, error)
	dir      string  // to unpack into; empty until it is needed
	left     *budget // what may be read out of archives
	room     *budget // what may be written into dir
	gauged   *budget // what may be read to find out how long it is
	entries  int     // files that archives may still list
	closers  []io.Closer
}

// stored is a file of an archive that posts may show.
type stored struct {
	path string // below the archive's root
	size int64
	open func() (io.ReadCloser, error)
}

func (s *sources) close() {
	for _, c := range s.closers {
		c.Close()
	}
	if s.dir != "" {
		os.RemoveAll(s.dir)
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

// unreadable says that a file can't be opened.
func unreadable(name string, err error) error {
	if blog.KindOf(err) != blog.Internal {
		return &record.RowError{Origin: name, Err: err}
	}
	return rejected(name, "It can't be opened: "+cause(err)+".", err)
}

// survey finds the files that the paths lead to. It fails with Invalid if
// there are no paths or no such format, and with NotFound if nothing is where they lead; a single
// one that leads nowhere gets its line in the report.
func (im *Importer) survey(format string, paths []string) (*sources, error) {
	return im.surveyBelow(format, paths, "")
}

// surveyBelow does so for paths below a folder that the report does not name.
func (im *Importer) surveyBelow(format string, paths []string, root string) (*sources, error) {
	formats, err := choose(format)
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, blog.Fault("path", "Name the files, folders or zips to bring in.")
	}
	s := &sources{
		formats: formats, forced: format != "" && format != auto, files: map[string][]stored{},
		left: &budget{left: maxUnpacked}, room: &budget{left: maxUnpacked}, gauged: &budget{left: maxUnpacked}, entries: maxEntries,
		workshop: func() (string, error) { return im.workshop("unpacked-") },
	}
	missing := 0
	for _, path := range paths {
		info, err := os.Stat(path)
		name := filepath.ToSlash(path)
		whole := absolute(path)
		if below, err := filepath.Rel(root, path); root != "" && err == nil {
			name = filepath.ToSlash(below)
			whole = "/" + name
		}
		switch {
		case errors.Is(err, fs.ErrNotExist):
			missing++
			s.reject(name, "There is no such file or folder.", err)
		case err != nil:
			s.reject(name, "It can't be opened: "+cause(err)+".", err)
		case info.IsDir():
			s.folder(path, name, whole)
		case !info.Mode().IsRegular():
			s.skip(name, "It is no file and no folder.")
		case hidden(filepath.Base(path)):
			s.skip(name, "Its name begins with a dot, as those of hidden files do, which are left out. Rename it to bring it in.")
		default:
			f := record.File{Name: name, Path: info.Name(), Whole: whole, Modified: info.ModTime()}
			s.add(source{file: f, size: info.Size(), named: true, open: func() (io.ReadCloser, error) { return os.Open(path) }}, path, 0)
		}
	}
	if missing == len(paths) {
		s.close()
		return nil, &blog.Error{Kind: blog.NotFound, Field: "path", Message: "There is no file or folder %s.", Args: []any{strings.Join(paths, ", ")}}
	}
	for i := range s.sources {
		s.total += s.sources[i].size
	}
	return s, nil
}

// deepest is how many archives may lie in one another.
const deepest = 3

// add adds a file, or what is in it if it is an archive: a zip, a tar, something
// gzipped. On disk is where it lies as a file of its own; empty if it has to
// be unpacked for that.
func (s *sources) add(src source, onDisk string, depth int) {
	kind := kindOf(src.open)
	switch {
	case kind == "" && !src.named && (mediaEnding(src.file.Path) || s.list(src.file.Path, src.size, src.open)):
		return // posts may show it; see keep
	case kind == "":
		s.sources = append(s.sources, src)
		return
	case depth >= deepest:
		s.skip(src.file.Name, "Archives within archives within archives are not opened. Unpack it and import the folder.")
		return
	}
	switch kind {
	case "gzip":
		s.gunzip(src, depth)
	case "tar":
		s.untar(src, depth)
	case "zip":
		if onDisk == "" {
			var err error
			if onDisk, err = s.unpack(src); err != nil {
				s.sources = append(s.sources, source{err: unreadable(src.file.Name, err)})
				return
			}
		}
		s.zip(onDisk, src.file, depth)
	}
}

// folder adds the files below a folder, hidden ones left out. Name is what the
// report calls it, whole its absolute path.
func (s *sources) folder(root, title, whole string) {
	from := len(s.sources)
	// The slash makes a root that is a symbolic link be followed.
	start := root + string(filepath.Separator)
	err := filepath.WalkDir(start, func(p string, entry fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(start, p)
		if relErr != nil {
			return relErr
		}
		p = filepath.Join(root, rel)
		rel = filepath.ToSlash(rel)
		name := path.Join(title, rel)
		if strings.HasPrefix(title, "./") || title == "." {
			name = filepath.ToSlash(p)
		}
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
		info, err := os.Stat(p) // of what a symbolic link leads to
		if err != nil || !info.Mode().IsRegular() {
			return nil // a dangling link, a folder elsewhere, a socket
		}
		if entry.Type()&fs.ModeSymlink != 0 && !staysWithin(root, p) {
			s.skip(name, "It is a link to a file outside the folder, which an archive may not bring in. Name that file to bring it in.")
			return nil
		}
		f := record.File{Name: name, Path: rel, Whole: whole + "/" + rel, Modified: info.ModTime()}
		open := func() (io.ReadCloser, error) { return os.Open(p) }
		s.keep(f.Path, info.Size(), open)
		s.add(source{file: f, size: info.Size(), open: open}, p, 1)
		return nil
	})
	if err != nil {
		s.reject(title, "The folder can't be read: "+cause(err)+".", err)
	}
	s.family(from, near)
}

// staysWithin reports whether what a link leads to lies below a folder. An
// archive that was unpacked may hold links to any file of the one who imports it.
func staysWithin(root, link string) bool {
	folder, err := filepath.EvalSymlinks(filepath.FromSlash(absolute(root)))
	if err != nil {
		return false
	}
	there, err := filepath.EvalSymlinks(filepath.FromSlash(absolute(link)))
	if err != nil {
		return false
	}
	rel, err := filepath.Rel(folder, there)
	return err == nil && filepath.IsLocal(rel)
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
