package transfer

import (
	"archive/zip"
	"cmp"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
	"pullquote/internal/transfer/record"
)

// Limits of archives. A zip of a few kilobytes can unpack to more than any disk holds,
// and can list millions of files.
const (
	maxUnpacked = 16 << 30  // total size of all files in bytes
	maxEntries  = 1_000_000 // in all archives together
	longestPath = 4096      // length of a file's name in bytes
)

// encrypted is the flag bit of an encrypted zip entry (APPNOTE 4.4.4).
const encrypted = 1

// budget limits how many bytes may still be unpacked.
type budget struct {
	left   int64
	onDisk bool // the limit is the free space of the disk
}

// spent returns the error for an exhausted budget.
func (b *budget) spent() error {
	if b.onDisk {
		return &blog.Error{Kind: blog.Unavailable, Message: "There is no room on the disk to unpack this file. Make room, and import the archive again."}
	}
	return &blog.Error{Kind: blog.TooLarge, Message: "The archive unpacks to more than %d GB; this file was not read any more. Unpack it and import the folder.", Args: []any{maxUnpacked >> 30}}
}

// spared is the disk space that unpacking leaves to the blog, in bytes.
const spared = 64 << 20

// narrow reduces the budget to the free space on the disk of a folder, less spared.
func (b *budget) narrow(folder string) {
	if room, known := disk.Room(folder); known && room-spared < b.left {
		b.left, b.onDisk = room-spared, true
	}
}

// zip adds the files of a zip, sorted by name.
func (s *sources) zip(onDisk string, f record.File, depth int) {
	z, err := zip.OpenReader(onDisk)
	switch {
	case errors.Is(err, zip.ErrInsecurePath): // those names are not used for writing
	case err != nil:
		s.salvage(onDisk, f, depth, err)
		return
	}
	s.closers = append(s.closers, z)
	if len(z.File) > s.entries {
		s.reject(f.Name, fmt.Sprintf("With this zip the archives list more than %d files, so it was not read. Unpack it and import the folder.", maxEntries), nil)
		return
	}
	s.entries -= len(z.File)
	slices.SortStableFunc(z.File, func(a, b *zip.File) int { return cmp.Compare(a.Name, b.Name) })
	from := len(s.sources)
	s.sources = slices.Grow(s.sources, len(z.File))
	for _, entry := range z.File {
		s.entry(f, entry, depth)
	}
	s.packed(from)
}

// entry adds a file of a zip.
func (s *sources) entry(archive record.File, entry *zip.File, depth int) {
	name := cleanName(entry.Name)
	if entry.FileInfo().IsDir() || s.leavesOut(archive, name) {
		return
	}
	f := fileBelow(archive, name, entry.Modified)
	switch {
	case len(name) > longestPath:
		s.reject(archive.Name, "A file in it was not read: its name is longer than any file's.", nil)
	case !entry.Mode().IsRegular():
		s.skip(f.Name, "It is no file.")
	case entry.Flags&encrypted != 0:
		s.reject(f.Name, "It is encrypted. Unpack the zip with its password and import the folder.", nil)
	default:
		open := func() (io.ReadCloser, error) {
			r, err := entry.Open()
			if err != nil {
				return nil, err
			}
			return &unpacking{ReadCloser: r, left: s.left}, nil
		}
		size := int64(min(entry.UncompressedSize64, maxUnpacked))
		s.keep(f.Path, size, open)
		s.add(source{file: f, size: size, open: open}, "", depth+1)
	}
}

// cleanName makes a path below the archive's root from the name of an entry, which may
// contain anything: "..", backslashes, a drive letter, invalid UTF-8.
func cleanName(name string) string {
	name = strings.ToValidUTF8(strings.ReplaceAll(name, `\`, "/"), "\uFFFD")
	return strings.TrimPrefix(path.Clean("/"+name), "/")
}

// unpacking reads a file of an archive and charges a budget for it.
type unpacking struct {
	io.ReadCloser
	left *budget
}

func (u *unpacking) Read(p []byte) (int, error) {
	if u.left.left <= 0 {
		return 0, u.left.spent()
	}
	n, err := u.ReadCloser.Read(p[:min(int64(len(p)), u.left.left)])
	u.left.left -= int64(n)
	if err != nil && err != io.EOF && blog.KindOf(err) == blog.Internal {
		err = &blog.Error{Kind: blog.Invalid, Message: "The archive is damaged where this file stands. Fetch it again.", Err: err}
	}
	return n, err
}
