package tumblr

import (
	"encoding/json"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// content is the content of a post: blocks or, in the trail of an old post, HTML.
type content struct {
	blocks []block
	html   string
}

// UnmarshalJSON implements json.Unmarshaler.
func (c *content) UnmarshalJSON(raw []byte) error {
	*c = content{}
	switch {
	case len(raw) > 0 && raw[0] == '"':
		var s text
		err := s.UnmarshalJSON(raw)
		c.html = string(s)
		return err
	case len(raw) > 0 && raw[0] == '{':
		raw = append(append([]byte("["), raw...), ']')
	}
	return json.Unmarshal(raw, &c.blocks)
}

// empty reports whether there is no visible block.
func (c content) empty() bool {
	return !slices.ContainsFunc(c.blocks, func(b block) bool {
		return b.Type != "text" || strings.TrimSpace(string(b.Text)) != ""
	})
}

// layout groups blocks.
type layout struct {
	Type        text        `json:"type"`
	Blocks      []int       `json:"blocks"`
	Attribution attribution `json:"attribution"`
	Display     []struct {
		Blocks []int `json:"blocks"`
	} `json:"display"`
}

// ofBlocks reports whether the post's content is in blocks. A post that Tumblr stores in
// blocks may still be exported in HTML.
func (r *reading) ofBlocks() bool {
	inTrail := slices.ContainsFunc(r.Trail, func(t trail) bool { return len(t.Content.blocks) > 0 })
	return len(r.Content.blocks) > 0 || r.Type == "blocks" || inTrail && blank(r.ownField()) && r.Type == "text"
}

// blocks sets the body of a post of blocks.
func (r *reading) blocks() {
	r.it.Format = blog.HTML
	blocks := arranged(r.Content.blocks, r.Layout)
	kind := kindOf(blocks, r.Layout)
	switch kind {
	case "link":
		i := slices.IndexFunc(blocks, func(b block) bool { return b.Type == "link" })
		r.linkBlock(blocks[i])
		blocks = slices.Delete(slices.Clone(blocks), i, i+1)
	case "quote":
		i := slices.IndexFunc(blocks, block.quotes)
		r.it.URL = r.firstAddress(blocks[i+1:])
	case "text":
		r.linkOfTrail()
	}
	layouts := r.Layout
	if kind != "ask" {
		layouts = nil // its indices would be wrong
	}
	if len(blocks) > 0 && blocks[0].Subtype == "heading1" && r.it.Title == "" && kind != "ask" {
		r.it.Title = record.Plain(string(blocks[0].Text))
		blocks = blocks[1:]
	}
	r.it.Body = render(append(r.trails(), r.nodes(blocks, layouts)...)...)
	if kind == "text" && r.it.URL == "" && !r.passedOn() {
		r.shape()
	}
}

// kindOf returns the kind of post that blocks make, by Tumblr's own rule: the first kind,
// in this order, of which there is a block.
func kindOf(blocks []block, layouts []layout) string {
	if slices.ContainsFunc(layouts, func(l layout) bool { return l.Type == "ask" }) {
		return "ask"
	}
	kinds := []struct {
		name string
		is   func(block) bool
	}{
		{"video", func(b block) bool { return b.Type == "video" }},
		{"photo", func(b block) bool { return b.Type == "image" }},
		{"audio", func(b block) bool { return b.Type == "audio" }},
		{"quote", block.quotes},
		{"chat", func(b block) bool { return b.Subtype == "chat" }},
		{"link", func(b block) bool { return b.Type == "link" }},
	}
	for _, k := range kinds {
		if slices.ContainsFunc(blocks, k.is) {
			return k.name
		}
	}
	return "text"
}

func (b block) quotes() bool { return b.Type == "text" && b.Subtype == "quote" }

// arranged sorts the blocks into the order in which the rows of a layout show them.
// Blocks in no row keep their place.
func arranged(blocks []block, layouts []layout) []block {
	out := slices.Clone(blocks)
	for _, l := range layouts {
		if l.Type == "ask" {
			return blocks // its indices refer to this order
		}
		for _, row := range l.Display {
			places := slices.Clone(row.Blocks)
			slices.Sort(places)
			if l.Type != "rows" || len(slices.Compact(slices.Clone(places))) != len(places) || len(places) == 0 || places[0] < 0 || places[len(places)-1] >= len(blocks) {
				continue
			}
			for i, place := range places {
				out[place] = blocks[row.Blocks[i]]
			}
		}
	}
	return out
}

// linkBlock takes the source from a link block.
func (r *reading) linkBlock(b block) {
	r.it.URL = r.web(string(b.URL))
	r.it.Title = record.Plain(string(b.Title))
	r.it.Source = blog.About{
		Description: record.Plain(string(b.Description)), Author: record.Plain(string(b.Author)), Site: record.Plain(string(b.Site)), Image: b.Poster.first(),
	}
}

// linkOfTrail takes the source from the first link post of the trail, as Tumblr does for
// old posts.
func (r *reading) linkOfTrail() {
	for _, t := range r.Trail {
		if kindOf(t.Content.blocks, t.Layout) == "link" {
			i := slices.IndexFunc(t.Content.blocks, func(b block) bool { return b.Type == "link" })
			r.linkBlock(t.Content.blocks[i])
			return
		}
	}
}

// firstAddress returns the first address that blocks link to.
func (r *reading) firstAddress(blocks []block) string {
	for _, b := range blocks {
		if b.Type == "link" && b.URL != "" {
			return r.web(string(b.URL))
		}
		for _, f := range b.Formatting {
			if f.Type == "link" && f.URL != "" {
				return r.web(string(f.URL))
			}
		}
	}
	return ""
}

// nodes renders blocks.
func (r *reading) nodes(blocks []block, layouts []layout) (nodes []*html.Node) {
	question, asker := map[int]bool{}, attribution{}
	for _, l := range layouts {
		if l.Type == "ask" {
			asker = l.Attribution
			for _, i := range l.Blocks {
				question[i] = true
			}
		}
	}
	for i := 0; i < len(blocks); {
		end := i + 1
		switch b := blocks[i]; {
		case question[i]:
			for end < len(blocks) && question[end] {
				end++
			}
			quote := element("blockquote", nil, r.nodes(blocks[i:end], nil)...)
			if name := asker.name(); name != "" {
				quote.AppendChild(element("p", nil, textNode("— "), linked(name, asker.address())))
			}
			nodes = append(nodes, quote)
		case b.container() != "":
			for end < len(blocks) && blocks[end].container() != "" && !question[end] {
				end++
			}
			nodes = append(nodes, nested(blocks[i:end])...)
		case b.quotes():
			for end < len(blocks) && blocks[end].quotes() && !question[end] {
				end++
			}
			quote := element("blockquote", nil)
			for _, one := range blocks[i:end] {
				quote.AppendChild(element("p", nil, inline(string(one.Text), one.Formatting)...))
			}
			nodes = append(nodes, quote)
		default:
			nodes = append(nodes, r.single(b)...)
		}
		nodes = append(nodes, textNode("\n"))
		i = end
	}
	return nodes
}

// container returns the element that groups consecutive blocks of its kind; "" if it
// stands alone.
func (b block) container() string {
	if b.Type != "text" {
		return ""
	}
	return map[text]string{"ordered-list-item": "ol", "unordered-list-item": "ul", "indented": "blockquote"}[b.Subtype]
}

// deepest is the deepest nesting of lists and quotations that Tumblr allows.
const deepest = 7

// nested renders lists and quotations. Indented blocks are nested in the preceding
// item or quotation.
func nested(blocks []block) (nodes []*html.Node) {
	type level struct {
		indent int
		node   *html.Node
	}
	var open []level
	for _, b := range blocks {
		indent := min(max(int(b.Indent), 0), deepest)
		for n := len(open); n > 0 && (open[n-1].indent > indent || open[n-1].indent == indent && open[n-1].node.Data != b.container()); n-- {
			open = open[:n-1]
		}
		if n := len(open); n == 0 || open[n-1].indent < indent {
			node := element(b.container(), nil)
			switch {
			case n == 0:
				nodes = append(nodes, node)
			case open[n-1].node.Data == "blockquote":
				open[n-1].node.AppendChild(node)
			default:
				open[n-1].node.LastChild.AppendChild(node)
			}
			open = append(open, level{indent, node})
		}
		name := "li"
		if b.Subtype == "indented" {
			name = "p"
		}
		open[len(open)-1].node.AppendChild(element(name, nil, inline(string(b.Text), b.Formatting)...))
	}
	return nodes
}
