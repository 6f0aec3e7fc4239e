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

// wording is what the words on a page tell about it.
type wording struct {
	byline    string
	beginning string // the article's first paragraph
}

// Limits of a page that Readability is run on. It goes over the page once for
// each of its rules, and over the text below an element for each element, so
// that its time grows with the text times its depth.
const (
	mostTags  = 40_000
	mostWork  = 24 << 20 // characters, each counted as often as it is deep
	mostAttrs = 50       // of an element; it looks for theirs by going through them
	maxAttr   = 1000     // bytes; each is held against its patterns several times
)

// words finds the byline and the beginning of the article, by Readability,
// given what is known already; ok is false if the page is too large for that,
// or too deep for a parser.
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

// strip takes out of a document what Readability takes out first, what it would
// read of its head, and attributes that are too many or too long, and returns the work that is left: the characters of
// the text and twenty for each element, each as often as it is deep. A parser's
// tree is at most 512 deep.
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

// announce puts the title and the author that are known into the document's
// head, where Readability takes them for given: it looks for the byline and
// drops the heading accordingly.
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
