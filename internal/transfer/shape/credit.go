package shape

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/transfer/record"
)

var (
	// viaHTML and viaMarkdown match a credit at the end of a post: (via <a>).
	viaHTML     = regexp.MustCompile(`(?is)(?:^|[\s>(\[])(?:via|h/t|hat tip|↬)(?:\s|:|&nbsp;|to)*(<(?:em|i|strong|cite)>)?\s*(<a\s[^<>]*>)[^<>]*</a>\s*(?:</(?:em|i|strong|cite)>)?[\s.)\]]*(?:</(?:p|em|i|small|span|div)>[\s.)\]]*)*$`)
	viaMarkdown = regexp.MustCompile(`(?i)(?:^|[\s(\[*_])(?:via|h/t|hat tip|↬)(?:\s|:|to)*\[[^\]\n]*\]\(<?([^)\s>]+)>?[^)\n]*\)[\s.)\]*_]*$`)
	viaBare     = regexp.MustCompile(`(?i)(?:^|[\s(\[>])(?:via|h/t)[\s:]+<?(https?://[^\s<>)\]]+)>?[\s.)\]]*(?:</p>\s*)?$`)

	// pressThis matches the line that WordPress's bookmarklet appends to a post.
	pressThis = regexp.MustCompile(`(?is)(?:<p>|\n|^)\s*(?:Source|Quelle|Fuente|Via):\s*(?:<em>)?\s*(<a\s[^<>]*>)[^<>]*</a>\s*(?:</em>)?\s*(?:</p>)?\s*$`)
)

// fromTail examines the end of the body: for the via link if the source is known, else
// for a last line that names the source. It removes nothing.
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

// tailLength is how much of a body's end is examined, in bytes: enough for a line with a
// long address.
const tailLength = 3000

// hrefOf returns the address in a link's start tag.
func hrefOf(tag string) string { return attr(newScanner(tag).next(), "href") }
