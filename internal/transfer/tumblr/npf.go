package tumblr

import (
	"slices"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// block is a block of a post, with the fields of all types.
type block struct {
	Type       text         `json:"type"`
	Subtype    text         `json:"subtype"`
	Text       text         `json:"text"`
	Indent     int          `json:"indent_level"`
	Formatting []formatting `json:"formatting"`

	URL         text     `json:"url"`
	Title       text     `json:"title"`
	Description text     `json:"description"`
	Author      text     `json:"author"`
	Site        text     `json:"site_name"`
	Poster      versions `json:"poster"`

	Media   versions `json:"media"`
	Alt     text     `json:"alt_text"`
	Caption text     `json:"caption"`
	Artist  text     `json:"artist"`

	Question text `json:"question"`
	Answers  []struct {
		Text text `json:"answer_text"`
	} `json:"answers"`
}

// layout says how blocks belong together.
type layout struct {
	Type        text  `json:"type"`
	Blocks      []int `json:"blocks"`
	Attribution struct {
		Blog blogInfo `json:"blog"`
	} `json:"attribution"`
}

// trail is what another blog had said before.
type trail struct {
	Blog    blogInfo `json:"blog"`
	Broken  text     `json:"broken_blog_name"`
	Content []block  `json:"content"`
	Layout  []layout `json:"layout"`
	Post    struct {
		ID text `json:"id"`
	} `json:"post"`
}

// blocks makes the words of a post of blocks. What kind of post it is, its
// blocks decide, in the order of Tumblr's own: question, film, picture, sound,
// quotation, chat, link, text.
func (r *reading) blocks() {
	content := r.Content
	has := func(types ...text) bool {
		return slices.ContainsFunc(content, func(b block) bool { return slices.Contains(types, b.Type) })
	}
	asked := slices.ContainsFunc(r.Layout, func(l layout) bool { return l.Type == "ask" })
	quoted := slices.IndexFunc(content, func(b block) bool { return b.Type == "text" && b.Subtype == "quote" })
	chat := slices.ContainsFunc(content, func(b block) bool { return b.Subtype == "chat" })
	link := slices.IndexFunc(content, func(b block) bool { return b.Type == "link" })
	shown := asked || has("video", "image", "audio")
	layouts := r.Layout
	switch {
	case !shown && quoted < 0 && !chat && link >= 0:
		r.linkBlock(content[link])
		content, layouts = slices.Delete(slices.Clone(content), link, link+1), nil
	case !shown && quoted == 0:
		for _, b := range content[1:] {
			for _, f := range b.Formatting {
				if f.Type == "link" && r.it.URL == "" {
					r.it.URL = r.web(string(f.URL))
				}
			}
			if b.Type == "link" && r.it.URL == "" {
				r.it.URL = r.web(string(b.URL))
			}
		}
	}
	if len(content) > 0 && content[0].Subtype == "heading1" && r.it.Title == "" {
		r.it.Title = record.Plain(string(content[0].Text))
		content, layouts = content[1:], shifted(layouts)
	}
	nodes := r.trails()
	nodes = append(nodes, r.nodes(content, layouts)...)
	r.it.Body = render(nodes...)
	if r.it.URL == "" && !shown && quoted < 0 && !chat && len(r.Trail) == 0 {
		r.shape()
	}
}

// shifted gives layouts of blocks of which the first is gone.
func shifted(layouts []layout) (out []layout) {
	for _, l := range layouts {
		moved := l
		moved.Blocks = nil
		for _, b := range l.Blocks {
			if b > 0 {
				moved.Blocks = append(moved.Blocks, b-1)
			}
		}
		out = append(out, moved)
	}
	return out
}

// linkBlock takes what a post links to from its block.
func (r *reading) linkBlock(b block) {
	r.it.URL = r.web(string(b.URL))
	r.it.Title = record.Plain(string(b.Title))
	r.it.Source = blog.About{Description: string(b.Description), Author: string(b.Author), Site: string(b.Site), Image: b.Poster.first()}
}

// trails shows what other blogs had said, as old posts do.
func (r *reading) trails() (nodes []*html.Node) {
	for _, t := range r.Trail {
		name := string(t.Blog.Name)
		if name == "" {
			name = string(t.Broken)
		}
		said := element("blockquote", nil, r.nodes(t.Content, t.Layout)...)
		who := textNode(name)
		if u, err := record.URL(string(t.Blog.URL), nil); err == nil {
			who = element("a", map[string]string{"href": u}, textNode(name))
		}
		nodes = append(nodes, element("p", nil, who, textNode(":")), textNode("\n"), said, textNode("\n"))
	}
	return nodes
}

// nodes makes HTML of blocks.
func (r *reading) nodes(content []block, layouts []layout) (nodes []*html.Node) {
	question, asker := map[int]bool{}, ""
	for _, l := range layouts {
		if l.Type == "ask" {
			asker = string(l.Attribution.Blog.Name)
			for _, i := range l.Blocks {
				question[i] = true
			}
		}
	}
	for i := 0; i < len(content); {
		end := i + 1
		switch b := content[i]; {
		case question[i]:
			for end < len(content) && question[end] {
				end++
			}
			quote := element("blockquote", nil, r.nodes(content[i:end], nil)...)
			if asker != "" {
				quote.AppendChild(element("p", nil, textNode("— "+asker)))
			}
			nodes = append(nodes, quote)
		case listOf(b) != "":
			for end < len(content) && listOf(content[end]) != "" {
				end++
			}
			nodes = append(nodes, lists(content[i:end], 0)...)
		case b.Subtype == "indented" || b.Subtype == "quote":
			for end < len(content) && content[end].Subtype == b.Subtype {
				end++
			}
			quote := element("blockquote", nil)
			for _, one := range content[i:end] {
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

// single makes HTML of a block that stands for itself.
func (r *reading) single(b block) []*html.Node {
	switch b.Type {
	case "text":
		name := map[text]string{"heading1": "h2", "heading2": "h3"}[b.Subtype]
		if name == "" {
			name = "p"
		}
		return []*html.Node{element(name, nil, inline(string(b.Text), b.Formatting)...)}
	case "image":
		return []*html.Node{b.image()}
	case "poll":
		list := element("ul", nil)
		for _, a := range b.Answers {
			list.AppendChild(element("li", nil, textNode(string(a.Text))))
		}
		return []*html.Node{element("p", nil, textNode(string(b.Question))), list}
	case "link", "video", "audio":
		return r.leading(b)
	}
	r.note("A part of a kind that is not known here (%s) was left out.", blog.Excerpt(string(b.Type), 40))
	return nil
}

// leading makes a link of a block that shows something from elsewhere.
func (r *reading) leading(b block) []*html.Node {
	address := string(b.URL)
	if address == "" {
		address = b.Media.first()
	}
	words := string(b.Title)
	if b.Artist != "" {
		words = string(b.Artist) + ": " + words
	}
	if words == "" {
		words = unwrapped(address)
	}
	link := textNode(words)
	if u, err := record.URL(unwrapped(address), nil); err == nil {
		link = element("a", map[string]string{"href": u}, textNode(words))
	}
	nodes := []*html.Node{element("p", nil, link)}
	if b.Description != "" {
		nodes = append(nodes, element("blockquote", nil, element("p", nil, textNode(string(b.Description)))))
	}
	return nodes
}

func (b block) image() *html.Node {
	figure := element("figure", nil, element("img", map[string]string{"src": b.Media.first(), "alt": string(b.Alt)}))
	if b.Caption != "" {
		figure.AppendChild(element("figcaption", nil, textNode(string(b.Caption))))
	}
	return figure
}

// listOf gives the element of the list that a block is in; empty if it is none.
func listOf(b block) string {
	return map[text]string{"ordered-list-item": "ol", "unordered-list-item": "ul"}[b.Subtype]
}

// lists makes lists of items, those that are indented within the item before.
func lists(items []block, indent int) (nodes []*html.Node) {
	var list *html.Node
	for i := 0; i < len(items); {
		b := items[i]
		if b.Indent > indent && list != nil && list.LastChild != nil {
			end := i
			for end < len(items) && items[end].Indent > indent {
				end++
			}
			for _, n := range lists(items[i:end], b.Indent) {
				list.LastChild.AppendChild(n)
			}
			i = end
			continue
		}
		if list == nil || list.Data != listOf(b) {
			list = element(listOf(b), nil)
			nodes = append(nodes, list)
		}
		list.AppendChild(element("li", nil, inline(string(b.Text), b.Formatting)...))
		i++
	}
	return nodes
}
