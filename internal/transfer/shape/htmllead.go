package shape

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/transfer/record"
)

// quotedHref matches a link as Tumblr's importer writes it: the address is not
// escaped, so it may contain characters that would end the attribute.
var (
	quotedHref = regexp.MustCompile(`^<a href='([^\n<>]*?)'>`)
	attribute  = regexp.MustCompile(`'\s+[a-z-]+\s*=`)
)

// Elements that may surround a link on its own, and those that may be in it.
var (
	blockWrappers  = []string{"p", "h1", "h2", "h3", "h4", "h5", "h6"}
	inlineWrappers = []string{"strong", "b", "em", "i", "span", "big"}
	inLinks        = []string{
		"strong", "b", "em", "i", "span", "big", "code", "cite", "small", "q", "sup", "sub", "abbr", "acronym", "tt", "u", "s", "strike", "del", "ins", "mark", "font", "kbd", "var",
	}
)

// scanner is an HTML tokenizer that knows its position.
type scanner struct {
	z   *html.Tokenizer
	end int // offset of the current token's end
}

func newScanner(s string) *scanner { return &scanner{z: html.NewTokenizer(strings.NewReader(s))} }

func (s *scanner) next() html.Token {
	s.z.Next()
	s.end += len(s.z.Raw())
	return s.z.Token()
}

// wellFormed matches a tag according to CommonMark (0.31, 6.6). Browsers accept more as
// tags, but in Markdown those are text.
var wellFormed = regexp.MustCompile(`^</?[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>\x60]+))?)*\s*/?>$`)

// strict returns the next token. It turns a malformed tag into an error token.
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

// htmlLead finds an HTML link that stands alone at the beginning of a body.
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

// describe removes the wrapper that Tumblr's importer puts around the text below a link,
// if it ends where the text ends.
func (l *lead) describe() {
	if inner, ok := unwrap(l.rest); ok {
		l.rest, l.certain = record.TrimBlankLines(inner), true
	} else if linkDescription.MatchString(l.rest) {
		l.certain = true
	}
}

// tumblrLink parses a link whose address is not escaped.
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
	// In an attribute, "&copy=1" is not decoded to ©. The tokenizer knows that.
	href := newScanner(`<a href="` + strings.ReplaceAll(m[1], `"`, "&#34;") + `">`).next()
	plain := inlineOnly(inner[:i])
	l = lead{href: attr(href, "href"), text: record.Line(inner[:i]), plain: plain, pictured: !plain}
	return l, len(m[0]) + i + len("</a>"), 0, true
}

// wrappedLink parses a link with the elements that contain nothing else. wrapped is the
// number of those that are blocks, at the end of the outermost one.
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

// link parses the rest of a link whose start tag was read.
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

// closes reports whether the end tags of the open elements follow, and nothing else.
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

// inlineOnly reports whether a fragment contains only text and inline elements.
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

// plainAttributes reports whether a link has no attributes with content of their own,
// such as a tooltip that differs from the text.
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

// What may follow a link on a line of its own.
var (
	lineBreak  = regexp.MustCompile(`(?i)^[ \t]*<br\s*/?>`)
	blockBegin = regexp.MustCompile(`(?i)^[ \t]*(?:\n|$|</?(?:address|article|aside|blockquote|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|ul)\b|<!--)`)
)

// blockEnd reports whether a line or block ends where rest begins, and returns rest
// without the line break.
func blockEnd(rest string) (string, bool) {
	if m := lineBreak.FindString(rest); m != "" {
		return rest[len(m):], true
	}
	return rest, blockBegin.MatchString(rest)
}

// linkDescription matches the start tag that Tumblr's importer puts before the text of a
// link post.
var linkDescription = regexp.MustCompile(`^<div class=["']?link_description["']?\s*>`)

// unwrap removes such a wrapper, if it ends where the body ends.
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

// elementEnd returns the offsets of the beginning and the end of the end tag of the
// element that begins a body.
func elementEnd(body, name string) (at, end int, ok bool) {
	s := newScanner(body)
	for depth := 0; ; {
		at = s.end
		switch t := s.next(); {
		case t.Type == html.ErrorToken:
			return 0, 0, false
		case t.Data != name:
		case t.Type == html.StartTagToken, t.Type == html.SelfClosingTagToken: // browsers treat both alike
			depth++
		case t.Type == html.EndTagToken:
			if depth--; depth <= 0 {
				return at, s.end, depth == 0
			}
		}
	}
}
