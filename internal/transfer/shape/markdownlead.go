package shape

import (
	"html"
	"regexp"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
)

// Patterns of Markdown lines. Attributes are those of kramdown, {: .class}.
var (
	atxHeading = regexp.MustCompile(`^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$`)
	underline  = regexp.MustCompile(`^ {0,3}(?:=+|-+)[ \t]*$`)
	attributes = regexp.MustCompile(`\{:[ \t]*(?:(?:[.#][\w-]+|(?:target|rel|class|id)=(?:"[^"\n]*"|'[^'\n]*'|[\w-]+))[ \t]*)+\}[ \t]*$`)
	definition = regexp.MustCompile(`(?m)^ {0,3}\[([^\]\n]+)\]:[ \t]*\n?[ \t]*<?([^\s<>]+)>?[ \t]*(?:"[^"\n]*"|'[^'\n]*'|\([^)\n]*\))?[ \t]*$`)
	entity     = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);`)
	escaped    = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])")
)

// markdownLead finds a Markdown link that is the first paragraph or heading of a body.
func markdownLead(body string) (lead, bool) {
	body = record.TrimBlankLines(body)
	line, rest, _ := strings.Cut(body, "\n")
	if m := atxHeading.FindStringSubmatch(line); m != nil {
		return loneLink(m[1], rest, body)
	}
	next, below, _ := strings.Cut(rest, "\n")
	if strings.TrimSpace(next) != "" && underline.MatchString(next) {
		return loneLink(line, below, body)
	}
	if l, ok := loneLink(line, rest, body); ok {
		return l, true
	}
	paragraph, rest, _ := strings.Cut(body, "\n\n")
	return loneLink(strings.ReplaceAll(paragraph, "\n", " "), rest, body)
}

// longestHeading is the length of the longest line that is taken for a title, in bytes:
// longer ones are not parsed.
const longestHeading = 10_000

// Heading returns the plain text of the heading that a Markdown body begins with, and the
// body below it. A heading that is a link is none here: Read takes it.
func Heading(body string) (title, rest string, ok bool) {
	body = record.TrimBlankLines(body)
	line, rest, _ := strings.Cut(body, "\n")
	if len(line) > longestHeading {
		return "", "", false
	}
	next, below, _ := strings.Cut(rest, "\n")
	text := line
	switch m := atxHeading.FindStringSubmatch(line); {
	case m != nil:
		text = m[1]
	case strings.TrimSpace(line) != "" && underline.MatchString(next):
		rest = below
	default:
		return "", "", false
	}
	if _, isLink := loneLink(text, "", body); isLink {
		return "", "", false
	}
	shown, _ := markup.Render("# "+strings.TrimSpace(text), blog.Markdown)
	title = record.Line(shown.HTML)
	return title, record.TrimBlankLines(rest), title != ""
}

// loneLink parses a line that consists of a link. If the link has a definition, that may
// be anywhere in body, and stays there.
func loneLink(line, rest, body string) (lead, bool) {
	line = strings.TrimSpace(line)
	line = strings.TrimSpace(attributes.ReplaceAllString(line, ""))
	for _, run := range []string{"**", "__", "*", "_"} {
		if inner, ok := strings.CutPrefix(line, run); ok && strings.HasSuffix(inner, run) && strings.HasPrefix(inner, "[") {
			line = strings.TrimSuffix(inner, run)
			break
		}
	}
	l, ok := markdownLink(line)
	if !ok {
		l, ok = referenceLink(line, body)
	}
	l.rest = record.TrimBlankLines(rest)
	l.describe()
	return l, ok
}

// markdownLink parses a text that consists of an inline link: [text](address "tooltip").
func markdownLink(s string) (lead, bool) {
	text, after, ok := brackets(s)
	if !ok || strings.Contains(text, "![") || !strings.HasPrefix(after, "(") || !strings.HasSuffix(after, ")") {
		return lead{}, false
	}
	href, tip, ok := destination(strings.TrimSpace(after[1 : len(after)-1]))
	if !ok || href == "" {
		return lead{}, false
	}
	l := lead{href: unescape(href), text: linkText(text), markdown: true}
	l.plain = tip == "" || Same(tip, l.text)
	return l, true
}

// destination splits the contents of a link's parentheses into address and tooltip. An
// address may contain balanced parentheses or, in angle brackets, anything but line ends.
func destination(s string) (href, tip string, ok bool) {
	if inner, found := strings.CutPrefix(s, "<"); found {
		if href, tip, ok = strings.Cut(inner, ">"); !ok {
			return "", "", false
		}
	} else {
		depth := 0
		end := strings.IndexFunc(s, func(r rune) bool {
			switch r {
			case '(':
				depth++
			case ')':
				depth--
			}
			return depth < 0 || r == ' ' || r == '\t' || r == '\n'
		})
		if end < 0 {
			end = len(s)
		}
		href, tip = s[:end], s[end:]
		if depth != 0 {
			return "", "", false
		}
	}
	tip = strings.TrimSpace(tip)
	switch n := len(tip); {
	case n == 0:
		return href, "", true
	case n > 1 && (tip[0] == '"' && tip[n-1] == '"' || tip[0] == '\'' && tip[n-1] == '\'' || tip[0] == '(' && tip[n-1] == ')'):
		tip = tip[1 : n-1]
		return href, unescape(tip), !strings.ContainsAny(tip, `"`)
	}
	return "", "", false
}

// referenceLink parses a text that consists of a reference link: [text][label], [text][]
// or [text].
func referenceLink(s, body string) (lead, bool) {
	text, after, ok := brackets(s)
	label := text
	if ok && strings.HasPrefix(after, "[") {
		var inner string
		if inner, after, ok = brackets(after); inner != "" {
			label = inner
		}
	}
	if !ok || after != "" || strings.HasPrefix(text, "^") || strings.Contains(text, "![") {
		return lead{}, false
	}
	for _, m := range definition.FindAllStringSubmatch(body, -1) {
		if strings.EqualFold(strings.Join(strings.Fields(m[1]), " "), strings.Join(strings.Fields(label), " ")) {
			return lead{href: unescape(m[2]), text: linkText(text), plain: true, markdown: true}, true
		}
	}
	return lead{}, false
}

// brackets parses a text in square brackets, which may contain balanced ones.
func brackets(s string) (text, after string, ok bool) {
	if !strings.HasPrefix(s, "[") {
		return "", "", false
	}
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return s[1:i], s[i+1:], true
			}
		}
	}
	return "", "", false
}

// linkText returns the plain text of a Markdown link text, as a page shows it.
func linkText(s string) string {
	shown, _ := markup.Render("["+s+"](http://example.org/)", blog.Markdown)
	return record.Line(shown.HTML)
}

// unescape decodes the escapes and entities in an address or tooltip. In an address,
// "&copy=1" is not ©: only entities with a semicolon are decoded.
func unescape(s string) string {
	return entity.ReplaceAllStringFunc(escaped.ReplaceAllString(s, "$1"), html.UnescapeString)
}
