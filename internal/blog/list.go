package blog

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Cursor is a position in a list of posts, newest first: after the post with number
// ID that was published at At. The zero Cursor is the beginning of the list. A page
// that begins at a cursor shows the same posts whatever is published later.
type Cursor struct {
	At time.Time
	ID PostID
}

// IsZero reports whether the cursor is the beginning of the list.
func (c Cursor) IsZero() bool { return c.ID == 0 }

// String formats the cursor for use in addresses: milliseconds since 1970 and the
// post's number, "1353513250000-367".
func (c Cursor) String() string {
	if c.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d-%d", c.At.UnixMilli(), int64(c.ID))
}

// ParseCursor parses the result of String. It fails with NotFound for any other
// text, since there is no such page.
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
