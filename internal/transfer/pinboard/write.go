package pinboard

import (
	"bufio"
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
)

// bookmark is an object of posts/all, with its keys in Pinboard's order.
type bookmark struct {
	Href        string `json:"href"`
	Description string `json:"description"`
	Extended    string `json:"extended"`
	Meta        string `json:"meta"` // changes when anything else does
	Hash        string `json:"hash"` // MD5 of href
	Time        string `json:"time"`
	Shared      string `json:"shared"`
	ToRead      string `json:"toread"`
	Tags        string `json:"tags"`
	Ours        *ours  `json:"pullquote,omitempty"`
}

// Write writes posts in the form that Pinboard's API returns bookmarks in for
// posts/all, an object per line. What Pinboard has no field for is written in its own
// terms:
//
//   - a post without a source links to itself on the blog or, if the blog has no address
//     or the post is a draft, to its edit page;
//   - a post without a title gets its name as title, which the reader drops if it can
//     recognise it;
//   - a via link is a tag, via:https://…; a space in a tag becomes a hyphen, which results in
//     the same tag here, and a leading dot, which would hide the tag, is removed;
//   - a draft is private, and marked to read if it has no text.
//
// What would be lost is also written under the key "pullquote", and read back. Posts
// in the trash are omitted.
func Write(w io.Writer, b record.Blog, entries iter.Seq2[record.Entry, error]) error {
	out := bufio.NewWriter(w)
	out.WriteString("[")
	parted := ""
	for e, err := range entries {
		if err != nil {
			return err
		}
		if e.Post.InTrash() {
			continue
		}
		line, err := encode(bookmarkOf(b, &e.Post))
		if err != nil {
			return fmt.Errorf("write post %d: %w", e.Post.ID, err)
		}
		if _, err := fmt.Fprintf(out, "%s%s", parted, line); err != nil {
			return fmt.Errorf("write bookmarks: %w", err)
		}
		parted = ",\n"
	}
	out.WriteString("]\n")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write bookmarks: %w", err)
	}
	return nil
}

// encode encodes an object as JSON on one line, without escaping < and &.
func encode(v any) ([]byte, error) {
	var line bytes.Buffer
	e := json.NewEncoder(&line)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(line.Bytes(), []byte("\n")), nil
}

func bookmarkOf(b record.Blog, p *blog.Post) bookmark {
	saved := p.Published
	if saved.IsZero() {
		saved = p.Created
	}
	if saved.IsZero() {
		saved = b.Exported
	}
	shown := *p
	shown.Rendered.HTML = markup.Uncited(p.Rendered.HTML)
	out := bookmark{
		Href:        hrefOf(b, p),
		Description: undecoded(p.Name()),
		Extended:    extendedOf(b, &shown),
		Time:        saved.UTC().Format(time.RFC3339),
		Shared:      "yes",
		ToRead:      "no",
		Tags:        tagsOf(p),
	}
	if !p.Public() {
		out.Shared = "no"
		if strings.TrimSpace(p.Body) == "" {
			out.ToRead = "yes"
		}
	}
	out.Hash = sum(out.Href)
	out.Ours = oursOf(p)
	if all, err := encode(out); err == nil { // strings can always be encoded
		out.Meta = sum(string(all))
	}
	return out
}

// sum returns the MD5 of a text, which the format requires; it is not used for security.
func sum(text string) string {
	hash := md5.Sum([]byte(text))
	return hex.EncodeToString(hash[:])
}

// hrefOf returns the address of a bookmark.
func hrefOf(b record.Blog, p *blog.Post) string {
	switch {
	case p.URL != "":
		return p.URL
	case p.Path != "" && p.Public():
		return b.Base + escapedPath(p.Path)
	}
	return fmt.Sprintf("%s/posts/%d/edit", b.Base, p.ID)
}

// tagsOf returns the tags in Pinboard's form, including one for the via link.
func tagsOf(p *blog.Post) string {
	var names []string
	for _, t := range p.Tags {
		name := strings.TrimLeft(strings.Join(strings.Fields(t.Name), "-"), ".")
		if name != "" {
			names = append(names, undecoded(name))
		}
	}
	if p.Via != "" {
		names = append(names, "via:"+undecoded(p.Via))
	}
	return strings.Join(names, " ")
}
