package frontmatter

import (
	"net/url"
	"regexp"

	"pullquote/internal/blog"
)

// shape is what a post links to, as far as its body tells. Before read it
// holds what the metadata tells.
type shape struct {
	title    string
	source   string   // empty if not known
	body     string   // what is left of it
	base     *url.URL // of the page that the body stood on; may be nil
	hint     bool     // the metadata says that the post is a link or a quotation
	markdown bool     // a link was taken off that was Markdown
	notes    []string
}

func (s *shape) note(sentence string) { s.notes = append(s.notes, sentence) }

// lead is a link that stands alone at a body's beginning.
type lead struct {
	href     string
	text     string // plain
	rest     string // the body without the link and what is around it alone
	plain    bool   // taking it off loses nothing but address and text
	certain  bool   // of the shape that Tumblr's importer gives to link posts
	pictured bool   // there is more than text in the link
	markdown bool
}

// read looks for the source in the body.
func (s *shape) read() {
	if len(s.body) > blog.MaxBody || s.fromLead() || s.source != "" {
		return // what is too long for a post is refused by the gate
	}
	if s.fromQuotation() {
		return
	}
	if bare := bareURL.FindStringSubmatch(s.body); bare != nil {
		if u, err := cleanURL(bare[1], nil); err == nil {
			s.source = u
			s.note("The text is nothing but an address, to which the title leads now.")
		}
	}
}

// bareURL is a body that is nothing but an address.
var bareURL = regexp.MustCompile(`^\s*<?(https?://[^\s<>]+)>?\s*$`)

// fromLead takes a link at the body's beginning for the source: if it repeats
// the title, or if there is another reason to believe that it is meant so. It
// is taken off if it repeats the title, and reports whether there is such a
// link.
func (s *shape) fromLead() bool {
	l, ok := htmlLead(s.body)
	if !ok {
		l, ok = markdownLead(s.body)
	}
	if !ok {
		return false
	}
	href, err := cleanURL(l.href, s.base)
	if err != nil {
		if s.source == "" && (l.certain || s.hint || sameWords(l.text, s.title)) {
			s.note("The link at the text's beginning can't be the source, and stays there. " + blog.Faults(err)[0].Message)
		}
		return true
	}
	if s.source != "" && s.source != href {
		return true
	}
	repeats := sameWords(l.text, s.title)
	if s.title == "" {
		if repeats = true; !sameWords(l.text, l.href) {
			s.title = l.text
		}
	}
	switch {
	case repeats && l.plain:
		s.source, s.body, s.markdown = href, l.rest, l.markdown
	case repeats:
		s.source = href
		s.note("The text begins with a link that repeats the title and says more; it was kept.")
	case l.certain, s.hint:
		s.source = href
		s.note("The text begins with a link in other words than the title's; it was kept, and the title leads there, too.")
	}
	return true
}
