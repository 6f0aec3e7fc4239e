package metadata

import (
	"bytes"
	"log/slog"
	"net/url"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"pullquote/internal/blog"
)

// wording holds what the text of a page tells about it.
type wording struct {
	byline    string
	beginning string // the article's first paragraph
}

// Limits of pages for Readability. It traverses the page once for each of its rules, and
// the text below each element, so that its time grows with the text times its depth.
const (
	mostTags  = 40_000
	mostWork  = 24 << 20 // characters, each counted once per level of its depth
	mostAttrs = 50       // attributes of an element, which it searches linearly
	maxAttr   = 1000     // bytes of an attribute, which it matches with several patterns
)

// words finds the byline and the first paragraph of the article, by Readability, given
// what is known already. It reports false if the page is too large for that, or too deep
// for the parser.
func (r *reading) words(page []byte, about blog.About) (w wording, ok bool) {
	if r.tags > mostTags {
		return w, false
	}
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil || strip(doc, 0) > mostWork {
		return w, false
	}
	announce(doc, about)
	base := r.base
	if base == nil {
		base = &url.URL{Scheme: "http", Host: "localhost"}
	}
	parser := readability.NewParser()
	parser.DisableJSONLD = true
	parser.Logger = slog.New(slog.DiscardHandler)
	article, err := parser.ParseAndMutate(doc, base)
	if err != nil {
		return w, false
	}
	w.byline = byline(article.Byline())
	w.beginning = clean(article.Excerpt(), maxDescription)
	return w, true
}

// strip removes from a document what Readability would remove first, the metadata that it
// would read, and attributes that are too many or too long. It returns the remaining work:
// the characters of the text, and twenty for each element, times their depth. Depth is at
// most 512, the parser's limit.
func strip(n *html.Node, depth int) (work int) {
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		switch {
		case child.Type == html.CommentNode || child.Type == html.ElementNode && unread(child.DataAtom):
			n.RemoveChild(child)
		case child.Type == html.TextNode:
			work += depth * len(child.Data)
		default:
			child.Attr = child.Attr[:min(len(child.Attr), mostAttrs)]
			for i := range child.Attr {
				child.Attr[i].Val = head(child.Attr[i].Val, maxAttr)
			}
			work += depth*20 + strip(child, depth+1)
		}
		child = next
	}
	return work
}

func unread(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Meta, atom.Link, atom.Title, atom.Base:
		return true
	}
	return false
}

// announce puts the known title and author into the document's head. Readability relies
// on them to find the byline and to drop the heading.
func announce(doc *html.Node, about blog.About) {
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Head {
			n.AppendChild(statement("title", about.Title))
			n.AppendChild(statement("author", about.Author))
			return
		}
	}
}

func statement(name, content string) *html.Node {
	return &html.Node{Type: html.ElementNode, Data: "meta", DataAtom: atom.Meta, Attr: []html.Attribute{{Key: "name", Val: name}, {Key: "content", Val: content}}}
}
