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

// elements are the parsed elements of an item.
type elements struct {
	texts      map[string]string // by name, with the prefix: "wp:post_id"
	categories []category
	metas      []meta
	comments   int
	pings      int
	mended     bool // the item is not well-formed XML
}

// category is a term of a post: a category, a tag, its format.
type category struct {
	domain   string // "category", "post_tag", "post_format", or one of a plugin
	nicename string // as in addresses
	name     string
}

// meta is a custom field.
type meta struct{ key, value string }

// of returns the values of the custom field of that name, except blank ones.
func (e *elements) of(key string) (values []string) {
	for _, m := range e.metas {
		if m.key == key && strings.TrimSpace(m.value) != "" {
			values = append(values, m.value)
		}
	}
	return values
}

// first returns the first value of the first of the custom fields that has one.
func (e *elements) first(keys ...string) string {
	for _, key := range keys {
		if values := e.of(key); len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// text returns an element's text, trimmed.
func (e *elements) text(name string) string { return strings.TrimSpace(e.texts[name]) }

// node is an XML element.
type node struct {
	name     string
	attrs    map[string]string
	text     strings.Builder
	children []*node
}

// child returns the text of a child; "" if there is none.
func (n *node) child(name string) string {
	for _, c := range n.children {
		if c.name == name {
			return c.text.String()
		}
	}
	return ""
}

// Limits on the elements of an item: more than any real one has, and few enough that a
// malicious one can't exhaust memory.
const (
	maxChildren = 200_000
	maxDepth    = 50
)

// add adds a child if anything reads it. Of elements such as comments, most children are
// not read.
func (n *node) add(c *node, depth int) error {
	switch {
	case depth > maxDepth, len(n.children) >= maxChildren:
		return &xml.SyntaxError{Msg: "too many elements"}
	case depth <= 1, slices.Contains(held, c.name), depth == 2 && len(n.children) == 0:
		n.children = append(n.children, c)
	}
	return nil
}

// held are the children that are read of an item's elements.
var held = []string{"wp:meta_key", "wp:meta_value", "wp:comment_type"}

// parse parses an item as XML. Its namespaces are declared outside it, and their
// addresses change between versions, so only the prefixes are used.
func (c *channel) parse(raw []byte) (*elements, error) {
	short := thinned(raw)
	d := xml.NewDecoder(bytes.NewReader(short.xml))
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
			n := c.node(t)
			if err := stack[len(stack)-1].add(n, len(stack)-1); err != nil {
				return nil, err
			}
			stack = append(stack, n)
		case xml.EndElement:
			if len(stack) < 2 || stack[len(stack)-1].name != c.name(t.Name) {
				return nil, &xml.SyntaxError{Msg: "</" + c.name(t.Name) + "> closes nothing"}
			}
			stack = stack[:len(stack)-1]
		case xml.CharData:
			stack[len(stack)-1].text.Write(short.whole(t))
		}
	}
	if len(stack) != 1 || len(stack[0].children) != 1 {
		return nil, io.ErrUnexpectedEOF
	}
	return stack[0].children[0].elements()
}

func (c *channel) node(t xml.StartElement) *node {
	n := &node{name: c.name(t.Name)}
	if len(t.Attr) > 0 {
		n.attrs = make(map[string]string, len(t.Attr))
	}
	for _, a := range t.Attr {
		n.attrs[a.Name.Local] = a.Value
	}
	return n
}

// name returns an element's name with the usual prefix.
func (c *channel) name(n xml.Name) string {
	switch usual := c.spaces[n.Space]; {
	case n.Space == "":
		return n.Local
	case usual != "":
		return usual + ":" + n.Local
	}
	return n.Space + ":" + n.Local
}

// elements sorts the children of an item. It fails if a text contains unescaped markup,
// which would lose words; the item is then read by its tags.
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

// worded are the elements with longer texts.
var worded = []string{"content:encoded", "excerpt:encoded", "title"}

func (e *elements) count(kind string) {
	switch strings.TrimSpace(kind) {
	case "pingback", "trackback":
		e.pings++
	default:
		e.comments++
	}
}

