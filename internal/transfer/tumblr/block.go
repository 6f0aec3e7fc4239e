package tumblr

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// block is a block of a post, with the fields of all types.
type block struct {
	Type       text         `json:"type"`
	Subtype    text         `json:"subtype"`
	Text       text         `json:"text"`
	Indent     number       `json:"indent_level"`
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
	Album   text     `json:"album"`

	EmbedURL  text        `json:"embed_url"`
	EmbedHTML text        `json:"embed_html"`
	Iframe    version     `json:"embed_iframe"`
	Credit    attribution `json:"attribution"`

	Question text `json:"question"`
	Answers  []struct {
		Text text `json:"answer_text"`
	} `json:"answers"`
}

// number is a non-negative number that may be encoded as a string; 0 if it is invalid.
type number int

// UnmarshalJSON implements json.Unmarshaler.
func (n *number) UnmarshalJSON(raw []byte) error {
	f, err := strconv.ParseFloat(strings.Trim(string(raw), `"`), 64)
	if err != nil || f < 0 || f > 1<<30 {
		f = 0
	}
	*n = number(f)
	return nil
}

// attribution is the origin of a block.
type attribution struct {
	URL  text     `json:"url"`
	Blog blogInfo `json:"blog"`
}

// UnmarshalJSON implements json.Unmarshaler. An invalid value is ignored.
func (a *attribution) UnmarshalJSON(raw []byte) error {
	type plain attribution
	var p plain
	if json.Unmarshal(raw, &p) == nil {
		*a = attribution(p)
	}
	return nil
}

func (a attribution) name() string { return string(a.Blog.Name) }

func (a attribution) address() string {
	if a.Blog.URL != "" {
		return string(a.Blog.URL)
	}
	return string(a.URL)
}

// single renders a block that does not form a group with its neighbours.
func (r *reading) single(b block) []*html.Node {
	switch b.Type {
	case "text":
		name := map[text]string{"heading1": "h2", "heading2": "h3"}[b.Subtype]
		if name == "" {
			name = "p"
		}
		for _, f := range b.Formatting {
			if f.Type == "color" {
				r.note("Colours of letters were left out.")
			}
		}
		return []*html.Node{element(name, nil, inline(string(b.Text), b.Formatting)...)}
	case "image":
		return r.image(b)
	case "poll":
		r.note("The votes of its poll are not in the archive.")
		options := element("ul", nil)
		for _, a := range b.Answers {
			options.AppendChild(element("li", nil, textNode(string(a.Text))))
		}
		return []*html.Node{element("p", nil, textNode(string(b.Question))), options}
	case "link":
		return []*html.Node{element("p", nil, described(linked(b.words(), string(b.URL)), b.Description)...)}
	case "video", "audio":
		return r.played(b)
	}
	return r.unknown(b)
}

// words returns the text of a link to a block.
func (b block) words() string {
	for _, w := range []text{b.Title, b.Site, text(unwrapped(string(b.URL)))} {
		if w != "" {
			return string(w)
		}
	}
	return "…"
}

// described returns a link and, on a line of its own, a description of its target.
// That is not marked as a quotation, since the author did not choose it.
func described(link *html.Node, description text) []*html.Node {
	if description == "" {
		return []*html.Node{link}
	}
	nodes := []*html.Node{link, element("br", nil)}
	p := element("p", nil)
	appendLines(p, string(description))
	return append(nodes, children(p)...)
}

// played renders a sound or a video as a link.
func (r *reading) played(b block) []*html.Node {
	address := cmp.Or(string(b.URL), b.Media.first(), string(b.EmbedURL), string(b.Iframe.URL), playerAddress(string(b.EmbedHTML)))
	r.note("It has a sound or a film, to which a link leads.")
	words := string(b.Title)
	for _, more := range []text{b.Artist, b.Album} {
		if more != "" && words != "" {
			words += ", "
		}
		words += string(more)
	}
	parts := []*html.Node{linked(cmp.Or(words, unwrapped(address), "…"), address)}
	return []*html.Node{element("p", nil, described(parts[0], cmp.Or(b.Description, b.Caption))...)}
}

func (r *reading) image(b block) []*html.Node {
	src, err := record.URL(b.Media.first(), r.base)
	if err != nil {
		r.note("The address of a picture is not in the archive.")
		return []*html.Node{element("p", nil, textNode(cmp.Or(string(b.Caption), string(b.Alt))))}
	}
	picture := element("img", map[string]string{"src": src, "alt": string(b.Alt)})
	if u, err := record.URL(unwrapped(string(b.Credit.URL)), nil); err == nil {
		picture = element("a", map[string]string{"href": u}, picture)
	}
	figure := element("figure", nil, picture)
	if b.Caption != "" {
		figure.AppendChild(element("figcaption", nil, textNode(string(b.Caption))))
	}
	return []*html.Node{figure}
}

// unknown renders the text and the address of a block of unknown type, or of a paywall.
func (r *reading) unknown(b block) (nodes []*html.Node) {
	if b.Type == "paywall" {
		r.note("It has a paywall, of which the words were kept.")
	} else {
		r.note("Of a part of a kind that is not known here (%s) no more than the words were kept.", blog.Excerpt(string(b.Type), 40))
	}
	if b.URL != "" || b.Title != "" {
		nodes = append(nodes, element("p", nil, linked(b.words(), string(b.URL))))
	}
	for _, words := range []text{b.Text, b.Description, b.Caption, b.Alt, b.Question} {
		if words != "" {
			nodes = append(nodes, element("p", nil, textNode(string(words))))
		}
	}
	return nodes
}
