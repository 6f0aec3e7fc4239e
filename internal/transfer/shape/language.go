package shape

import (
	"regexp"
	"slices"
	"strings"

	"pullquote/internal/blog"
)

// Language detects the format of a post's body as stored by WordPress.
//
// WordPress stores HTML in which line ends are significant, but many people wrote
// Markdown into it, with a plugin that converted it to HTML for display. Both occur
// mixed: Markdown with blocks of HTML, HTML with a stray asterisk. What decides is
// the text outside HTML blocks, where alone Markdown is interpreted.
func Language(body string) blog.Format {
	words, blocks := outsideBlocks(body)
	if blocks > len(words) {
		return blog.WordPress
	}
	certain := anyMatch(certainMarkdown, words)
	likely := anyMatch(likelyMarkdown, words) && !inlineHTML.MatchString(words)
	if certain || likely {
		return blog.Markdown
	}
	return blog.WordPress
}

var (
	// blockLine matches the beginning of an HTML block that ends with a blank line
	// (CommonMark 0.31, 4.6, kinds 6 and 7 as far as they occur).
	blockLine = regexp.MustCompile(`(?i)^ {0,3}</?(?:address|article|aside|blockquote|center|col|colgroup|dd|details|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|iframe|legend|li|main|menu|nav|object|ol|p|param|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)(?:[\s/>]|$)`)
	// rawBegin matches the beginning of one that ends with its end tag only.
	rawBegin = regexp.MustCompile(`(?i)^ {0,3}<(pre|script|style|textarea)(?:[\s>]|$)`)

	anyTag     = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
	codeTag    = regexp.MustCompile(`(?is)<code\b.*?</code>`)
	inlineHTML = regexp.MustCompile(`(?i)</?(?:a|em|strong|b|i|code|span|br|cite|del|u|tt)\b[^<>]*>`)
)

// outsideBlocks returns the text of a body outside HTML blocks, and the number of bytes
// inside them.
func outsideBlocks(body string) (words string, blocks int) {
	var b strings.Builder
	until := "" // what ends the current block
	for line := range strings.SplitAfterSeq(body, "\n") {
		if until == "" {
			if m := rawBegin.FindStringSubmatch(line); m != nil {
				until = "</" + strings.ToLower(m[1])
			} else if blockLine.MatchString(line) {
				until = "\n"
			}
		}
		if until == "" {
			b.WriteString(line)
			continue
		}
		blocks += len(line)
		blank := strings.TrimSpace(line) == ""
		if until == "\n" && blank || until != "\n" && strings.Contains(strings.ToLower(line), until) {
			until = ""
		}
	}
	return b.String(), blocks
}

// sign is a pattern of Markdown. A text that contains none of the strings in needs can't
// match.
type sign struct {
	needs   []string
	pattern *regexp.Regexp
}

func newSign(pattern string, needs ...string) sign { return sign{needs, regexp.MustCompile(pattern)} }

// certainMarkdown are patterns that nobody writes by accident.
var certainMarkdown = []sign{
	newSign(`\[[^\]\n]+\]\((?:<|https?:|mailto:|/|#|\.|www\.)[^)\n]*\)`, "]("), // [text](address)
	newSign(`(?m)^ {0,3}\[[^\]\n]+\]:[ \t]+\S`, "]:"),                          // [label]: address, [^1]: footnote
	newSign(`(?m)^ {0,3}>[ \t]*\S`, ">"),                                       // > quote
	newSign(`(?m)^#{1,6}[ \t]+\S`, "# ", "#\t"),                                // # heading
	newSign("(?m)^ {0,3}(?:```|~~~)", "```", "~~~"),                            // fence
	newSign(`(?:^|[\s(])\*\*[^\s*][^*\n]*\*\*`, "**"),                          // **strong**
	newSign(`(?:^|[\s(])__[^\s_][^_\n]*__(?:\W|$)`, "__"),                      // __strong__
	newSign(`(?m)^[^\n]*\w[^\n]*\n(?:={3,}|-{3,})[ \t]*$`, "\n===", "\n---"),   // underlined heading
}

// likelyMarkdown are patterns that occur in HTML by accident, or as ornament.
var likelyMarkdown = []sign{
	newSign(`(?:^|[\s("“])\*[^\s*][^*\n]*[^\s*]?\*(?:[\s).,;:!?"”’]|$)`, "*"),                                           // *emphasis*
	newSign(`(?:^|[\s("“])_[^\s_][^_\n]*_(?:[\s).,;:!?"”’]|$)`, "_"),                                                    // _emphasis_
	newSign("(?:^|[\\s(\"“*_])`[^`\\s][^`\n]*`", "`"),                                                                   // `code`
	newSign(`(?m)(?:^|\n\n) {0,3}[*+-][ \t]+\S.*\n(?:.*\n)? {0,3}[*+-][ \t]+\S`, "* ", "+ ", "- ", "*\t", "+\t", "-\t"), // list
	newSign(`(?m)(?:^|\n\n) {0,3}1[.)][ \t]+\S.*\n(?:.*\n)? {0,3}2[.)][ \t]+\S`, "2. ", "2) ", "2.\t", "2)\t"),          // numbered list
}

func anyMatch(signs []sign, words string) bool {
	// Tags and code contain asterisks, brackets and underscores, too.
	bare := words
	if strings.Contains(words, "<") {
		bare = anyTag.ReplaceAllString(codeTag.ReplaceAllString(words, ""), "")
	}
	for _, s := range signs {
		if slices.ContainsFunc(s.needs, func(need string) bool { return strings.Contains(bare, need) }) && s.pattern.MatchString(bare) {
			return true
		}
	}
	return false
}
