package shape

import (
	"net/url"
	"regexp"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Post is a post as its archive describes it, completed with what its body says.
type Post struct {
	Title string
	URL   string // the source; empty if not known
	Via   string // empty if not known
	Body  string
	Base  *url.URL // of the page with the body; may be nil
	Hint  bool     // the archive says that the post is a link or a quotation

	Markdown bool // a Markdown link was removed, so the body is Markdown
}

// Read infers from the body what the archive does not say: the source, the title of a
// post without one, the via link. It removes a link at the beginning that only
// repeats title and source, and the wrapper of Tumblr's importer around the text of a
// link post, and nothing else. The notes say what was guessed.
func Read(p Post) (Post, []string) {
	s := &shape{Post: p}
	s.read()
	return s.Post, s.notes
}

// shape is a post whose body is being examined.
type shape struct {
	Post
	notes []string
}

func (s *shape) note(sentence string) { s.notes = append(s.notes, sentence) }

// Link returns the address of a text that consists of a link, in HTML or Markdown.
func Link(text string) (href string, ok bool) {
	if strings.HasPrefix(text, "<a ") {
		l, ok := htmlLead(text)
		return l.href, ok
	}
	l, ok := markdownLink(text)
	return l.href, ok
}

// lead is a link that stands alone at the beginning of a body.
type lead struct {
	href     string
	text     string // plain text of the link
	rest     string // the body without the link and the elements that contain only it
	plain    bool   // removing it loses nothing but address and text
	certain  bool   // in the form that Tumblr's importer gives to link posts
	pictured bool   // the link contains more than text
	markdown bool
}

// read finds the source in the body, and then the via link.
func (s *shape) read() {
	if len(s.Body) > blog.MaxBody {
		return // the gate rejects a post that is too long
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

// bareURL matches a body that consists of an address.
var bareURL = regexp.MustCompile(`^\s*<?(https?://[^\s<>]+)>?\s*$`)

// fromLead takes a link at the beginning of the body as the source, if it repeats the
// title or there is another reason to think so. It removes the link if it repeats the
// title. It reports whether there is such a link.
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
