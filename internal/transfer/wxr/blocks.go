package wxr

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// blockMark is a comment that begins or ends a block. It ends at the first -->,
// whatever follows.
const blockMark = `<!--\s*/?wp:(?:[^-]|-[^-]|--+[^->])*--+>`

var (
	// blocks are the comments with which WordPress's editor marks its blocks; if
	// one has a line to itself, with the line.
	blocks = regexp.MustCompile(`(?m)^[ \t]*` + blockMark + `[ \t]*(?:\n|\z)|` + blockMark)

	// emptyBlock is one without words, which the old blog filled when it was shown.
	// What its author has filled in stands in the mark.
	emptyBlock = regexp.MustCompile(`<!--\s*wp:([a-z][a-z0-9/-]*\s(?:[^-]|-[^-]|--+[^->])*?)/-->`)

	// footnotesBlock is where WordPress shows the footnotes of a post.
	footnotesBlock = regexp.MustCompile(`<!--\s*wp:footnotes\s(?:[^-]|-[^-]|--+[^->])*?/-->`)

	// embedded is an address in whose place WordPress shows what it leads to, a
	// film for instance.
	embedded = regexp.MustCompile(`(<div class="wp-block-embed__wrapper">\s*)(https?://[^\s<>"]+)(\s*</div>)`)
)

// ofBlocks gives the words of a text of blocks, without their marks. What
// WordPress fills in when it shows a post, and the archive holds, is filled in.
func (r *reading) ofBlocks(text string) string {
	if notes := r.footnotes(); notes != "" {
		if !footnotesBlock.MatchString(text) && strings.Contains(text, "data-fn=") {
			text += "\n\n<!-- wp:footnotes /-->" // the old blog showed the numbers alone
		}
		r.footnoted = footnotesBlock.MatchString(text)
		text = footnotesBlock.ReplaceAllLiteralString(text, notes)
	}
	var empty []string
	for _, m := range emptyBlock.FindAllStringSubmatch(text, -1) {
		if block := blog.Excerpt(m[1], 500); !slices.Contains(empty, block) {
			empty = append(empty, block)
		}
	}
	if len(empty) > 0 {
		r.note("The text has blocks that the old blog filled in when it showed them, and that are empty now: %s", blog.Excerpt(strings.Join(empty, ", "), 2000))
	}
	// Where nothing can be shown, WordPress leaves a link.
	text = embedded.ReplaceAllString(text, `$1<a href="$2">$2</a>$3`)
	return record.TrimBlankLines(blocks.ReplaceAllString(text, ""))
}

// footnotes makes the list of a post's footnotes, whose words stand in a custom
// field; empty if it has none. Their numbers in the text lead to it.
func (r *reading) footnotes() string {
	var notes []struct{ ID, Content string }
	if json.Unmarshal([]byte(r.first("footnotes")), &notes) != nil || len(notes) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(`<ol class="wp-block-footnotes">`)
	for _, n := range notes {
		id := html.EscapeString(n.ID)
		b.WriteString(`<li id="` + id + `">` + n.Content + ` <a href="#` + id + `-link">↩︎</a></li>`)
	}
	return b.String() + "</ol>\n"
}
