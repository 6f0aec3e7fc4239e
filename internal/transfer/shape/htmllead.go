package shape

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/transfer/record"
)

// quotedHref is a link as Tumblr's importer writes it: nothing in the address
// is escaped, so that it may hold what ends an attribute elsewhere.
var (
	quotedHref = regexp.MustCompile(`^<a href='([^\n<>]*?)'>`)
	attribute  = regexp.MustCompile(`'\s+[a-z-]+\s*=`)
)

// Elements that may stand around a link which stands alone, and in it.
var (
	blockWrappers  = []string{"p", "h1", "h2", "h3", "h4", "h5", "h6"}
	inlineWrappers = []string{"strong", "b", "em", "i", "span", "big"}
	inLinks        = []string{
		"strong", "b", "em", "i", "span", "big", "code", "cite", "small", "q", "sup", "sub", "abbr", "acronym", "tt", "u", "s", "strike", "del", "ins", "mark", "font", "kbd", "var",
	}
)

// scanner walks over HTML and knows where it is.
type scanner struct {
	z   *html.Tokenizer
	end int // of the current token
}

func newScanner(s string) *scanner { return &scanner{z: html.NewTokenizer(strings.NewReader(s))} }

func (s *scanner) next() html.Token {
	s.z.Next()
	s.end += len(s.z.Raw())
	return s.z.Token()
}

// wellFormed is a tag as CommonMark (0.31, 6.6) knows it. Browsers make tags of
// more; in Markdown that is words.
var wellFormed = regexp.MustCompile(`^</?[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>\x60]+))?)*\s*/?>$`)

// strict gives the next token; a malformed tag is an error.
func (s *scanner) strict() html.Token {
	s.z.Next()
	raw := string(s.z.Raw())
	s.end += len(raw)
	t := s.z.Token()
	if t.Type != html.TextToken && !wellFormed.MatchString(raw) || t.Type == html.EndTagToken && strings.ContainsAny(raw, " \t\n") {
		t.Type = html.ErrorToken
	}
	return t
}

// htmlLead finds a link in HTML that stands alone at a body's beginning.
func htmlLead(body string) (lead, bool) {
	body = strings.TrimLeft(body, " \t\n")
	if !strings.HasPrefix(body, "<") {
		return lead{}, false
	}
	l, at, wrapped, ok := tumblrLink(body)
	if !ok {
		l, at, wrapped, ok = wrappedLink(body)
	}
	if !ok {
		return lead{}, false
	}
	rest := body[at:]
	if wrapped == 0 {
		if rest, ok = blockEnd(rest); !ok {
			return lead{}, false
		}
	}
	l.rest = record.TrimBlankLines(rest)
	if l.describe(); !l.certain && l.pictured {
		return lead{}, false
	}
	l.certain = l.certain || l.rest == "" && wrapped == 0
	return l, true
}

// describe takes the wrapper of Tumblr's importer off the words below a link,
// if it ends where they end.
func (l *lead) describe() {
	if inner, ok := unwrap(l.rest); ok {
		l.rest, l.certain = record.TrimBlankLines(inner), true
	} else if linkDescription.MatchString(l.rest) {
		l.certain = true
	}
}

// tumblrLink reads a link whose address is not escaped.
func tumblrLink(body string) (l lead, at, wrapped int, ok bool) {
	m := quotedHref.FindStringSubmatch(body)
	if m == nil || attribute.MatchString(m[1]) {
		return lead{}, 0, 0, false
	}
	inner := body[len(m[0]):]
	i := strings.Index(inner, "</a>")
	if i < 0 {
		return lead{}, 0, 0, false
	}
	// In an attribute, "&copy=1" is no copyright sign: the tokenizer knows.
	href := newScanner(`<a href="` + strings.ReplaceAll(m[1], `"`, "&#34;") + `">`).next()
	plain := inlineOnly(inner[:i])
	l = lead{href: attr(href, "href"), text: record.Line(inner[:i]), plain: plain, pictured: !plain}
	return l, len(m[0]) + i + len("</a>"), 0, true
}

