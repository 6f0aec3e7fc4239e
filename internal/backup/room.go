package backup

import (
	"cmp"
	"io"
	"syscall"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
)

// packedShare is the usual ratio of a blog's size to that of its compressed
// backup. Pictures compress less.
const packedShare = 3

// enoughRoom fails with Unavailable if the free space for a folder is known not to
// suffice for a backup, compressed or not, of a blog of so many bytes.
func enoughRoom(folder, path string, bytes int64, packed bool) error {
	if packed {
		bytes = bytes/packedShare + spared(bytes)
	}
	room, known := disk.Room(folder)
	if !known || room >= bytes {
		return nil
	}
	return &blog.Error{Kind: blog.Unavailable, Message: "There is no room for the backup %s: the disk there is full but for %d MB, and %d MB are needed. Make room, or write it elsewhere.", Args: []any{path, room >> 20, bytes>>20 + 1}}
}

// roomy returns the first of some folders with enough room for a compressed backup
// of a blog of so many bytes. It sweeps the folders that it looks at. If none has,
// it fails as enoughRoom does for the first.
func roomy(folders []string, bytes int64, at time.Time) (folder string, err error) {
	for _, f := range folders {
		disk.Sweep(f, at)
		lacks := enoughRoom(f, f, bytes, true)
		if lacks == nil {
			return f, nil
		}
		err = cmp.Or(err, lacks)
	}
	return "", err
}

// spared returns how many bytes a compressed backup must leave free on its disk,
// by the size of the blog.
func spared(blog int64) int64 { return min(blog, 16<<20) }

// looksAfter is how many bytes frugal writes between two checks of the free space.
const looksAfter = 1 << 20

// frugal writes a file as long as a reserve stays free on its disk. The size of
// compressed data is not known beforehand, and the disk may be the blog's, which
// has to be written to meanwhile.
type frugal struct {
	to     io.Writer
	room   func() (bytes int64, known bool)
	spared int64 // bytes that stay free
	left   int   // bytes until the next check
}

// Write implements io.Writer. It fails with ENOSPC when only the reserve is left.
func (f *frugal) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		f.left = looksAfter
		if room, known := f.room(); known && room < f.spared {
			return 0, syscall.ENOSPC
		}
	}
	return f.to.Write(p)
}
