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

// compression is a way to make a copy smaller.
type compression struct {
	ending string
	magic  string // with which such files begin
	writer func(io.Writer) (io.WriteCloser, error)
	reader func(io.Reader) (io.ReadCloser, error)
}

// compressions are those that are known.
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

// compressionOf gives what a file's name asks for; nil if it asks for nothing.
func compressionOf(path string) *compression {
	for _, c := range compressions() {
		if strings.HasSuffix(strings.ToLower(path), c.ending) {
			return c
		}
	}
	return nil
}

// compressionIn gives how a file is compressed, by its first bytes; nil if it
// is not.
func compressionIn(path string) (*compression, error) {
	begin, err := beginning(path)
	return compressionOfBytes(begin), err
}

// compressionOfBytes gives how what begins so is compressed; nil if it is not.
func compressionOfBytes(begin []byte) *compression {
	for _, c := range compressions() {
		if bytes.HasPrefix(begin, []byte(c.magic)) {
			return c
		}
	}
	return nil
}

// pack writes the blog, compressed, into a file that is there, and reads that again:
// it must come to the same bytes. Nothing of the size that it has uncompressed is
// written anywhere. The facts tell the size of what went in.
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

// write compresses the blog into a file, and sums up what went in.
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

// unpackFile writes what a compressed file holds.
func (c *compression) unpackFile(ctx context.Context, path string, to io.Writer) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	return c.unpack(ctx, in, to)
}

// unpack writes what a compressed stream holds.
func (c *compression) unpack(ctx context.Context, in io.Reader, to io.Writer) error {
	r, err := c.reader(interruptible{ctx, in})
	if err != nil {
		return err
	}
	_, err = io.Copy(to, r)
	return errors.Join(err, r.Close())
}

// interruptible reads until a context ends.
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
