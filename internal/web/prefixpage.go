package web

import (
	"bytes"
	"html"
	"strings"

	nethtml "golang.org/x/net/html"
)

// applyTo adds the prefix to a page in place.
func (p prefix) applyTo(page *bytes.Buffer) {
	if p == "" {
		return
	}
	laid := p.apply(page.Bytes())
	page.Reset()
	page.Write(laid)
}

// words returns finished HTML with the prefix added.
func (p prefix) words(finished string) string {
	if p == "" {
		return finished
	}
	return string(p.apply([]byte(finished)))
}

// ofRoot reports whether an address is relative to the root of its host: "/desk",
// but not "//other.example", which browsers also accept with a backslash.
func ofRoot(address string) bool {
	return strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.HasPrefix(address, `/\`)
}

// apply returns a page with the prefix added to each address that is relative to the
// root. All other bytes are unchanged.
func (p prefix) apply(page []byte) []byte {
	if p == "" {
		return page
	}
	out := make([]byte, 0, len(page)+len(page)/16)
	z, at := nethtml.NewTokenizer(bytes.NewReader(page)), 0
	for {
		kind := z.Next()
		token := page[at : at+len(z.Raw())] // Raw may be changed by the tokenizer
		at += len(token)
		switch kind {
		case nethtml.ErrorToken:
			return append(append(out, token...), page[at:]...)
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			out = p.tag(out, token)
		default:
			out = append(out, token...)
		}
	}
}

// addressed lists the attributes whose values are addresses.
var addressed = map[string]bool{
	"href": true, "src": true, "action": true, "formaction": true, "cite": true, "longdesc": true, "poster": true, "data-progress": true,
}

// tag appends a start tag, with the prefix inserted in its addresses.
func (p prefix) tag(out, tag []byte) []byte {
	from := 0
	insert := func(at int) {
		out = append(append(out, tag[from:at]...), p...)
		from = at
	}
	for a := newAttributes(tag); a.next(); {
		switch name := string(bytes.ToLower(a.name)); {
		case addressed[name]:
			if i := leading(a.value); ofRoot(html.UnescapeString(string(a.value[i:]))) {
				insert(a.at + i)
			}
		case name == "srcset" || name == "imagesrcset":
			for _, i := range candidates(a.value) {
				if ofRoot(string(a.value[i:])) {
					insert(a.at + i)
				}
			}
		}
	}
	return append(out, tag[from:]...)
}

// space is HTML's white space.
const space = " \t\n\r\f"

// leading returns the number of bytes of white space that a value begins with.
func leading(value []byte) int { return len(value) - len(bytes.TrimLeft(value, space)) }

// candidates returns the offsets of the addresses in a srcset. An address may
// contain commas: it ends at white space, or at a comma before white space
// (https://html.spec.whatwg.org/#parsing-a-srcset-attribute).
func candidates(set []byte) (starts []int) {
	for at := 0; ; {
		at += len(set[at:]) - len(bytes.TrimLeft(set[at:], space+","))
		if at == len(set) {
			return starts
		}
		starts = append(starts, at)
		end := bytes.IndexAny(set[at:], space)
		if end < 0 {
			return starts
		}
		if at += end; set[at-1] == ',' {
			continue
		}
		comma := bytes.IndexByte(set[at:], ',') // after the width or density descriptor
		if comma < 0 {
			return starts
		}
		at += comma
	}
}

// attributes parses the attributes of a start tag one by one, as browsers do
// (https://html.spec.whatwg.org/#before-attribute-name-state).
type attributes struct {
	tag         []byte
	pos         int
	name, value []byte
	at          int // offset of the value in tag
}

// newAttributes starts after the tag's name.
func newAttributes(tag []byte) *attributes {
	a := &attributes{tag: tag, pos: 1}
	a.until(space + "/>")
	return a
}

// until advances to the next of the characters, or to the end, and returns what it
// passed.
func (a *attributes) until(stops string) []byte {
	from := a.pos
	if i := bytes.IndexAny(a.tag[from:], stops); i >= 0 {
		a.pos += i
	} else {
		a.pos = len(a.tag)
	}
	return a.tag[from:a.pos]
}

// skip advances past the characters.
func (a *attributes) skip(chars string) {
	a.pos = len(a.tag) - len(bytes.TrimLeft(a.tag[a.pos:], chars))
}

// peek returns the next byte, 0 at the end.
func (a *attributes) peek() byte {
	if a.pos < len(a.tag) {
		return a.tag[a.pos]
	}
	return 0
}

// next parses an attribute and reports whether there was one.
func (a *attributes) next() bool {
	a.skip(space + "/")
	if a.pos >= len(a.tag) || a.peek() == '>' {
		return false
	}
	from := a.pos
	a.pos++ // a name may begin with =
	a.until(space + "/>=")
	a.name, a.value, a.at = a.tag[from:a.pos], nil, a.pos
	a.skip(space)
	if a.peek() != '=' {
		return true
	}
	a.pos++
	a.skip(space)
	switch quote := a.peek(); quote {
	case '"', '\'':
		a.pos++
		a.at = a.pos
		a.value = a.until(string(quote))
		a.pos = min(a.pos+1, len(a.tag))
	default:
		a.at = a.pos
		a.value = a.until(space + ">")
	}
	return true
}
