package web

import (
	"bytes"
	"html"
	"strings"

	nethtml "golang.org/x/net/html"
)

// lay lays the prefix over a page.
func (p prefix) lay(page *bytes.Buffer) {
	if p == "" {
		return
	}
	laid := p.over(page.Bytes())
	page.Reset()
	page.Write(laid)
}

// words gives finished HTML with the prefix laid over it.
func (p prefix) words(finished string) string {
	if p == "" {
		return finished
	}
	return string(p.over([]byte(finished)))
}

// ofRoot reports whether an address starts at the root of its host: "/desk",
// but not "//other.example", which browsers also understand with a backslash.
func ofRoot(address string) bool {
	return strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.HasPrefix(address, `/\`)
}

// over gives a page in which each address that starts at the root starts at the
// prefix. All other bytes stay as they are.
func (p prefix) over(page []byte) []byte {
	if p == "" {
		return page
	}
	out := make([]byte, 0, len(page)+len(page)/16)
	z, at := nethtml.NewTokenizer(bytes.NewReader(page)), 0
	for {
		kind := z.Next()
		token := page[at : at+len(z.Raw())] // the tokenizer may change its own copy
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

// addressed are the attributes whose values are addresses.
var addressed = map[string]bool{
	"href": true, "src": true, "action": true, "formaction": true, "cite": true, "longdesc": true, "poster": true, "data-progress": true,
}

// tag appends a start tag, with the prefix put in where an address begins.
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

// space is what HTML counts as white space.
const space = " \t\n\r\f"

// leading tells how many bytes of white space a value begins with.
func leading(value []byte) int { return len(value) - len(bytes.TrimLeft(value, space)) }

// candidates gives the places in a srcset where addresses begin. They may hold
// commas: one ends at white space, or at a comma behind it
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
		comma := bytes.IndexByte(set[at:], ',') // behind the picture's size
		if comma < 0 {
			return starts
		}
		at += comma
	}
}

// attributes reads the attributes of a start tag one by one, as browsers do
// (https://html.spec.whatwg.org/#before-attribute-name-state).
type attributes struct {
	tag         []byte
	pos         int
	name, value []byte
	at          int // where the value begins
}

// newAttributes begins behind the tag's name.
func newAttributes(tag []byte) *attributes {
	a := &attributes{tag: tag, pos: 1}
	a.until(space + "/>")
	return a
}

// until moves to the next of the characters, or to the end, and gives what it
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

// skip moves behind the characters.
func (a *attributes) skip(chars string) {
	a.pos = len(a.tag) - len(bytes.TrimLeft(a.tag[a.pos:], chars))
}

// peek gives the byte that comes next, 0 at the end.
func (a *attributes) peek() byte {
	if a.pos < len(a.tag) {
		return a.tag[a.pos]
	}
	return 0
}

// next reads an attribute; false if there is none any more.
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
