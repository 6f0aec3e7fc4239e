package frontmatter

import (
	"fmt"
	"net/url"
	"strings"

	"go.yaml.in/yaml/v4"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// ownGroup is the key of what only this program knows of a post. A file that
// has it was written by File, and its body is exact.
const ownGroup = "pullquote"

// File gives a post as a file: its name, with slashes, and its bytes.
//
// One that came from such a file, and that nobody has changed since, is that
// file, byte for byte, under the name that it had. Others get metadata in YAML
// with the keys that Jekyll and Hugo know, what they do not know under
// pullquote, and below it the body as the author wrote it. Format.Read gives the
// same post again.
//
// A draft says that it is one, in the folder's name and in its metadata. Posts
// in the trash are for the caller to leave out. Names can clash: of posts of
// one day with one slug, of an old file with a new one. Then the caller takes
// Name(e, 2), Name(e, 3) and so on.
func File(b record.Blog, e record.Entry) (name string, text []byte, err error) {
	if asItWas(e) {
		return e.Origin, e.Raw, nil
	}
	matter, err := yaml.Dump(matterOf(b, e), yaml.WithV4Defaults(), yaml.WithIndent(2), yaml.WithLineWidth(-1))
	if err != nil {
		return "", nil, fmt.Errorf("write the front matter of post %d: %w", e.Post.ID, err)
	}
	text = make([]byte, 0, len(matter)+len(e.Post.Body)+8)
	text = append(text, "---\n"...)
	text = append(text, matter...)
	text = append(text, "---\n"...)
	text = append(text, e.Post.Body...)
	return Name(e, 1), text, nil
}

// asItWas reports whether an entry goes out as the file that it came from. A
// draft does only if the file says that it is one: what was scheduled there
// would be public for the next program that reads it. A page does not: it is a
// post here, and comes back as one without being asked for.
func asItWas(e record.Entry) bool {
	if e.Raw == nil || e.Format != Format.Name || !isPosts(e.Origin) {
		return false
	}
	f := record.File{Name: e.Origin, Path: e.Origin, Whole: "/" + e.Origin}
	if e.Post.Status == blog.Published {
		return !tellsPage(f, e.Raw)
	}
	it, err := parse(f, e.Raw)
	return err == nil && it.Status == blog.Draft && !it.Page
}

// matterOf gives the metadata of a post.
func matterOf(b record.Blog, e record.Entry) *yaml.Node {
	p := &e.Post
	m := newMapping()
	m.text("title", p.Title)
	m.time("date", p.Published)
	m.time("lastmod", p.Updated)
	m.text("link", p.URL)
	m.text("via", p.Via)
	var names []string
	for _, t := range p.Tags {
		names = append(names, t.Name)
	}
	m.list("tags", names)
	m.text("slug", p.Slug)
	m.text("permalink", p.Path)
	m.list("aliases", aliases(e.Former))
	if p.Status != blog.Published {
		m.plain("draft", "!!bool", "true")
		m.plain("published", "!!bool", "false")
	}
	m.text("author", p.Author.Name)
	m.text("lang", p.Lang)
	if strings.Contains(p.Body, "{{") || strings.Contains(p.Body, "{%") {
		m.plain("render_with_liquid", "!!bool", "false") // Jekyll shall show it as it stands
	}
	m.add(ownGroup, ownOf(b, p))
	return m.node
}

// ownOf gives what has no common name.
func ownOf(b record.Blog, p *blog.Post) *yaml.Node {
	m := newMapping()
	m.text("guid", p.GUID)
	m.text("format", string(p.Format))
	m.time("created", p.Created)
	m.text("date_text", p.DateText)
	m.text("original", p.Source.Original)
	m.text("base", p.Base)
	if b.Base != "" && p.Path != "" {
		m.text("address", b.Base+(&url.URL{Path: p.Path}).EscapedPath())
	}
	if p.Source.About != (blog.About{}) {
		m.add("source", aboutOf(p.Source.About))
	}
	quotes := &yaml.Node{Kind: yaml.SequenceNode}
	for _, q := range p.Quotes {
		if q.Captured != "" { // others are told by the body
			quotes.Content = append(quotes.Content, quoteOf(q))
		}
	}
	if len(quotes.Content) > 0 {
		m.add("quotes", quotes)
	}
	return m.node
}

func aboutOf(a blog.About) *yaml.Node {
	m := newMapping()
	m.text("url", a.URL)
	m.text("canonical", a.Canonical)
	m.text("title", a.Title)
	m.text("site", a.Site)
	m.text("author", a.Author)
	m.text("published", a.Published)
	m.text("lang", a.Lang)
	m.text("description", a.Description)
	m.text("image", a.Image)
	return m.node
}

func quoteOf(q blog.Quote) *yaml.Node {
	m := newMapping()
	m.text("captured", q.Captured)
	if q.Text != q.Captured {
		m.add("text", scalarNode(q.Text)) // empty, too: it was edited away
	}
	m.text("source", q.Source)
	m.text("prefix", q.Prefix)
	m.text("suffix", q.Suffix)
	if q.Place != 0 {
		m.plain("place", "!!int", fmt.Sprint(q.Place))
	}
	return m.node
}

// aliases writes address keys as addresses: with their paths encoded, so that
// whoever makes redirects of them makes the right ones.
func aliases(keys []string) []string {
	var out []string
	for _, key := range keys {
		path, query, has := key, "", false
		if rest, ok := strings.CutPrefix(key, "/?"); ok {
			path, query, has = "/", rest, true
		}
		address := (&url.URL{Path: path}).EscapedPath()
		if has {
			address += "?" + query
		}
		out = append(out, address)
	}
	return out
}
