package transfer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path"
	"strings"

	"pullquote/internal/blog"
)

// tarMark is at offset 257 of a tar (POSIX pax).
var tarMark = []byte("ustar")

// archiveKind is a type of archive.
type archiveKind int

const (
	noArchive archiveKind = iota
	zipArchive
	gzipArchive
	tarArchive
)

// kindOf detects the type of an archive by its beginning.
func kindOf(open func() (io.ReadCloser, error)) archiveKind {
	f, err := open()
	if err != nil {
		return noArchive
	}
	defer f.Close()
	head := make([]byte, 512)
	n, _ := io.ReadFull(f, head)
	switch head = head[:n]; {
	case bytes.HasPrefix(head, []byte(localSignature)), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return zipArchive
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b, 8}):
		return gzipArchive
	case len(head) > 262 && bytes.Equal(head[257:262], tarMark):
		return tarArchive
	}
	return noArchive
}

// gunzip adds the contents of a gzipped file.
func (s *sources) gunzip(src source, depth int) {
	packed := src.open
	src.file.Path, src.file.AbsolutePath = strings.TrimSuffix(src.file.Path, ".gz"), strings.TrimSuffix(src.file.AbsolutePath, ".gz")
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

// keep adds a file to those that posts may show, if its type and size are right.
func (s *sources) keep(p string, size int64, open func() (io.ReadCloser, error)) {
	if base := path.Base(p); mediaEnding(base) && size <= maxFile {
		s.files[base] = append(s.files[base], stored{path: p, size: size, open: open})
	}
}
