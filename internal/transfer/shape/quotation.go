package shape

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/transfer/record"
)

// attribution is a line below a quotation that names its origin.
type attribution struct {
	href    string
	via     bool // the line says "via"
	last    bool // nothing follows
	certain bool // in the form that Tumblr's importer gives to quotations
}

// fromQuotation finds the source of a post that begins with a quotation. A quotation
// on its own has its source in the line below or in its cite attribute. If more text
// follows, or the line says "via", the source is accepted only for a post that is
// known to be a link or a quotation: others are articles that begin with somebody
// else's words. It removes nothing.
func (s *shape) fromQuotation() bool {
	cite, rest, ok := htmlQuotation(s.Body)
	if !ok {
		if rest, ok = markdownQuotation(s.Body); !ok {
			return false
		}
	}
	a, found := attributionOf(rest)
	if !found {
		a = attribution{href: cite, last: strings.TrimSpace(rest) == ""}
	}
	u, err := record.URL(a.href, s.Base)
	if err != nil || !a.certain && !s.Hint && (a.via || !a.last) {
		return false
	}
	s.URL = u
	return true
}

// htmlQuotation splits a body that begins with a blockquote into the value of its cite
// attribute and what follows it.
func htmlQuotation(body string) (cite, rest string, ok bool) {
	body = strings.TrimLeft(body, " \t\n")
	first := newScanner(body).next()
	if first.Type != html.StartTagToken || first.Data != "blockquote" {
		return "", "", false
	}
	_, end, ok := elementEnd(body, "blockquote")
	if !ok {
		return "", "", false
	}
	return attr(first, "cite"), body[end:], true
}

var quotedLine = regexp.MustCompile(`^ {0,3}>`)

// markdownQuotation returns what follows the Markdown quotation that begins a body.
func markdownQuotation(body string) (rest string, ok bool) {
	body = record.TrimBlankLines(body)
	if !quotedLine.MatchString(body) {
		return "", false
	}
	lines := strings.SplitAfter(body, "\n")
	last := 0
	for i, line := range lines {
		switch {
		case quotedLine.MatchString(line):
			last = i
		case strings.TrimSpace(line) != "" && last < i-1:
			return strings.Join(lines[last+1:], ""), true // after a blank line
		case strings.TrimSpace(line) != "":
			last = i // lazy continuation of the quotation
		}
	}
	return strings.Join(lines[last+1:], ""), true
}

var (
	// tumblrSource matches the start tag that Tumblr's importer puts before the source
	// of a quotation.
	tumblrSource = regexp.MustCompile(`^\s*<div class=["']?attribution["']?\s*>`)

	// creditBefore and creditAfter match what may surround the link in a line that
	// consists of a credit.
	creditBefore = regexp.MustCompile(`(?i)^[\s(\[*_]*(via|source|from|by|quelle|h/t|—|–|--?|―|~|&mdash;|&ndash;|&#8212;|&#8211;|🔗|↬|⇒|→)*\s*(via|source|from)?\s*[:—–-]*[\s*_]*$`)
	creditAfter  = regexp.MustCompile(`^[\s.)\]*_]*$`)
	saysVia      = regexp.MustCompile(`(?i)\b(via|h/t)\b|↬`)
)

// attributionOf parses the credit at the beginning of what follows a quotation.
func attributionOf(rest string) (attribution, bool) {
	if start := tumblrSource.FindString(rest); start != "" {
		inner := rest[len(start):]
		if at, _, ok := elementEnd(strings.TrimLeft(rest, " \t\n"), "div"); ok {
			inner = strings.TrimLeft(rest, " \t\n")[:at]
		}
		href, _, _, ok := firstLink(inner)
		return attribution{href: href, certain: true}, ok
	}
	rest = record.TrimBlankLines(rest)
	if strings.HasPrefix(rest, "<") {
		return htmlCredit(rest)
	}
	return markdownCredit(rest)
}

// htmlCredit parses a paragraph that consists of a credit.
func htmlCredit(rest string) (attribution, bool) {
	if !strings.HasPrefix(rest, "<p") {
		return attribution{}, false
	}
	at, end, ok := elementEnd(rest, "p")
	if !ok {
		return attribution{}, false
	}
	href, before, after, ok := firstLink(rest[:at])
	if !ok || !creditBefore.MatchString(before) || !creditAfter.MatchString(after) {
		return attribution{}, false
	}
	return attribution{href: href, via: saysVia.MatchString(before), last: strings.TrimSpace(rest[end:]) == ""}, true
}

// firstLink returns the first link in a fragment, and the text before and after it.
func firstLink(fragment string) (href, before, after string, ok bool) {
	s := newScanner(fragment)
	inside := false
	for {
		switch t := s.next(); {
		case t.Type == html.ErrorToken:
			return href, before, after, href != ""
		case t.Type == html.StartTagToken && t.Data == "a" && href == "":
			href, inside = attr(t, "href"), true
		case t.Type == html.EndTagToken && t.Data == "a":
			inside = false
		case t.Type == html.TextToken && href == "":
			before += t.Data
		case t.Type == html.TextToken && !inside:
			after += t.Data
		}
	}
}

// markdownCredit parses a paragraph that consists of a credit.
func markdownCredit(rest string) (attribution, bool) {
	paragraph, more, _ := strings.Cut(rest, "\n\n")
	paragraph = strings.TrimSpace(paragraph)
	i := strings.IndexByte(paragraph, '[')
	if i < 0 || !creditBefore.MatchString(paragraph[:i]) {
		return attribution{}, false
	}
	link := strings.TrimRight(paragraph[i:], " \t\n.*_")
	if strings.HasPrefix(paragraph, "(") {
		link = strings.TrimSuffix(link, ")")
	}
	l, ok := markdownLink(link)
	if !ok {
		l, ok = referenceLink(link, rest)
	}
	via := saysVia.MatchString(paragraph[:i])
	return attribution{href: l.href, via: via, last: strings.TrimSpace(definition.ReplaceAllString(more, "")) == ""}, ok
}
