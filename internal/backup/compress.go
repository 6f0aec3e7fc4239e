package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"pullquote/internal/disk"
)

// compression is a way to make a copy smaller.
type compression struct {
	ending string
	magic  string // with which such files begin
	writer func(io.Writer) (io.WriteCloser, error)
	reader func(io.Reader) (io.ReadCloser, error)
}

// compressions are those that are known: gzip (RFC 1952) and Zstandard (RFC 8878).
func compressions() []*compression {
	return []*compression{
		{
			ending: ".gz", magic: "\x1f\x8b",
			writer: func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil },
			reader: func(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) },
		},
		{
			ending: ".zst", magic: "\x28\xb5\x2f\xfd",
			writer: func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) },
			reader: func(r io.Reader) (io.ReadCloser, error) {
				d, err := zstd.NewReader(r)
				if err != nil {
					return nil, err
				}
				return d.IOReadCloser(), nil
			},
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

// pack compresses a file into a temporary one beside it, and reads that again:
// it must come to the same bytes.
func (c *compression) pack(ctx context.Context, path string) (packed string, err error) {
	packed, err = disk.Temp(filepath.Dir(path))
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(packed) // a later backup sweeps what stays
		}
	}()
	before, after := sha256.New(), sha256.New()
	if err := c.write(ctx, path, packed, before); err != nil {
		return packed, err
	}
	if err := c.unpackFile(ctx, packed, after); err != nil {
		return packed, err
	}
	if !bytes.Equal(before.Sum(nil), after.Sum(nil)) {
		return packed, fmt.Errorf("what was compressed does not come to the same bytes again")
	}
	return packed, nil
}

// write compresses a file into another, and sums up what went in.
func (c *compression) write(ctx context.Context, from, to string, sum hash.Hash) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	w, err := c.writer(out)
	if err == nil {
		_, err = io.Copy(io.MultiWriter(w, sum), interruptible{ctx, in})
		err = errors.Join(err, w.Close())
	}
	return errors.Join(err, out.Close())
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
