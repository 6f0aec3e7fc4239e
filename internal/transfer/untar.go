package transfer

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// untarred is a file of a tar, and the path that it was unpacked to.
type untarred struct {
	source
	onDisk string
}

// untar unpacks a tar and adds its contents.
func (s *sources) untar(src source, depth int) {
	r, err := src.open()
	if err != nil {
		s.sources = append(s.sources, source{err: unreadable(src.file.Name, err)})
		return
	}
	defer r.Close()
	t := tar.NewReader(r)
	var entries []untarred
	byName := map[string]untarred{}
	for err == nil {
		var h *tar.Header
		if h, err = t.Next(); errors.Is(err, tar.ErrInsecurePath) {
			err = nil // the name is not used for writing
		}
		if err == nil {
			if s.entries--; s.entries < 0 {
				err = errTooMany
				break
			}
			var e untarred
			if e, err = s.tarEntry(src.file, t, h, byName); e.open != nil {
				entries = append(entries, e)
			}
		}
	}
	if err != io.EOF {
		s.reject(src.file.Name, whyCutShort(err), err)
	}
	slices.SortStableFunc(entries, func(a, b untarred) int { return strings.Compare(a.file.Path, b.file.Path) })
	from := len(s.sources)
	for _, e := range entries {
		s.keep(e.file.Path, e.size, e.open)
		s.add(e.source, e.onDisk, depth+1)
	}
	s.packed(from)
}

// errTooMany is returned if an archive lists too many files.
var errTooMany = errors.New("too many files")

// whyCutShort returns the reason that a tar was not read to its end, for the report.
func whyCutShort(err error) string {
	switch {
	case errors.Is(err, errTooMany):
		return fmt.Sprintf("With this archive there are more than %d files: what stands before that place was read. Unpack it and import the folder.", maxEntries)
	case blog.KindOf(err) == blog.Unavailable:
		return "There is no room to unpack the archive: what stands before that place was read. Make room, and import it again."
	case blog.KindOf(err) == blog.TooLarge:
		return fmt.Sprintf("The archive unpacks to more than %d GB: what stands before that place was read. Unpack it and import the folder.", maxUnpacked>>30)
	}
	return "The archive is damaged, or was cut short when it was copied: what stands before that place was read. Fetch it again."
}

// tarEntry unpacks the current file of t. The result has no open if the entry is not a
// file to import. It fails if reading on would be pointless.
func (s *sources) tarEntry(archive record.File, t *tar.Reader, h *tar.Header, byName map[string]untarred) (e untarred, err error) {
	name := cleanName(h.Name)
	if s.leavesOut(archive, name) {
		return e, nil
	}
	if len(name) > longestPath {
		s.reject(archive.Name, "A file in it was not read: its name is longer than any file's.", nil)
		return e, nil
	}
	e.file = fileBelow(archive, name, h.ModTime)
	e.size = min(h.Size, maxUnpacked)
	switch h.Typeflag {
	case tar.TypeReg, tar.TypeCont, tar.TypeGNUSparse:
		entry := e.source
		entry.open = func() (io.ReadCloser, error) { return io.NopCloser(t), nil }
		e.onDisk, err = s.unpack(entry)
		if err != nil {
			s.sources = append(s.sources, source{err: unreadable(e.file.Name, err)})
			if kind := blog.KindOf(err); kind != blog.TooLarge && kind != blog.Unavailable {
				err = nil // the following files may be intact
			}
			return e, err
		}
		e.open = func() (io.ReadCloser, error) { return os.Open(e.onDisk) }
		byName[name] = e
	case tar.TypeLink: // a hard link to an earlier file
		there, ok := byName[cleanName(h.Linkname)]
		if !ok {
			s.skip(e.file.Name, "It is no file.")
			return e, nil
		}
		e.size, e.onDisk = there.size, there.onDisk
		e.open = func() (io.ReadCloser, error) {
			f, err := there.open()
			if err != nil {
				return nil, err
			}
			return &unpacking{ReadCloser: f, left: s.left}, nil // charged to the budget, since there may be a million links
		}
	case tar.TypeSymlink, tar.TypeChar, tar.TypeBlock, tar.TypeFifo:
		s.skip(e.file.Name, "It is no file.")
	}
	return e, nil
}
