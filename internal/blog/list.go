package blog

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Cursor is a place in a list of posts that is ordered newest first: after the
// post that was published at At and has number ID. The zero Cursor is the
// list's beginning. A page that begins at a cursor shows the same posts
// whatever is published after it.
type Cursor struct {
	At time.Time
	ID PostID
}

// IsZero reports whether the cursor is the list's beginning.
func (c Cursor) IsZero() bool { return c.ID == 0 }

// String writes the cursor as it stands in addresses: milliseconds since 1970
// and the number, "1353513250000-367".
func (c Cursor) String() string {
	if c.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d-%d", c.At.UnixMilli(), int64(c.ID))
}

// ParseCursor reads what String wrote. It fails with NotFound if it is
// anything else: such a page is not there.
func ParseCursor(s string) (Cursor, error) {
	if s == "" {
		return Cursor{}, nil
	}
	i := strings.LastIndexByte(s, '-')
	if i > 0 {
		ms, err := strconv.ParseInt(s[:i], 10, 64)
		id, err2 := strconv.ParseInt(s[i+1:], 10, 64)
		if err == nil && err2 == nil && id > 0 {
			return Cursor{At: time.UnixMilli(ms).UTC(), ID: PostID(id)}, nil
		}
	}
	return Cursor{}, &Error{Kind: NotFound, Message: "There is no such page in this list."}
}