// wrappedLink reads a link, and the elements that are around it alone. Wrapped
// tells how many of them end a paragraph; at is where the last of them ends.
func wrappedLink(body string) (l lead, at, wrapped int, ok bool) {
	s := newScanner(body)
	var open []string
	for {
		switch t := s.strict(); {
		case isBlank(t):
		case t.Type != html.StartTagToken:
			return lead{}, 0, 0, false
		case slices.Contains(blockWrappers, t.Data) && len(open) == 0:
			open = append(open, t.Data)
			wrapped++
		case slices.Contains(inlineWrappers, t.Data) && len(open) < 5:
			open = append(open, t.Data)
		case t.Data == "a":
			if l, ok = s.link(body, t); !ok || !s.closes(open) {
				return lead{}, 0, 0, false
			}
			return l, s.end, wrapped, true
		default:
			return lead{}, 0, 0, false
		}
	}
}

// link reads the rest of a link that was opened by start.
func (s *scanner) link(body string, start html.Token) (lead, bool) {
	l := lead{href: attr(start, "href")}
	from := s.end
	for depth := 0; ; {
		at := s.end
		switch t := s.strict(); t.Type {
		case html.TextToken:
		case html.StartTagToken:
			if !slices.Contains(inLinks, t.Data) {
				return lead{}, false
			}
			depth++
		case html.EndTagToken:
			if t.Data == "a" && depth == 0 {
				l.text = record.Line(body[from:at])
				l.plain = plainAttributes(start, l.text)
				return l, l.href != ""
			}
			if depth--; depth < 0 || !slices.Contains(inLinks, t.Data) {
				return lead{}, false
			}
		default:
			return lead{}, false
		}
	}
}

// closes reads the end tags of the open elements and nothing else.
func (s *scanner) closes(open []string) bool {
	for i := len(open) - 1; i >= 0; {
		switch t := s.strict(); {
		case isBlank(t):
		case t.Type == html.EndTagToken && t.Data == open[i]:
			i--
		default:
			return false
		}
	}
	return true
}

// inlineOnly reports whether a fragment holds text and inline elements only.
func inlineOnly(fragment string) bool {
	s := newScanner(fragment)
	for {
		switch t := s.next(); t.Type {
		case html.ErrorToken:
			return true
		case html.TextToken:
		case html.StartTagToken, html.EndTagToken:
			if !slices.Contains(inLinks, t.Data) {
				return false
			}
		default:
			return false
		}
	}
}

// plainAttributes reports whether a link has no attribute that says something:
// a tooltip is words, too.
func plainAttributes(t html.Token, text string) bool {
	for _, a := range t.Attr {
		switch {
		case slices.Contains([]string{"href", "target", "rel", "class", "id", "style"}, a.Key), strings.HasPrefix(a.Key, "data-"):
		case a.Key == "title" && (a.Val == "" || Same(a.Val, text)):
		default:
			return false
		}
	}
	return true
}

func attr(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func isBlank(t html.Token) bool {
	return t.Type == html.TextToken && strings.TrimSpace(t.Data) == ""
}

// What may follow a link that is a line of its own.
var (
	lineBreak  = regexp.MustCompile(`(?i)^[ \t]*<br\s*/?>`)
	blockBegin = regexp.MustCompile(`(?i)^[ \t]*(?:\n|$|</?(?:address|article|aside|blockquote|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|ul)\b|<!--)`)
)

// blockEnd reports whether a line ends where rest begins, and gives rest
// without what ends it.
func blockEnd(rest string) (string, bool) {
	if m := lineBreak.FindString(rest); m != "" {
		return rest[len(m):], true
	}
	return rest, blockBegin.MatchString(rest)
}

// linkDescription is what Tumblr's importer puts around the words of a link
// post.
var linkDescription = regexp.MustCompile(`^<div class=["']?link_description["']?\s*>`)

// unwrap takes such a wrapper off, if it ends where the body ends.
func unwrap(body string) (inner string, ok bool) {
	start := linkDescription.FindString(body)
	if start == "" {
		return "", false
	}
	at, end, ok := elementEnd(body, "div")
	if !ok || strings.TrimSpace(body[end:]) != "" {
		return "", false
	}
	return body[len(start):at], true
}

// elementEnd finds the end tag of the element that begins a body: where it
// begins and where it ends.
func elementEnd(body, name string) (at, end int, ok bool) {
	s := newScanner(body)
	for depth := 0; ; {
		at = s.end
		switch t := s.next(); {
		case t.Type == html.ErrorToken:
			return 0, 0, false
		case t.Data != name:
		case t.Type == html.StartTagToken, t.Type == html.SelfClosingTagToken: // to browsers one as the other
			depth++
		case t.Type == html.EndTagToken:
			if depth--; depth <= 0 {
				return at, s.end, depth == 0
			}
		}
	}
}
