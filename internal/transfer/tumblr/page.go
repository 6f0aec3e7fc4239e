package tumblr

import (
	"bytes"
	"cmp"
	"io"
	"iter"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/shape"
)

// timestamp matches the publication date in the export's pages: "November 21st, 2012
// 5:34pm".
var timestamp = regexp.MustCompile(`([A-Z][a-z]{2,8})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4}),?(?: at)? (\d{1,2}:\d{2})(:\d{2})?\s?([AaPp][Mm])?`)

// pageEnd matches in a page that is not truncated.
var pageEnd = regexp.MustCompile(`(?is)</(?:body|html)\s*>|\bid=["']?footer["']?.*</div\s*>`)

// readPage reads a page of the export, html/36212915001.html: the text of a post followed
// by date and tags. The source can only be inferred from the text, and the visibility is
// not known at all.
func readPage(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		raw, err := io.ReadAll(io.LimitReader(r, record.MaxElement+1))
		if err != nil {
			yield(record.Item{}, record.FileError(f, err))
			return
		}
		id := record.Number(strings.TrimSuffix(path.Base(cmp.Or(f.Path, f.Name)), path.Ext(cmp.Or(f.Path, f.Name))))
		switch {
		case len(raw) > record.MaxElement:
			yield(record.Item{}, &record.RowError{Origin: f.Name, Err: record.ErrLarge})
		case id == "":
			yield(record.Item{}, &record.Skip{Origin: f.Name, Reason: "A list of posts, or a page, not a post."})
		case !pageEnd.Match(raw):
			yield(record.Item{}, &record.RowError{Origin: f.Name, Err: record.ErrCut})
		default:
			yield(page(f, id, raw))
		}
	}
}

func page(f record.File, id string, raw []byte) (record.Item, error) {
	root, err := html.Parse(bytes.NewReader(raw))
	if err != nil {
		return record.Item{}, &record.RowError{Origin: f.Name, Err: &blog.Error{Kind: blog.Invalid, Message: "This page can't be read.", Err: err}}
	}
	it := record.Item{Origin: f.Name, Raw: raw, Key: "tumblr:" + id, Format: blog.HTML, Status: blog.Draft, Lesser: true}
	it.Notes = []string{"The page does not say who could read it: it comes in as a draft."}
	var a record.Addresses
	a.Add("/post/"+id, "")
	it.Former = a.Keys("")
	if body := find(root, func(n *html.Node) bool { return n.Data == "body" }); body != nil {
		readBody(body, &it)
	}
	if it.Published.IsZero() {
		it.Note("The page has no date.")
	}
	if it.Title == "" && it.URL == "" && it.Body == "" {
		return record.Item{}, &record.Skip{Origin: f.Name, Reason: "It has no title, no link and no words."}
	}
	return it, nil
}

// readBody removes footer and title from a page's body; the rest is the post's body.
func readBody(body *html.Node, it *record.Item) {
	var footer *html.Node
	for n := range body.Descendants() {
		if attribute(n, "id") == "footer" {
			footer = n // the last one, since the post itself may contain another
		}
	}
	if footer != nil {
		readFooter(footer, it)
		footer.Parent.RemoveChild(footer)
	}
	title := body.FirstChild
	for title != nil && (title.Type == html.CommentNode || title.Type == html.TextNode && strings.TrimSpace(title.Data) == "") {
		title = title.NextSibling
	}
	if title != nil && title.Data == "h1" {
		it.Title = record.Line(render(title))
		body.RemoveChild(title)
	}
	text := strings.TrimSpace(render(children(body)...))
	led := unwrapBody(text, blog.HTML)
	if led != text {
		it.Note("Links that went through Tumblr lead where they lead.")
	}
	p, notes := shape.Read(shape.Post{Title: it.Title, Body: led})
	it.Title, it.URL, it.Via, it.Body, it.Notes = p.Title, p.URL, p.Via, p.Body, append(it.Notes, notes...)
}

// readFooter reads the date and the tags.
func readFooter(footer *html.Node, it *record.Item) {
	if m := timestamp.FindStringSubmatch(record.Line(render(footer))); m != nil {
		it.DateText = m[0]
		it.Published = dateOf(m)
	}
	for n := range footer.Descendants() {
		if slices.Contains(strings.Fields(attribute(n, "class")), "tag") {
			for tag := range strings.SplitSeq(record.Line(render(n)), ",") {
				if tag = strings.TrimPrefix(record.Plain(tag), "#"); tag != "" {
					it.Tags = append(it.Tags, tag)
				}
			}
		}
	}
}

// dateOf parses the parts of a date; it returns the zero time if they are invalid.
func dateOf(m []string) time.Time {
	layout := "Jan 2 2006 15:04"
	text := m[1][:3] + " " + m[2] + " " + m[3] + " " + m[4] + m[5]
	if m[5] != "" {
		layout += ":05"
	}
	if m[6] != "" {
		layout, text = strings.Replace(layout, "15:04", "3:04", 1)+"pm", text+strings.ToLower(m[6])
	}
	t, err := time.Parse(layout, text)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// find returns the first of n and its descendants for which is returns true.
func find(n *html.Node, is func(*html.Node) bool) *html.Node {
	if is(n) {
		return n
	}
	for d := range n.Descendants() {
		if is(d) {
			return d
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