var attributeOf = regexp.MustCompile(`([a-z]+)=["']([^"']*)["']`)

// simple are the other elements that are read, besides terms and custom fields.
var simple = []string{
	"link", "pubDate", "dc:creator", "guid", "wp:post_id", "wp:post_date", "wp:post_date_gmt", "wp:post_modified_gmt",
	"wp:post_name", "wp:status", "wp:post_type", "wp:post_password", "wp:is_sticky",
}

// scavenge reads an item that is not valid XML by its tags, as WordPress does.
func (c *channel) scavenge(raw []byte) *elements {
	e := &elements{texts: map[string]string{}, mended: true}
	raw = c.usual(raw)
	// Texts first: what looks like a tag in them does not belong to the item.
	for _, name := range worded {
		var begin, end int
		if e.texts[name], begin, end = cut(raw, name); end > begin {
			raw = slices.Concat(raw[:begin], raw[end:])
		}
	}
	comments, raw := extract(raw, "wp:comment")
	for _, c := range comments {
		e.count(tagged(c.inner, "wp:comment_type"))
	}
	metas, raw := extract(raw, "wp:postmeta")
	for _, m := range metas {
		e.metas = append(e.metas, meta{strings.TrimSpace(tagged(m.inner, "wp:meta_key")), tagged(m.inner, "wp:meta_value")})
	}
	categories, raw := extract(raw, "category")
	for _, c := range categories {
		e.categories = append(e.categories, categoryOf(c.attributes, string(c.inner)))
	}
	for _, name := range simple {
		e.texts[name], _, _ = cut(raw, name)
	}
	return e
}

// part is an element in its raw form.
type part struct{ attributes, inner []byte }

// extract removes all elements of that name from b and returns them.
func extract(b []byte, name string) (parts []part, rest []byte) {
	begins, ends := []byte("<"+name), []byte("</"+name+">")
	from, at := 0, 0
	for {
		i := bytes.Index(b[at:], begins)
		if i < 0 {
			break
		}
		begin := at + i
		at = begin + len(begins)
		if at < len(b) && b[at] != '>' && !isSpace(b[at]) {
			continue // another element, with a longer name
		}
		size, end := bytes.IndexByte(b[at:], '>'), bytes.Index(b[at:], ends)
		if end < 0 {
			break
		}
		if size < end {
			parts = append(parts, part{b[at : at+size], b[at+size+1 : at+end]})
			rest = append(rest, b[from:begin]...)
			from = at + end + len(ends)
		}
		at += end + len(ends)
	}
	return parts, append(rest, b[from:]...)
}

func categoryOf(attributes []byte, name string) category {
	c := category{name: unwrapped(name)}
	for _, a := range attributeOf.FindAllSubmatch(attributes, -1) {
		switch value := html.UnescapeString(string(a[2])); string(a[1]) {
		case "domain":
			c.domain = value
		case "nicename":
			c.nicename = value
		}
	}
	return c
}

// cut finds the first element of that name: its text, and the offsets of its
// beginning and end. An element that is not closed ends with its line, or one of
// worded with the item.
func cut(b []byte, name string) (text string, begin, end int) {
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte("<"+name))
		if i < 0 {
			return "", 0, 0
		}
		begin = at + i
		at = begin + 1 + len(name)
		if at < len(b) && (b[at] == '>' || isSpace(b[at])) {
			break
		}
	}
	close := bytes.IndexByte(b[begin:], '>')
	if close < 0 {
		return "", 0, 0
	}
	inner := b[begin+close+1:]
	if i := bytes.Index(inner, []byte("</"+name)); i >= 0 {
		after := bytes.IndexByte(inner[i:], '>')
		if after < 0 {
			after = len(inner) - i - 1
		}
		return unwrapped(string(inner[:i])), begin, begin + close + 1 + i + after + 1
	}
	if !slices.Contains(worded, name) {
		inner, _, _ = bytes.Cut(inner, []byte("\n"))
		if i := bytes.Index(inner, []byte("</")); i >= 0 {
			inner = inner[:i]
		}
	}
	return unwrapped(string(inner)), begin, begin
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }
