package transfer

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"pullquote/internal/transfer/record"
)

// localSignature begins the header before each file of a zip, and localHeader is the
// length of that header without the name and the extra field (APPNOTE 4.3.7).
const (
	localSignature = "PK\x03\x04"
	localHeader    = 30
)

// sizesFollow is the flag bit of an entry whose sizes follow its data (APPNOTE 4.4.4).
const sizesFollow = 8

// localEntry is a file of a zip, as described by the header before it.
type localEntry struct {
	name         string
	flags        uint16
	method       uint16
	begin        int64 // offset of its data
	packed, size int64 // length of its data, and of the file
}

// salvage adds the files of a zip whose directory is lost. The directory is at the end,
// so in a truncated zip the files before the cut are complete.
func (s *sources) salvage(onDisk string, archive record.File, depth int, cause error) {
	s.reject(archive.Name, "The zip is damaged, or was cut short when it was copied. What could be read of it was read. Fetch it again.", cause)
	f, err := os.Open(onDisk)
	if err != nil {
		return
	}
	s.closers = append(s.closers, f)
	info, err := f.Stat()
	if err != nil {
		return
	}
	from := len(s.sources)
	for at := int64(0); s.entries > 0; s.entries-- {
		e, err := readLocalEntry(f, at)
		if err == nil && e.flags&sizesFollow != 0 {
			e.packed, e.size, err = s.measure(f, e.begin, info.Size(), e.method)
		}
		end := e.begin + e.packed
		if err != nil || end > info.Size() || e.flags&encrypted != 0 || e.method != zip.Deflate && e.method != zip.Store {
			break
		}
		s.addSalvaged(f, archive, e, depth)
		if at = end; e.flags&sizesFollow != 0 {
			at += descriptor(f, at)
		}
	}
	s.packed(from)
}

// errNoEntry means that no file of a zip begins at an offset.
var errNoEntry = errors.New("zip: no file begins here")

// readLocalEntry reads the header at an offset.
func readLocalEntry(f io.ReaderAt, at int64) (e localEntry, err error) {
	head := make([]byte, localHeader)
	if _, err := f.ReadAt(head, at); err != nil {
		return e, err
	}
	if !bytes.HasPrefix(head, []byte(localSignature)) {
		return e, errNoEntry
	}
	e.flags, e.method = binary.LittleEndian.Uint16(head[6:]), binary.LittleEndian.Uint16(head[8:])
	e.packed, e.size = int64(binary.LittleEndian.Uint32(head[18:])), int64(binary.LittleEndian.Uint32(head[22:]))
	nameLen, extraLen := int64(binary.LittleEndian.Uint16(head[26:])), int64(binary.LittleEndian.Uint16(head[28:]))
	name := make([]byte, nameLen)
	if _, err := f.ReadAt(name, at+localHeader); err != nil {
		return e, err
	}
	e.name, e.begin = string(name), at+localHeader+nameLen+extraLen
	return e, nil
}

// addSalvaged adds a complete file of a damaged zip.
func (s *sources) addSalvaged(f io.ReaderAt, archive record.File, e localEntry, depth int) {
	name := cleanName(e.name)
	if strings.HasSuffix(name, "/") || name == "" || len(name) > longestPath || e.size == 0 || s.leavesOut(archive, name) {
		return
	}
	open := func() (io.ReadCloser, error) {
		r := io.ReadCloser(io.NopCloser(io.NewSectionReader(f, e.begin, e.packed)))
		if e.method == zip.Deflate {
			r = flate.NewReader(r)
		}
		return &unpacking{ReadCloser: r, left: s.left}, nil
	}
	file := fileBelow(archive, name, time.Time{})
	s.keep(file.Path, e.size, open)
	s.add(source{file: file, size: e.size, open: open}, "", depth+1)
}

// measure inflates a file of unknown size and returns its compressed and uncompressed
// size.
func (s *sources) measure(f io.ReaderAt, begin, end int64, method uint16) (packed, size int64, err error) {
	if method != zip.Deflate {
		return 0, 0, errors.New("zip: the size of a stored file is not known")
	}
	count := &byteCounter{r: bufio.NewReader(io.NewSectionReader(f, begin, end-begin))}
	size, err = io.Copy(io.Discard, &unpacking{ReadCloser: flate.NewReader(count), left: s.gauged})
	return count.n, size, err
}

// byteCounter counts the bytes read. It implements io.ByteReader so that package flate
// does not read ahead.
type byteCounter struct {
	r *bufio.Reader
	n int64
}

// ReadByte implements io.ByteReader.
func (c *byteCounter) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}

// Read implements io.Reader.
func (c *byteCounter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// descriptor returns the length of the data descriptor at an offset: with or without
// the optional signature.
func descriptor(f io.ReaderAt, at int64) int64 {
	mark := make([]byte, 4)
	if _, err := f.ReadAt(mark, at); err == nil && bytes.Equal(mark, []byte("PK\x07\x08")) {
		return 16
	}
	return 12
}
