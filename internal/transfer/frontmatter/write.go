package frontmatter

import (
	"fmt"
	"net/url"
	"strings"

	"go.yaml.in/yaml/v4"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// ownGroup is the key of metadata that only this program understands. A file that has
// it was written by File, and its body is exact.
const ownGroup = "pullquote"

// File returns a post as a file: its name, with slashes, and its contents.
//
// A post that was imported from such a file, and not changed since, is returned as
// that file, byte for byte and under the same name. For others the metadata is
// written in YAML, with the keys of Jekyll and Hugo or else below pullquote, followed
// by the body as the author wrote it. Format.Read returns the same post again.
//
// A draft is marked as such by its folder and its metadata. The caller has to omit
// posts in the trash. Names can clash: of posts with the same day and slug, or of an
// old file with a new one. Then the caller uses Name(e, 2), Name(e, 3) and so on.
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

// asItWas reports whether an entry is exported as the file that it came from. A draft
// is only if the file says that it is one: a scheduled post would be public for the
// next program that reads the file. A page is not: it is a post here, and has to be
// imported as one even without the option for pages. Nor is a post whose date is only
// that of its old file.
func asItWas(e record.Entry) bool {
	if e.Raw == nil || e.Format != Format.Name || !isPosts(e.Origin) {
		return false
	}
	f := record.File{Name: e.Origin, Path: e.Origin, AbsolutePath: "/" + e.Origin}
	if e.Post.Status == blog.Published {
		return tellsPost(f, e.Raw)
	}
	it, err := parse(f, e.Raw)
	return err == nil && it.Status == blog.Draft && !it.Page
}

// matterOf returns the metadata of a post.
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
		m.plain("render_with_liquid", "!!bool", "false") // so that Jekyll shows it verbatim
	}
	m.add(ownGroup, ownOf(b, p))
	return m.node
}

// ownOf returns the metadata without a common key.
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
		if q.Captured != "" { // others can be derived from the body
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
		m.add("text", scalarNode(q.Text)) // even if empty, since it was edited away
	}
	m.text("source", q.Source)
	m.text("prefix", q.Prefix)
	m.text("suffix", q.Suffix)
	if q.Place != 0 {
		m.plain("place", "!!int", fmt.Sprint(q.Place))
	}
	return m.node
}

// aliases converts address keys to addresses, with escaped paths, so that redirects
// made from them are right.
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
