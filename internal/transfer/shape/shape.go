package shape

import (
	"net/url"
	"regexp"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Post is a post as far as its archive tells, and what its body adds to that.
type Post struct {
	Title string
	URL   string // the source; empty if not known
	Via   string // empty if not known
	Body  string
	Base  *url.URL // of the page that the body stood on; may be nil
	Hint  bool     // the archive says that the post is a link or a quotation

	Markdown bool // a link was taken off that was Markdown: the body is
}

// Read looks in the body for what the archive does not tell: the source, the
// title of a post that has none, the via link. A link at the beginning that only repeats
// title and source is taken off, and so is what Tumblr's importer puts around
// a link post's words; nothing else is. The notes say what was guessed.
func Read(p Post) (Post, []string) {
	s := &shape{Post: p}
	s.read()
	return s.Post, s.notes
}

// shape is a post while its body is read.
type shape struct {
	Post
	notes []string
}

func (s *shape) note(sentence string) { s.notes = append(s.notes, sentence) }

// Link gives the address of a text that is nothing but a link, in HTML or
// Markdown.
func Link(text string) (href string, ok bool) {
	if strings.HasPrefix(text, "<a ") {
		l, ok := htmlLead(text)
		return l.href, ok
	}
	l, ok := markdownLink(text)
	return l.href, ok
}

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

// read looks for the source in the body, and then for who is thanked for it.
func (s *shape) read() {
	if len(s.Body) > blog.MaxBody {
		return // what is too long for a post is refused by the gate
	}
	s.readSource()
	s.fromTail()
}

func (s *shape) readSource() {
	if s.fromLead() || s.URL != "" || s.fromQuotation() {
		return
	}
	if bare := bareURL.FindStringSubmatch(s.Body); bare != nil {
		if u, err := record.URL(bare[1], nil); err == nil {
			s.URL = u
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
	l, ok := htmlLead(s.Body)
	if !ok {
		l, ok = markdownLead(s.Body)
	}
	if !ok {
		return false
	}
	href, err := record.URL(l.href, s.Base)
	if err != nil {
		if s.URL == "" && (l.certain || s.Hint || Same(l.text, s.Title)) {
			s.note("The link at the text's beginning can't be the source, and stays there. " + blog.Faults(err)[0].Sentence())
		}
		return true
	}
	if s.URL != "" && s.URL != href {
		return true
	}
	repeats := Same(l.text, s.Title)
	if s.Title == "" {
		if repeats = true; !Same(l.text, l.href) {
			s.Title = l.text
		}
	}
	switch {
	case repeats && l.plain:
		s.URL, s.Body, s.Markdown = href, l.rest, l.markdown
	case repeats:
		s.URL = href
		s.note("The text begins with a link that repeats the title and says more; it was kept.")
	case l.certain, s.Hint:
		s.URL = href
		s.note("The text begins with a link in other words than the title's; it was kept, and the title leads there, too.")
	}
	return true
}
