package backup

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"pullquote/internal/blog"
)

func TestWhatIsCompressedLeavesRoomOnItsDisk(t *testing.T) {
	var out bytes.Buffer
	const kept = 16 << 20
	room := int64(kept + 5*looksAfter)
	f := &frugal{to: &out, spared: spared(1 << 30), room: func() (int64, bool) { return room - int64(out.Len()), true }}
	var err error
	for n := 0; err == nil && n < 100; n++ {
		_, err = f.Write(make([]byte, looksAfter/4))
	}
	if left := room - int64(out.Len()); !errors.Is(err, syscall.ENOSPC) || left < kept-2*looksAfter || left > kept+looksAfter {
		t.Errorf("%d bytes are left, %v", left, err)
	}
	unknown := &frugal{to: &out, spared: kept, room: func() (int64, bool) { return 0, false }}
	if _, err := unknown.Write(make([]byte, 2*looksAfter)); err != nil {
		t.Errorf("where the room is not known: %v", err)
	}
}

func TestADiskThatFillsUpIsNamed(t *testing.T) {
	err := unwritable("x.zst", fmt.Errorf("write x.zst: %w", syscall.ENOSPC))
	if blog.KindOf(err) != blog.Unavailable || !strings.Contains(err.Error(), "no room left") {
		t.Error(err)
	}
}
