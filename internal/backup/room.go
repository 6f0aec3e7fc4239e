package backup

import (
	"cmp"
	"io"
	"syscall"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
)

// packedShare is the part of a blog's size that its compressed copy takes, as a
// rule: that is a third; pictures take more.
const packedShare = 3

// enoughRoom fails with Unavailable if a folder has no room for a backup of a blog
// of so many bytes, as far as that is known.
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

// roomy gives the first of some folders that has room for a compressed backup of a
// blog of so many bytes, and takes away what programs that were killed left there. It
// fails as enoughRoom does for the first.
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

// spared is how much room a compressed backup of a blog leaves on its disk, in bytes.
func spared(blog int64) int64 { return min(blog, 16<<20) }

// looksAfter is after how many bytes it looks whether there is more.
const looksAfter = 1 << 20

// frugal writes a file as long as there is room on its disk: how large what is
// compressed comes out is not known before, and the disk may be the blog's, which
// has to be written to meanwhile.
type frugal struct {
	to     io.Writer
	room   func() (bytes int64, known bool)
	spared int64 // bytes
	left   int   // bytes until it looks again
}

// Write implements io.Writer. It fails like a disk that is full.
func (f *frugal) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		f.left = looksAfter
		if room, known := f.room(); known && room < f.spared {
			return 0, syscall.ENOSPC
		}
	}
	return f.to.Write(p)
}
