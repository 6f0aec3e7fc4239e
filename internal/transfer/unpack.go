package transfer

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// tarMark is at offset 257 of a tar (POSIX pax).
var tarMark = []byte("ustar")

// kindOf detects the type of an archive by its beginning: "zip", "gzip" or "tar"; "" for
// anything else.
func kindOf(open func() (io.ReadCloser, error)) string {
	f, err := open()
	if err != nil {
		return ""
	}
	defer f.Close()
	head := make([]byte, 512)
	n, _ := io.ReadFull(f, head)
	switch head = head[:n]; {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return "zip"
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b, 8}):
		return "gzip"
	case len(head) > 262 && bytes.Equal(head[257:262], tarMark):
		return "tar"
	}
	return ""
}

// gunzip adds the contents of a gzipped file.
func (s *sources) gunzip(src source, depth int) {
	packed := src.open
	src.file.Path, src.file.Whole = strings.TrimSuffix(src.file.Path, ".gz"), strings.TrimSuffix(src.file.Whole, ".gz")
	if stem, ok := strings.CutSuffix(src.file.Path, ".tgz"); ok {
		src.file.Path = stem + ".tar"
	}
	src.open = func() (io.ReadCloser, error) {
		r, err := packed()
		if err != nil {
			return nil, err
		}
		z, err := gzip.NewReader(bufio.NewReader(r))
		if err != nil {
			r.Close()
			return nil, damaged(err)
		}
		return &unpacking{ReadCloser: both{z, r}, left: s.left}, nil
	}
	src.size *= gzipRatio
	s.add(src, "", depth+1)
}

// gzipRatio is the estimated compression ratio of text. The actual size of a gzipped
// file is not known before it is read.
const gzipRatio = 4

// both closes a reader and the one that it reads from.
type both struct {
	io.ReadCloser
	inner io.Closer
}

// Close implements io.Closer.
func (b both) Close() error { return errors.Join(b.ReadCloser.Close(), b.inner.Close()) }

func damaged(err error) error {
	return &blog.Error{Kind: blog.Invalid, Message: "It is damaged, or was cut short when it was copied. Fetch it again.", Err: err}
}

// unpack writes a file of an archive into the workshop and returns its path. All bytes
// written count towards the budget: for a sparse file, a tar only has the length of the
// holes.
func (s *sources) unpack(src source) (string, error) {
	if s.dir == "" {
		dir, err := s.workshop()
		if err != nil {
			return "", err
		}
		s.dir = dir
		s.room.narrow(dir)
	}
	r, err := src.open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	f, err := os.CreateTemp(s.dir, "file-")
	if err != nil {
		return "", err
	}
	_, err = io.Copy(f, &unpacking{ReadCloser: r, left: s.room})
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name())) // half a file is of no use
	}
	return f.Name(), nil
}

// localHeader is the length of the header before each file of a zip (APPNOTE 4.3.7).
const localHeader = 30

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
	head := make([]byte, localHeader)
	for at := int64(0); s.entries > 0; s.entries-- {
		if _, err := f.ReadAt(head, at); err != nil || !bytes.HasPrefix(head, []byte("PK\x03\x04")) {
			break
		}
		flags, method := binary.LittleEndian.Uint16(head[6:]), binary.LittleEndian.Uint16(head[8:])
		packed, size := int64(binary.LittleEndian.Uint32(head[18:])), int64(binary.LittleEndian.Uint32(head[22:]))
		nameLen, extraLen := int64(binary.LittleEndian.Uint16(head[26:])), int64(binary.LittleEndian.Uint16(head[28:]))
		name := make([]byte, nameLen)
		if _, err := f.ReadAt(name, at+localHeader); err != nil {
			break
		}
		begin := at + localHeader + nameLen + extraLen
		if flags&8 != 0 { // the sizes follow the data
			if packed, size, err = s.measure(f, begin, info.Size(), method); err != nil {
				break
			}
		}
		if begin+packed > info.Size() || flags&encrypted != 0 || method != zip.Deflate && method != zip.Store {
			break
		}
		s.salvaged(f, archive, string(name), method, begin, packed, size, depth)
		if at = begin + packed; flags&8 != 0 {
			at += descriptor(f, at)
		}
	}
	s.packed(from)
}

// salvaged adds a complete file of a damaged zip.
func (s *sources) salvaged(f *os.File, archive record.File, name string, method uint16, begin, packed, size int64, depth int) {
	name = cleanName(name)
	if strings.HasSuffix(name, "/") || name == "" || len(name) > longestPath || size == 0 || slices.ContainsFunc(strings.Split(name, "/"), hidden) {
		return
	}
	open := func() (io.ReadCloser, error) {
		r := io.ReadCloser(io.NopCloser(io.NewSectionReader(f, begin, packed)))
		if method == zip.Deflate {
			r = flate.NewReader(r)
		}
		return &unpacking{ReadCloser: r, left: s.left}, nil
	}
	file := record.File{Name: archive.Name + "/" + name, Path: name, Whole: archive.Whole + "/" + name}
	s.keep(file.Path, size, open)
	s.add(source{file: file, size: size, open: open}, "", depth+1)
}

// measure inflates a file of unknown size and returns its compressed and uncompressed
// size.
func (s *sources) measure(f io.ReaderAt, begin, end int64, method uint16) (packed, size int64, err error) {
	if method != zip.Deflate {
		return 0, 0, fmt.Errorf("zip: the size of a stored file is not told")
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

// keep adds a file to those that posts may show, if its type and size are right.
func (s *sources) keep(p string, size int64, open func() (io.ReadCloser, error)) {
	if base := path.Base(p); mediaEnding(base) && size <= maxFile {
		s.files[base] = append(s.files[base], stored{path: p, size: size, open: open})
	}
}
