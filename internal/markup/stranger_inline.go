package markup

import (
	"net/url"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// spaces are the characters that HTML considers white space.
const spaces = " \t\n\r\f"

// dropped lists the elements that are removed from a fragment together with their
// contents: code, pictures, players and controls.
var dropped = map[string]bool{
	"applet": true, "area": true, "audio": true, "base": true, "button": true, "canvas": true, "colgroup": true, "datalist": true,
	"embed": true, "frame": true, "frameset": true, "head": true, "iframe": true, "input": true, "link": true, "map": true,
	"meta": true, "meter": true, "noembed": true, "noframes": true, "noscript": true, "object": true, "param": true,
	"plaintext": true, "progress": true, "script": true, "select": true, "source": true, "style": true, "svg": true,
	"template": true, "textarea": true, "title": true, "track": true, "video": true, "wbr": true, "xmp": true,
}

// isDropped reports whether an element is removed with its contents: it is not text,
// or its page does not show it.
func isDropped(n *html.Node) bool {
	if dropped[n.Data] {
		return true
	}
	hidden := n.Data == "dialog"
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			hidden = true
		case "aria-hidden":
			hidden = hidden || strings.EqualFold(strings.TrimSpace(a.Val), "true") && !holdsParagraphs(n)
		case "style":
			hidden = hidden || declares(a.Val, "display", "none") || declares(a.Val, "visibility", "hidden")
		case "open":
			if n.Data == "dialog" {
				return false
			}
		}
	}
	// Formulas are hidden beside a picture of them, which can't be quoted.
	return hidden && !holds(n, "math")
}

// declares reports whether a style sets a property to a value.
func declares(style, property, value string) bool {
	for declaration := range strings.SplitSeq(style, ";") {
		key, val, _ := strings.Cut(declaration, ":")
		val, _, _ = strings.Cut(val, "!")
		if strings.EqualFold(strings.TrimSpace(key), property) && strings.EqualFold(strings.TrimSpace(val), value) {
			return true
		}
	}
	return false
}

// holdsParagraphs reports whether an element is or contains a block of text. A page
// hides its text from screen readers while a dialog is open, and everybody else
// sees it; what is hidden from them for good is a sign, or a copy of a few words.
func holdsParagraphs(n *html.Node) bool {
	if isParagraph(n) {
		return true
	}
	for d := range n.Descendants() {
		if isParagraph(d) {
			return true
		}
	}
	return false
}

func isParagraph(n *html.Node) bool {
	switch n.Data {
	case "p", "li", "dd", "dt", "blockquote", "pre", "td", "h1", "h2", "h3", "h4", "h5", "h6":
		return n.Type == html.ElementNode
	}
	return false
}

func holds(n *html.Node, name string) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == name {
			return true
		}
	}
	return false
}

// inlineNames maps the inline elements that are kept to their names in the result.
var inlineNames = map[string]atom.Atom{
	"em": atom.Em, "i": atom.Em, "dfn": atom.Em, "var": atom.Em, "strong": atom.Strong, "b": atom.Strong,
	"del": atom.Del, "s": atom.Del, "strike": atom.Del, "code": atom.Code, "tt": atom.Code, "samp": atom.Code,
	"a": atom.A, "abbr": atom.Abbr, "acronym": atom.Abbr, "cite": atom.Cite, "ins": atom.Ins, "kbd": atom.Kbd, "mark": atom.Mark,
	"q": atom.Q, "small": atom.Small, "sub": atom.Sub, "sup": atom.Sup,
	"ruby": atom.Ruby, "rb": atom.Rb, "rp": atom.Rp, "rt": atom.Rt, "rtc": atom.Rtc,
}

// nestable lists the inline elements that have a meaning within themselves.
var nestable = map[atom.Atom]bool{atom.Q: true, atom.Sub: true, atom.Sup: true, atom.Small: true, atom.Kbd: true}

// inlineLike returns an inline element as it will be written, or nil if only its
// contents are kept.
func (c *cleaner) inlineLike(n *html.Node) *html.Node {
	name, ok := inlineNames[n.Data]
	if !ok || len(c.open) >= deepestInline || !nestable[name] && c.isOpen(name.String()) {
		return nil
	}
	like := element(name)
	style := attribute(n, "style")
	switch name {
	case atom.A:
		href := c.link(attribute(n, "href"))
		if href == "" {
			return nil
		}
		like.Attr = []html.Attribute{{Key: "href", Val: href}}
		if title := titleOf(n); title != nil && !saysNothing(title[0].Val, href, textOf(n)) {
			like.Attr = append(like.Attr, title...)
		}
	case atom.Abbr:
		like.Attr = titleOf(n)
	case atom.Strong: // editors wrap copied text in a strong that is not bold
		if declares(style, "font-weight", "normal") || declares(style, "font-weight", "400") {
			return nil
		}
	case atom.Em:
		if declares(style, "font-style", "normal") {
			return nil
		}
	}
	return like
}

// saysNothing reports whether a link's title only repeats the text of the link or
// the name of its target, as in all links of encyclopaedias.
func saysNothing(title, href, words string) bool {
	last, _, _ := strings.Cut(href, "#")
	last = last[strings.LastIndexByte(last, '/')+1:]
	if decoded, err := url.PathUnescape(last); err == nil {
		last = strings.ReplaceAll(decoded, "_", " ")
	}
	words = strings.Join(strings.Fields(words), " ")
	return strings.EqualFold(title, last) || strings.EqualFold(title, words)
}

func titleOf(n *html.Node) []html.Attribute {
	title := strings.Join(strings.FieldsFunc(cleanCaptured(attribute(n, "title")), func(r rune) bool { return strings.ContainsRune(spaces, r) }), " ")
	if title == "" {
		return nil
	}
	return []html.Attribute{{Key: "title", Val: title}}
}

// link returns an address in the form that Markdown renders, or "" if a quote can't
// link to it. Like browsers, it removes tabs and line ends from an address, and
// spaces around it.
func (c *cleaner) link(href string) string {
	href = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, cleanCaptured(strings.Trim(href, spaces)))
	scheme, _, found := strings.Cut(href, ":")
	if !found || strings.ContainsAny(scheme, "/?#") {
		u, err := url.Parse(href)
		if c.base == nil || err != nil || href == "" {
			return ""
		}
		href = c.base.ResolveReference(u).String()
		scheme, _, _ = strings.Cut(href, ":")
	}
	switch strings.ToLower(scheme) {
	case "http", "https", "mailto":
		return string(util.URLEscape([]byte(href), false))
	}
	return ""
}

// isEmoji reports whether a picture's alternative text consists of symbols only, so
// that it stands for the picture.
func isEmoji(alt string) bool {
	return strings.ContainsFunc(alt, isVisible) && len(alt) <= 64 && !strings.ContainsFunc(alt, func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	})
}

// mathText returns the source of a formula if the page gives it, else its
// characters.
func mathText(n *html.Node) string {
	if alt := strings.TrimSpace(attribute(n, "alttext")); alt != "" {
		return cleanCaptured(alt)
	}
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for child := range n.ChildNodes() {
			switch {
			case child.Type == html.TextNode:
				b.WriteString(strings.Trim(child.Data, spaces))
			case child.Data != "annotation" && child.Data != "annotation-xml":
				walk(child)
			}
		}
	}
	walk(n)
	return b.String()
}
