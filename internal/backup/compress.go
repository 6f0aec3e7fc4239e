package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"pullquote/internal/disk"
	"pullquote/internal/sqlite"
)

// compression is a format that backups may be compressed in.
type compression struct {
	ending string
	magic  string // the first bytes of such a file
	writer func(io.Writer) (io.WriteCloser, error)
	reader func(io.Reader) (io.ReadCloser, error)
}

// compressions returns all supported formats.
func compressions() []*compression { return []*compression{gzipped(), zstandard()} }

// gzipped is RFC 1952.
func gzipped() *compression {
	return &compression{
		ending: ".gz", magic: "\x1f\x8b",
		writer: func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil },
		reader: func(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) },
	}
}

// zstandard is RFC 8878.
func zstandard() *compression {
	return &compression{
		ending: ".zst", magic: "\x28\xb5\x2f\xfd",
		writer: func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) },
		reader: func(r io.Reader) (io.ReadCloser, error) {
			d, err := zstd.NewReader(r)
			if err != nil {
				return nil, err
			}
			return d.IOReadCloser(), nil
		},
	}
}

// compressionOf returns the compression that a file's name asks for, or nil.
func compressionOf(path string) *compression {
	for _, c := range compressions() {
		if strings.HasSuffix(strings.ToLower(path), c.ending) {
			return c
		}
	}
	return nil
}

// compressionIn returns the compression of a file by its first bytes, or nil.
func compressionIn(path string) (*compression, error) {
	begin, err := beginning(path)
	return compressionOfBytes(begin), err
}

// compressionOfBytes returns the compression of data that begins with begin, or
// nil.
func compressionOfBytes(begin []byte) *compression {
	for _, c := range compressions() {
		if bytes.HasPrefix(begin, []byte(c.magic)) {
			return c
		}
	}
	return nil
}

// pack writes the blog, compressed, to an existing file, and decompresses that
// again to verify that it yields the same bytes. No uncompressed copy is written
// anywhere. The size in the facts is that of the uncompressed data.
func (c *compression) pack(ctx context.Context, store Store, path string, progress func(done, total int)) (sqlite.Facts, error) {
	before, after := sha256.New(), sha256.New()
	facts, err := c.write(ctx, store, path, before, progress)
	if err != nil {
		return sqlite.Facts{}, err
	}
	if err := c.unpackFile(ctx, path, after); err != nil {
		return sqlite.Facts{}, err
	}
	if !bytes.Equal(before.Sum(nil), after.Sum(nil)) {
		return sqlite.Facts{}, errors.New("what was compressed does not come to the same bytes again")
	}
	return facts, nil
}

// write compresses the blog into a file, and writes the uncompressed data to sum.
func (c *compression) write(ctx context.Context, store Store, path string, sum hash.Hash, progress func(done, total int)) (sqlite.Facts, error) {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return sqlite.Facts{}, err
	}
	var facts sqlite.Facts
	w, err := c.writer(&frugal{to: out, room: func() (int64, bool) { return disk.Room(filepath.Dir(path)) }, spared: spared(store.Size())})
	if err == nil {
		facts, err = store.VerifiedTo(ctx, io.MultiWriter(sum, w), progress)
		err = errors.Join(err, w.Close())
	}
	return facts, errors.Join(err, out.Close())
}

// unpackFile decompresses a file.
func (c *compression) unpackFile(ctx context.Context, path string, to io.Writer) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	return c.unpack(ctx, in, to)
}

// unpack decompresses a stream.
func (c *compression) unpack(ctx context.Context, in io.Reader, to io.Writer) error {
	r, err := c.reader(interruptible{ctx, in})
	if err != nil {
		return err
	}
	_, err = io.Copy(to, r)
	return errors.Join(err, r.Close())
}

// interruptible is a reader that fails once its context has ended.
type interruptible struct {
	ctx context.Context
	in  io.Reader
}

// Read implements io.Reader.
func (p interruptible) Read(data []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.in.Read(data)
}
