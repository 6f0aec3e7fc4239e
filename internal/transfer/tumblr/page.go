package tumblr

import (
	"io"
	"iter"
	"path"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/shape"
)

// timestamp is how the export's pages write when a post was published:
// "November 21st, 2012 5:34pm".
var timestamp = regexp.MustCompile(`([A-Z][a-z]+) (\d{1,2})(?:st|nd|rd|th), (\d{4}) (\d{1,2}:\d{2})\s?([ap]m)`)

// readPage reads a page of the export, html/36212915001.html: a post's words, and
// below them when it was published and its tags. What it links to is not told
// there but by its words; nor is its state, and only published posts are in it
// that way.
func readPage(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		raw, err := io.ReadAll(io.LimitReader(r, record.MaxElement+1))
		if err != nil {
			yield(record.Item{}, err)
			return
		}
		if len(raw) > record.MaxElement {
			yield(record.Item{}, &record.RowError{Origin: f.Name, Err: record.ErrLarge})
			return
		}
		id := record.Number(strings.TrimSuffix(path.Base(f.Path), path.Ext(f.Path)))
		if id == "" {
			yield(record.Item{}, &record.Skip{Origin: f.Name, Reason: "A list of posts, or a page, not a post."})
			return
		}
		yield(page(f, id, raw))
	}
}

func page(f record.File, id string, raw []byte) (record.Item, error) {
	root, err := html.Parse(strings.NewReader(string(raw)))
	if err != nil {
		return record.Item{}, &record.RowError{Origin: f.Name, Err: &blog.Error{Kind: blog.Invalid, Message: "This page can't be read.", Err: err}}
	}
	it := record.Item{Origin: f.Name, Raw: raw, Key: "tumblr:" + id, Format: blog.HTML, Status: blog.Published}
	var a record.Addresses
	a.Add("/post/"+id, "")
	it.Former = a.Keys("")
	body := find(root, func(n *html.Node) bool { return n.Data == "body" })
	if footer := find(root, func(n *html.Node) bool { return attribute(n, "id") == "footer" }); footer != nil {
		readFooter(footer, &it)
		footer.Parent.RemoveChild(footer)
	}
	if title := body.FirstChild; title != nil {
		for title != nil && title.Type == html.TextNode && strings.TrimSpace(title.Data) == "" {
			title = title.NextSibling
		}
		if title != nil && title.Data == "h1" {
			it.Title = record.Line(render(title))
			body.RemoveChild(title)
		}
	}
	p, notes := shape.Read(shape.Post{Title: it.Title, Body: strings.TrimSpace(render(children(body)...))})
	it.Title, it.URL, it.Via, it.Body, it.Notes = p.Title, p.URL, p.Via, p.Body, append(it.Notes, notes...)
	if it.Published.IsZero() {
		it.Notes = append(it.Notes, "The page has no date.")
	}
	if it.Title == "" && it.URL == "" && it.Body == "" {
		return record.Item{}, &record.Skip{Origin: f.Name, Reason: "It has no title, no link and no words."}
	}
	return it, nil
}

// readFooter takes the date and the tags.
func readFooter(footer *html.Node, it *record.Item) {
	words := record.Line(render(footer))
	if m := timestamp.FindStringSubmatch(words); m != nil {
		it.DateText = m[0]
		if t, err := time.Parse("January 2 2006 3:04pm", strings.Join([]string{m[1], m[2], m[3], m[4]}, " ")+m[5]); err == nil {
			it.Published = t.UTC()
		}
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if attribute(n, "class") == "tag" {
			if name := strings.ReplaceAll(record.Line(render(n)), ",", " "); strings.TrimSpace(name) != "" {
				it.Tags = append(it.Tags, record.Plain(name))
			}
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(footer)
}

// find gives the first node that is as told.
func find(n *html.Node, is func(*html.Node) bool) *html.Node {
	if is(n) {
		return n
	}
	for c := range n.ChildNodes() {
		if found := find(c, is); found != nil {
			return found
		}
	}
	return nil
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
