package feed

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	xatom "golang.org/x/net/html/atom"
)

// Absolute makes the links and pictures in finished HTML absolute, as they are
// at the address base. What is absolute stays as it is.
func Absolute(finished, base string) string {
	at, err := url.Parse(base)
	if err != nil || !strings.Contains(finished, " href=") && !strings.Contains(finished, " src") {
		return finished
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(finished))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		raw := string(z.Raw())
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			if t := z.Token(); absolute(&t, at) {
				raw = t.String()
			}
		}
		b.WriteString(raw)
	}
}

// absolute changes a tag's addresses and reports whether it had to.
func absolute(t *html.Token, at *url.URL) (changed bool) {
	for i := range t.Attr {
		a := &t.Attr[i]
		was := a.Val
		switch a.Key {
		case "href", "src", "cite":
			a.Val = whole(was, at)
		case "srcset":
			parts := strings.Split(was, ",")
			for j, part := range parts {
				if fields := strings.Fields(part); len(fields) > 0 {
					fields[0] = whole(fields[0], at)
					parts[j] = strings.Join(fields, " ")
				}
			}
			a.Val = strings.Join(parts, ", ")
		}
		changed = changed || a.Val != was
	}
	return changed
}

func whole(ref string, at *url.URL) string {
	u, err := url.Parse(strings.TrimSpace(ref))
	if err != nil || u.IsAbs() {
		return ref
	}
	return at.ResolveReference(u).String()
}

// paragraph makes a paragraph with a link.
func paragraph(to, words string) string {
	link := &html.Node{Type: html.ElementNode, Data: "a", DataAtom: xatom.A, Attr: []html.Attribute{{Key: "href", Val: to}}}
	link.AppendChild(&html.Node{Type: html.TextNode, Data: words})
	p := &html.Node{Type: html.ElementNode, Data: "p", DataAtom: xatom.P}
	p.AppendChild(link)
	var b strings.Builder
	_ = html.Render(&b, p) // a Builder does not fail
	return b.String()
}
