package shape

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/transfer/record"
)

var (
	// viaHTML and viaMarkdown end a post with whom its author thanks: (via <a>).
	viaHTML     = regexp.MustCompile(`(?is)(?:^|[\s>(\[])(?:via|h/t|hat tip|↬)(?:\s|:|&nbsp;|to)*(<(?:em|i|strong|cite)>)?\s*(<a\s[^<>]*>)[^<>]*</a>\s*(?:</(?:em|i|strong|cite)>)?[\s.)\]]*(?:</(?:p|em|i|small|span|div)>[\s.)\]]*)*$`)
	viaMarkdown = regexp.MustCompile(`(?i)(?:^|[\s(\[*_])(?:via|h/t|hat tip|↬)(?:\s|:|to)*\[[^\]\n]*\]\(<?([^)\s>]+)>?[^)\n]*\)[\s.)\]*_]*$`)
	viaBare     = regexp.MustCompile(`(?i)(?:^|[\s(\[>])(?:via|h/t)[\s:]+<?(https?://[^\s<>)\]]+)>?[\s.)\]]*(?:</p>\s*)?$`)

	// pressThis is the line with which WordPress's bookmarklet ends a post.
	pressThis = regexp.MustCompile(`(?is)(?:<p>|\n|^)\s*(?:Source|Quelle|Fuente|Via):\s*(?:<em>)?\s*(<a\s[^<>]*>)[^<>]*</a>\s*(?:</em>)?\s*(?:</p>)?\s*$`)
)

// fromTail looks at the end of the body: whom the author thanks, if it is known
// what the post links to, and what it links to, if the last line says that.
// Nothing is taken off.
func (s *shape) fromTail() {
	tail := s.Body[max(0, len(s.Body)-tailLength):]
	if s.URL == "" {
		if m := pressThis.FindStringSubmatch(tail); m != nil {
			if u, err := record.URL(hrefOf(m[1]), s.Base); err == nil {
				s.URL = u
			}
		}
		return
	}
	if s.Via != "" {
		return
	}
	href := ""
	if m := viaHTML.FindStringSubmatch(tail); m != nil {
		href = hrefOf(m[2])
	} else if m := viaMarkdown.FindStringSubmatch(tail); m != nil {
		href = unescape(m[1])
	} else if m := viaBare.FindStringSubmatch(tail); m != nil {
		href = strings.TrimRight(html.UnescapeString(m[1]), ".,;:!?")
	}
	if u, err := record.URL(href, s.Base); err == nil && u != s.URL {
		s.Via = u
	}
}

// tailLength is how much of a body's end is looked at, in bytes: a line with a
// long address.
const tailLength = 3000

// hrefOf gives the address of a link's start tag.
func hrefOf(tag string) string { return attr(newScanner(tag).next(), "href") }
