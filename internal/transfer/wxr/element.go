package wxr

import (
	"bytes"
	"encoding/xml"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
)

// elements are an item's elements.
type elements struct {
	texts      map[string]string // by name, with the prefix: "wp:post_id"
	categories []category
	metas      []meta
	comments   int
	pings      int
	mended     bool // the item is not well-formed
}

// category is a term that a post bears: a category, a tag, its format.
type category struct {
	domain   string // "category", "post_tag", "post_format", or of a plugin
	nicename string // in addresses
	name     string
}

// meta is a custom field.
type meta struct{ key, value string }

// of gives the values of the custom field of that name.
func (e *elements) of(key string) (values []string) {
	for _, m := range e.metas {
		if m.key == key && strings.TrimSpace(m.value) != "" {
			values = append(values, m.value)
		}
	}
	return values
}

// first gives the first value of the first of the custom fields that has one.
func (e *elements) first(keys ...string) string {
	for _, key := range keys {
		if values := e.of(key); len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// text gives an element's text without white space around it.
func (e *elements) text(name string) string { return strings.TrimSpace(e.texts[name]) }

// elements reads an item.
func (c *channel) elements(raw []byte) *elements {
	if e, err := c.parse(raw); err == nil {
		return e
	}
	return scavenge(raw)
}

// node is an element as XML.
type node struct {
	name     string
	attrs    map[string]string
	text     strings.Builder
	children []*node
}

// child gives the text of a child; empty if there is none.
func (n *node) child(name string) string {
	for _, c := range n.children {
		if c.name == name {
			return c.text.String()
		}
	}
	return ""
}

// parse reads an item as XML. Its namespaces are declared far above it, and
// their addresses change from version to version: what counts is the prefix.
func (c *channel) parse(raw []byte) (*elements, error) {
	d := xml.NewDecoder(bytes.NewReader(raw))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	stack := []*node{{}}
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{name: c.name(t.Name), attrs: map[string]string{}}
			for _, a := range t.Attr {
				n.attrs[a.Name.Local] = a.Value
			}
			top := stack[len(stack)-1]
			top.children = append(top.children, n)
			stack = append(stack, n)
		case xml.EndElement:
			if len(stack) < 2 || stack[len(stack)-1].name != c.name(t.Name) {
				return nil, &xml.SyntaxError{Msg: "</" + c.name(t.Name) + "> closes nothing"}
			}
			stack = stack[:len(stack)-1]
		case xml.CharData:
			stack[len(stack)-1].text.Write(t)
		}
	}
	if len(stack) != 1 || len(stack[0].children) == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	return stack[0].children[0].elements()
}

// name gives an element's name with the usual prefix.
func (c *channel) name(n xml.Name) string {
	switch usual := c.spaces[n.Space]; {
	case n.Space == "":
		return n.Local
	case usual != "":
		return usual + ":" + n.Local
	}
	return n.Space + ":" + n.Local
}

// elements sorts an item's children. An element with markup in it that is not
// escaped would lose words: then the item is read by its tags.
func (n *node) elements() (*elements, error) {
	e := &elements{texts: map[string]string{}}
	for _, c := range n.children {
		switch c.name {
		case "category":
			e.categories = append(e.categories, category{c.attrs["domain"], c.attrs["nicename"], c.text.String()})
		case "wp:postmeta":
			e.metas = append(e.metas, meta{strings.TrimSpace(c.child("wp:meta_key")), c.child("wp:meta_value")})
		case "wp:comment":
			e.count(c.child("wp:comment_type"))
		default:
			if len(c.children) > 0 && slices.Contains(worded, c.name) {
				return nil, &xml.SyntaxError{Msg: "markup in " + c.name}
			}
			if _, twice := e.texts[c.name]; !twice {
				e.texts[c.name] = c.text.String()
			}
		}
	}
	return e, nil
}

// worded are the elements that hold words.
var worded = []string{"title", "content:encoded", "excerpt:encoded"}

func (e *elements) count(kind string) {
	switch strings.TrimSpace(kind) {
	case "pingback", "trackback":
		e.pings++
	default:
		e.comments++
	}
}

var (
	simpleTag   = regexp.MustCompile(`<((?:wp:|dc:|content:|excerpt:)?[A-Za-z_]+)(?:\s[^<>]*)?>`)
	categoryTag = regexp.MustCompile(`(?s)<category((?:\s[^<>]*)?)>(.*?)</category>`)
	attributeOf = regexp.MustCompile(`([a-z]+)=["']([^"']*)["']`)
	metaTag     = regexp.MustCompile(`(?s)<wp:postmeta>(.*?)</wp:postmeta>`)
	commentTag  = regexp.MustCompile(`(?s)<wp:comment>(.*?)</wp:comment>`)
)

// scavenge reads an item that is no XML by its tags, as WordPress does.
func scavenge(raw []byte) *elements {
	e := &elements{texts: map[string]string{}, mended: true}
	// Words first: what looks like a tag in them is none of the item's.
	for _, name := range worded {
		if _, rest, ok := strings.Cut(string(raw), "<"+name+">"); ok {
			text, after, closed := strings.Cut(rest, "</"+name+">")
			if closed {
				raw = []byte(strings.TrimSuffix(string(raw), "<"+name+">"+rest) + after)
			}
			e.texts[name] = unwrapped(text)
		}
	}
	for _, m := range commentTag.FindAllSubmatch(raw, -1) {
		e.count(tagged(m[1], "wp:comment_type"))
	}
	raw = commentTag.ReplaceAll(raw, nil)
	for _, m := range metaTag.FindAllSubmatch(raw, -1) {
		e.metas = append(e.metas, meta{strings.TrimSpace(tagged(m[1], "wp:meta_key")), tagged(m[1], "wp:meta_value")})
	}
	raw = metaTag.ReplaceAll(raw, nil)
	for _, m := range categoryTag.FindAllSubmatch(raw, -1) {
		c := category{name: unwrapped(string(m[2]))}
		for _, a := range attributeOf.FindAllSubmatch(m[1], -1) {
			switch value := html.UnescapeString(string(a[2])); string(a[1]) {
			case "domain":
				c.domain = value
			case "nicename":
				c.nicename = value
			}
		}
		e.categories = append(e.categories, c)
	}
	for _, m := range simpleTag.FindAllSubmatch(raw, -1) {
		name := string(m[1])
		if _, known := e.texts[name]; known || name == "item" {
			continue
		}
		_, rest, _ := strings.Cut(string(raw), string(m[0]))
		if text, _, closed := strings.Cut(rest, "</"+name+">"); closed {
			e.texts[name] = unwrapped(text)
		}
	}
	return e
}
