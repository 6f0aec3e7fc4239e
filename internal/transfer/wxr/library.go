package wxr

import (
	"bytes"
	"cmp"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"pullquote/internal/transfer/record"
)

// library is the old blog's pictures. An export has them as items among the posts, some
// before and some after those that show them by number, so the file is read a second
// time for them, and only if a post shows any.
type library struct {
	byID   map[string]attachment
	ofPost map[string][]attachment // by the number of the post that they were uploaded to, in the order of galleries
}

// attachment is a picture of the old blog.
type attachment struct {
	id      string
	address string
	alt     string
	caption string // plain text
	order   int    // place that the author gave it
}

// pictureEndings are the extensions of pictures that pages can show.
var pictureEndings = []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"}

// pictures returns the library. It is empty if the file can't be read again, or has no
// pictures.
func (c *channel) pictures() *library {
	if c.library != nil {
		return c.library
	}
	c.library = &library{byID: map[string]attachment{}, ofPost: map[string][]attachment{}}
	if c.reopen == nil {
		return c.library
	}
	file, err := c.reopen()
	if err != nil {
		return c.library
	}
	defer file.Close()
	c.library.read(c, file)
	for _, all := range c.library.ofPost {
		slices.SortStableFunc(all, func(a, b attachment) int {
			return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(len(a.id), len(b.id)), cmp.Compare(a.id, b.id))
		})
	}
	return c.library
}

// read adds the pictures of a file. What can't be read is no picture.
func (l *library) read(c *channel, file io.Reader) {
	s := newSplitter(record.Text(file))
	if _, err := s.head(); err != nil {
		return
	}
	for {
		raw, err := s.next()
		if err == record.ErrLarge {
			continue
		}
		if err != nil {
			return
		}
		if !bytes.Contains(raw, []byte("attachment_url")) {
			continue
		}
		if e, err := c.parse(raw); err == nil {
			l.add(e)
		}
	}
}

// add adds a picture.
func (l *library) add(e *elements) {
	address, err := record.URL(e.text("wp:attachment_url"), nil)
	if err != nil || e.text("wp:post_type") != "attachment" || !slices.Contains(pictureEndings, strings.ToLower(path.Ext(address))) {
		return
	}
	a := attachment{id: e.text("wp:post_id"), address: address, alt: record.Plain(e.first("_wp_attachment_image_alt")), caption: record.Line(e.texts["excerpt:encoded"])}
	a.order, _ = strconv.Atoi(e.text("wp:menu_order"))
	l.byID[a.id] = a
	if parent := e.text("wp:post_parent"); parent != "" && parent != "0" {
		l.ofPost[parent] = append(l.ofPost[parent], a)
	}
}
