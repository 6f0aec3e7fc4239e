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

// Write writes posts as posts/all of Pinboard's interface gives bookmarks, an
// object a line. What Pinboard can't hold, it holds in its own way:
//
//   - a post without a source leads to itself, on the blog; if that has no
//     address, or the post is a draft, to where its author edits it;
//   - a post without a title has its name for one, which Read takes back as far
//     as it can be told;
//   - a via link is a tag, via:https://…; a space in a tag becomes a hyphen, which
//     makes the same tag of it here, and a dot at a tag's head, which would
//     hide it, goes;
//   - a draft is private, and yet to be read if it has no words.
//
// What that loses stands under the key "pullquote" as well, and is read back.
// Posts in the trash are left out.
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

// encode gives an object as JSON on one line; < and & stay readable.
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
	if all, err := encode(out); err == nil { // as all texts can be
		out.Meta = sum(string(all))
	}
	return out
}

// sum gives the MD5 of a text, which the format asks for; nothing is kept safe
// by it.
func sum(text string) string {
	hash := md5.Sum([]byte(text))
	return hex.EncodeToString(hash[:])
}

// hrefOf gives where a bookmark leads.
func hrefOf(b record.Blog, p *blog.Post) string {
	switch {
	case p.URL != "":
		return p.URL
	case p.Path != "" && p.Public():
		return b.Base + escapedPath(p.Path)
	}
	return fmt.Sprintf("%s/posts/%d/edit", b.Base, p.ID)
}

// tagsOf gives tags as Pinboard parts them, and the via link as one.
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
