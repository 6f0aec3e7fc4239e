package transfer

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// source is a file that may contain items, or the error for one that can't be read.
type source struct {
	file  record.File
	size  int64 // estimated bytes to read
	named bool  // named by the user, not found in a folder or archive
	kin   *kin  // nil for a file that was named alone
	open  func() (io.ReadCloser, error)
	err   error // *record.Skip or *record.RowError; open is nil then
}

// sources are the files found under all paths, in order.
type sources struct {
	formats []record.Format // to choose from
	forced  bool            // the format was given by the user
	sources []source
	total   int64 // size of all sources

	files    map[string][]stored // pictures and the like, by base name
	lists    []mediaAddresses
	notebook map[string]bool     // absolute paths of folders that are notebooks
	programs map[string]bool     // absolute paths of folders with other people's programs, which the report names
	names    map[string][]string // file names without extensions, by the address that they stand for
	workshop func() (string, error)
	dir      string  // to unpack into; empty until needed
	left     *budget // for reading from archives
	room     *budget // for writing to dir
	gauged   *budget // for reading files to measure them
	entries  int     // how many files archives may still list
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

// unreadable returns the error for a file that can't be opened.
func unreadable(name string, err error) error {
	if blog.KindOf(err) != blog.Internal {
		return &record.RowError{Origin: name, Err: err}
	}
	return rejected(name, "It can't be opened: "+cause(err)+".", err)
}

// survey finds the files under the paths. It fails with Invalid if there are no paths
// or no such format, and with NotFound if none of the paths exists; a path that does not
// exist among others gets a line in the report.
func (im *Importer) survey(format string, paths []string) (*sources, error) {
	return im.surveyBelow(format, paths, "")
}

// surveyBelow is survey with paths that the report shows relative to root.
func (im *Importer) surveyBelow(format string, paths []string, root string) (*sources, error) {
	formats, err := choose(format)
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, blog.Fault("path", "Name the files, folders or zips to bring in.")
	}
	s := &sources{
		formats: formats, forced: format != "" && format != auto, files: map[string][]stored{}, notebook: map[string]bool{}, programs: map[string]bool{},
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
			f := record.File{Name: name, Path: info.Name(), AbsolutePath: whole, Modified: info.ModTime()}
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

// deepest is how deeply archives may be nested.
const deepest = 3

// add adds a file, or its contents if it is an archive: a zip, a tar, something gzipped.
// onDisk is its path if it is a file on disk; if it is empty, a zip has to be unpacked
// to one first.
func (s *sources) add(src source, onDisk string, depth int) {
	kind := kindOf(src.open)
	switch {
	case kind == noArchive && !src.named && (mediaEnding(src.file.Path) || s.addMediaList(src.file.Path, src.size, src.open)):
		return // posts may show it; see keep
	case kind == noArchive:
		s.sources = append(s.sources, src)
		return
	case depth >= deepest:
		s.skip(src.file.Name, "Archives within archives within archives are not opened. Unpack it and import the folder.")
		return
	}
	switch kind {
	case gzipArchive:
		s.gunzip(src, depth)
	case tarArchive:
		s.untar(src, depth)
	case zipArchive:
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

// folder adds the files below a folder, except hidden ones. title is its name in the
// report, whole its absolute path.
func (s *sources) folder(root, title, whole string) {
	from := len(s.sources)
	// The trailing slash makes WalkDir follow a root that is a symbolic link.
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
				s.passOver(record.File{Name: name, AbsolutePath: whole + "/" + rel})
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		}
		info, err := os.Stat(p) // follows symbolic links
		if err != nil || !info.Mode().IsRegular() {
			return nil // a dangling link, a link to a folder, a socket
		}
		if entry.Type()&fs.ModeSymlink != 0 && !staysWithin(root, p) {
			s.skip(name, "It is a link to a file outside the folder, which an archive may not bring in. Name that file to bring it in.")
			return nil
		}
		f := record.File{Name: name, Path: rel, AbsolutePath: whole + "/" + rel, Modified: info.ModTime()}
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

// staysWithin reports whether a link's target is below a folder. An unpacked archive
// may contain links to any file that the user can read.
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

// hidden reports whether a file or folder is to be ignored: hidden ones, what macOS adds
// to zips, other people's programs.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || name == "__MACOSX" || name == "node_modules"
}

// leavesOut reports whether a file at a path below an archive is hidden, or in a hidden
// folder.
func (s *sources) leavesOut(archive record.File, at string) bool {
	elements := strings.Split(at, "/")
	i := slices.IndexFunc(elements, hidden)
	if i >= 0 && i < len(elements)-1 {
		s.passOver(fileBelow(archive, strings.Join(elements[:i+1], "/"), time.Time{}))
	}
	return i >= 0
}

// notebookSettings are the folders in which programs for notes keep their settings.
var notebookSettings = []string{".obsidian", ".logseq", ".zettlr", ".foam"}

// passOver notes what a hidden folder tells: the one that it is in is a notebook, or
// programs are left out, which the report says once.
func (s *sources) passOver(folder record.File) {
	switch base := path.Base(folder.AbsolutePath); {
	case slices.Contains(notebookSettings, base):
		s.notebook[path.Dir(folder.AbsolutePath)] = true
	case base == "node_modules" && !s.programs[folder.AbsolutePath]:
		s.programs[folder.AbsolutePath] = true
		s.skip(folder.Name, "Other people's programs are in this folder.")
	}
}

// inNotebook reports whether a file is in a folder that is a notebook, or below one.
func (s *sources) inNotebook(absolutePath string) bool {
	for dir := path.Dir(absolutePath); len(s.notebook) > 0; dir = path.Dir(dir) {
		if s.notebook[dir] {
			return true
		}
		if dir == path.Dir(dir) {
			return false
		}
	}
	return false
}

// fileBelow returns the file at a path below an archive. Its names are one string, of which
// an archive with a million files has a million.
func fileBelow(archive record.File, at string, modified time.Time) record.File {
	f := record.File{AbsolutePath: archive.AbsolutePath + "/" + at, Modified: modified}
	f.Path = f.AbsolutePath[len(archive.AbsolutePath)+1:]
	if strings.HasSuffix(archive.AbsolutePath, archive.Name) {
		f.Name = f.AbsolutePath[len(archive.AbsolutePath)-len(archive.Name):]
	} else {
		f.Name = archive.Name + "/" + at
	}
	return f
}

func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	return filepath.ToSlash(path)
}

// cause returns the message of a failed system call without its path.
func cause(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}
