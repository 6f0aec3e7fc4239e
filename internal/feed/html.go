package feed

import (
	"strings"

	"golang.org/x/net/html"
)

// absolute makes the addresses in HTML absolute, relative to the address at. Apart from
// that it only removes role attributes, which are about the page, and which feed
// validators report as dangerous.
func absolute(finished, at string) string {
	from, ok := newBase(at)
	if !ok || !strings.Contains(finished, "=") {
		return finished
	}
	var b strings.Builder
	b.Grow(len(finished) + len(finished)/8)
	z := html.NewTokenizer(strings.NewReader(finished))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := string(z.Raw()) // the tokenizer changes it in place
			if t := z.Token(); from.absolute(&t) {
				raw = t.String()
			}
			b.WriteString(raw)
		default:
			b.Write(z.Raw())
		}
	}
}

// absolute changes a tag's addresses and reports whether it changed anything.
func (b base) absolute(t *html.Token) (changed bool) {
	kept := t.Attr[:0]
	for _, a := range t.Attr {
		was := a.Val
		switch a.Key {
		case "href", "src", "cite", "longdesc", "poster", "background", "action", "formaction":
			a.Val = b.resolve(was)
		case "data":
			if t.Data == "object" {
				a.Val = b.resolve(was)
			}
		case "srcset", "imagesrcset":
			a.Val = b.candidates(was)
		case "role":
			changed = true
			continue
		}
		changed = changed || a.Val != was
		kept = append(kept, a)
	}
	t.Attr = kept
	return changed
}

// openTag returns a start tag. attributes are alternating names and values; those with an
// empty value are left out.
func openTag(name string, attributes ...string) string {
	t := html.Token{Type: html.StartTagToken, Data: name}
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			t.Attr = append(t.Attr, html.Attribute{Key: attributes[i], Val: attributes[i+1]})
		}
	}
	return t.String()
}

// anchor returns a link.
func anchor(to, words string) string {
	return openTag("a", "href", to) + html.EscapeString(words) + "</a>"
}
