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
	if !ok || isAbsolute(finished) {
		return finished
	}
	return from.rewritten(finished)
}

// rewritten returns HTML with absolute addresses.
func (b base) rewritten(finished string) string {
	var out strings.Builder
	out.Grow(len(finished) + len(finished)/8)
	z := html.NewTokenizer(strings.NewReader(finished))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out.String()
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := string(z.Raw()) // the tokenizer changes it in place
			if t := z.Token(); b.absolute(&t) {
				raw = t.String()
			}
			out.WriteString(raw)
		default:
			out.Write(z.Raw())
		}
	}
}

// isAbsolute reports whether absolute would leave HTML as it is, which is as package html
// writes it. It only searches for the attributes that absolute changes, in a fraction of
// the time of parsing: most posts have none. If in doubt, it reports false.
func isAbsolute(finished string) bool {
	for {
		before, after, found := strings.Cut(finished, "=")
		if !found {
			return true
		}
		name := before[strings.LastIndexFunc(before, isNoLetter)+1:]
		switch name {
		case "href", "src", "cite", "longdesc", "poster", "background", "action", "formaction", "data":
			if !hasScheme(strings.TrimPrefix(after, `"`)) {
				return false
			}
		case "srcset", "imagesrcset", "role":
			return false
		}
		finished = after
	}
}

func isNoLetter(r rune) bool { return r < 'a' || r > 'z' }

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
