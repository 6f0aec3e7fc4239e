package tumblr

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/transfer/record"
)

// trail is an earlier contribution to a reblogged post, or the current one.
type trail struct {
	Blog    blogInfo `json:"blog"`
	Broken  text     `json:"broken_blog_name"`
	Content content  `json:"content"`
	Raw     text     `json:"content_raw"`
	Current bool     `json:"is_current_item"`
	Layout  []layout `json:"layout"`
	Post    struct {
		ID text `json:"id"`
	} `json:"post"`
}

// name returns the present or former name of the blog.
func (t *trail) name() string {
	if t.Blog.Name != "" {
		return string(t.Blog.Name)
	}
	return string(t.Broken)
}

// words returns the text of an old post: as written, or else as shown.
func (t *trail) words() string {
	if t.Raw != "" {
		return string(t.Raw)
	}
	return t.Content.html
}

// empty reports whether there is no visible content.
func (t *trail) empty() bool { return t.Content.empty() && blank(t.words()) }

// othersTrail reports whether the trail contains another blog's contribution.
func (r *reading) othersTrail() bool {
	return slices.ContainsFunc(r.Trail, func(t trail) bool { return !t.Current && !r.own(t.name(), string(t.Blog.URL)) && t.name() != "" })
}

// passedOn reports whether the post was reblogged from another blog.
func (r *reading) passedOn() bool {
	if r.RebloggedFrom != "" || r.RebloggedURL != "" {
		return !r.own(string(r.RebloggedFrom), string(r.RebloggedURL))
	}
	return r.ParentURL != "" && !r.own("", string(r.ParentURL)) || r.othersTrail()
}

// origin sets the via link of a post and handles one that was reblogged from another
// blog. If its author has added nothing, it becomes a draft, since it is somebody else's
// work.
func (r *reading) origin() {
	if r.it.Via == "" {
		r.it.Via = r.via()
	}
	if !r.passedOn() {
		return
	}
	if r.addedNothing() {
		r.draft("It was passed on from another blog, and nothing was added: it comes in as a draft.")
		return
	}
	r.note("It was passed on from another blog, whose words are in it, too.")
}

// via returns where the post was reblogged from, or else where its content is from
// according to Tumblr; "" if that is the source or the blog itself.
func (r *reading) via() string {
	candidates := []string{string(r.RebloggedURL), string(r.ParentURL)}
	for _, t := range slices.Backward(r.Trail) {
		if id := record.Number(string(t.Post.ID)); id != "" && t.Blog.URL != "" && !t.Current {
			candidates = append(candidates, strings.TrimSuffix(string(t.Blog.URL), "/")+"/post/"+id)
			break
		}
	}
	for _, c := range append(candidates, string(r.SourceURL)) {
		if u, err := record.URL(unwrapped(c), nil); err == nil && u != r.it.URL && !r.own("", u) {
			return u
		}
	}
	return ""
}

// addedNothing reports whether a reblogged post consists of others' words only. If
// unsure, it reports true.
func (r *reading) addedNothing() bool {
	for _, t := range r.Trail {
		if (t.Current || r.own(t.name(), string(t.Blog.URL))) && !t.empty() {
			return false
		}
	}
	switch {
	case r.ofBlocks():
		return r.Content.empty()
	case r.Reblog != nil:
		return blank(string(r.Reblog.Comment))
	case len(r.Trail) > 0:
		return true
	}
	return !ownWords(r.ownField())
}

// ownField returns the field of an old post for its author's own text.
func (r *reading) ownField() string {
	switch r.Type {
	case "link":
		return string(r.Description)
	case "photo", "video", "audio":
		return string(r.Caption)
	case "answer":
		return string(r.Answer)
	case "quote":
		return ""
	}
	return string(r.Body)
}

// ownWords reports whether old HTML contains anything besides quotations that follow a
// link to the quoted blog.
func ownWords(body string) bool {
	introduced := false
	for _, n := range fragment(body) {
		switch {
		case n.Type == html.TextNode && strings.TrimSpace(n.Data) == "":
		case n.Data == "p" && introduces(n):
			introduced = true
		case n.Data == "blockquote" && introduced:
			introduced = false
		case !blank(render(n)):
			return true
		}
	}
	return false
}

// introduces reports whether a paragraph consists of a link and a colon.
func introduces(p *html.Node) bool {
	link := find(p, func(n *html.Node) bool { return n.Data == "a" })
	words := strings.TrimSpace(record.Line(render(p)))
	return link != nil && words == record.Line(render(link))+":"
}

// blank reports whether HTML shows nothing.
func blank(fragmentOfHTML string) bool {
	if record.Line(fragmentOfHTML) != "" {
		return false
	}
	return !slices.ContainsFunc(fragment(fragmentOfHTML), func(n *html.Node) bool {
		return find(n, func(n *html.Node) bool {
			return n.Type == html.ElementNode && slices.Contains([]string{"img", "iframe", "video", "audio", "embed", "object", "hr"}, n.Data)
		}) != nil
	})
}

// trails renders the earlier contributions in the form of old posts. Those of the blog
// itself are not quoted.
func (r *reading) trails() (nodes []*html.Node) {
	for _, t := range r.Trail {
		added := r.nodes(t.Content.blocks, t.Layout)
		if t.Content.blocks == nil {
			added = fragment(t.words())
		}
		if t.Current && !r.Content.empty() || len(added) == 0 {
			continue
		}
		if t.Current || r.own(t.name(), string(t.Blog.URL)) {
			nodes = append(append(nodes, added...), textNode("\n"))
			continue
		}
		if who := t.name(); who != "" {
			nodes = append(nodes, element("p", nil, linked(who, string(t.Blog.URL)), textNode(":")), textNode("\n"))
		}
		nodes = append(nodes, element("blockquote", nil, added...), textNode("\n"))
	}
	return nodes
}

// linked returns a name that links to an address, if that is valid.
func linked(name, address string) *html.Node {
	if u, err := record.URL(unwrapped(address), nil); err == nil {
		return element("a", map[string]string{"href": u}, textNode(name))
	}
	return textNode(name)
}
