package feed

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// xhtmlSpace is the namespace of XHTML.
const xhtmlSpace = "http://www.w3.org/1999/xhtml"

var (
	voidElements = strings.Fields("area base br col embed hr img input link meta source track wbr")
	// foreign lists elements that sanitized HTML never contains and that could run
	// or load something on the blog's own site. They are dropped with their content.
	foreign       = strings.Fields("script style iframe object embed applet noscript template textarea title svg math link meta base form button input select frame frameset")
	elementName   = regexp.MustCompile(`^[a-z][a-z0-9]*$`)
	attributeName = regexp.MustCompile(`^[a-z_][a-z0-9_-]*$`)
)

// xhtml writes HTML as XHTML. The output is well-formed whatever the input is.
func (w *xmlWriter) xhtml(finished string) {
	var open []string
	z := html.NewTokenizer(strings.NewReader(finished))
	for {
		switch z.Next() {
		case html.ErrorToken:
			w.closeTo(open, 0)
			return
		case html.TextToken:
			w.b = appendEscaped(w.b, string(z.Token().Data), false)
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch {
			case slices.Contains(foreign, t.Data):
				skip(z, &t)
			case elementName.MatchString(t.Data):
				open = w.element(open, &t)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if at := lastIndex(open, string(name)); at >= 0 {
				open = w.closeTo(open, at)
			}
		}
	}
}

// element writes a start tag, and returns the open elements.
func (w *xmlWriter) element(open []string, t *html.Token) []string {
	attributes := make([]string, 0, 2*len(t.Attr))
	for i, a := range t.Attr {
		twice := slices.ContainsFunc(t.Attr[:i], func(b html.Attribute) bool { return a.Key == b.Key })
		ours := attributeName.MatchString(a.Key) && a.Key != "xmlns" && !strings.HasPrefix(a.Key, "on") && a.Key != "id" && a.Key != "style"
		if ours && !twice && !runs(a.Val) {
			attributes = append(attributes, a.Key, a.Val)
		}
	}
	w.tag(t.Data, attributes)
	if slices.Contains(voidElements, t.Data) {
		w.b = append(w.b, "/>"...)
		return open
	}
	w.b = append(w.b, '>')
	return append(open, t.Data)
}

// closeTo closes open elements down to an index, and returns the remaining ones.
func (w *xmlWriter) closeTo(open []string, at int) []string {
	for i := len(open) - 1; i >= at; i-- {
		w.b = append(append(append(w.b, "</"...), open[i]...), '>')
	}
	return open[:at]
}

// runs reports whether a value is an address that runs a script.
func runs(value string) bool {
	v := strings.ToLower(strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, value))
	return strings.HasPrefix(v, "javascript:") || strings.HasPrefix(v, "vbscript:") || strings.HasPrefix(v, "data:text")
}

// skip goes to the end of an element.
func skip(z *html.Tokenizer, t *html.Token) {
	if t.Type == html.SelfClosingTagToken || slices.Contains(voidElements, t.Data) {
		return
	}
	for depth := 1; depth > 0; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return
		}
		name, _ := z.TagName()
		if string(name) != t.Data {
			continue
		}
		switch kind {
		case html.StartTagToken:
			depth++
		case html.EndTagToken:
			depth--
		}
	}
}

func lastIndex(names []string, name string) int {
	for i := len(names) - 1; i >= 0; i-- {
		if names[i] == name {
			return i
		}
	}
	return -1
}
