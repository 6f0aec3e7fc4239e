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

// blockMark matches a comment that begins or ends a block. A comment ends at the first
// -->, whatever follows.
const blockMark = `<!--\s*/?wp:(?:[^-]|-[^-]|--+[^->])*--+>`

var (
	// blocks matches the block comments of WordPress's editor. If one is on a line of its
	// own, it matches the line.
	blocks = regexp.MustCompile(`(?m)^[ \t]*` + blockMark + `[ \t]*(?:\n|\z)|` + blockMark)

	// emptyBlock matches a block without text, which the old blog rendered dynamically.
	// Its attributes, set by the author, are in the comment.
	emptyBlock = regexp.MustCompile(`<!--\s*wp:([a-z][a-z0-9/-]*\s(?:[^-]|-[^-]|--+[^->])*?)/-->`)

	// footnotesBlock matches the block in which WordPress shows the footnotes of a post.
	footnotesBlock = regexp.MustCompile(`<!--\s*wp:footnotes\s(?:[^-]|-[^-]|--+[^->])*?/-->`)

	// embedded matches an address that WordPress replaces with what it links to, such as
	// a video.
	embedded = regexp.MustCompile(`(<div class="wp-block-embed__wrapper">\s*)(https?://[^\s<>"]+)(\s*</div>)`)
)

// ofBlocks returns the HTML of a text of blocks, without the block comments. Dynamic
// contents that the archive includes are filled in.
func (r *reading) ofBlocks(text string) string {
	if notes := r.footnotes(); notes != "" {
		if !footnotesBlock.MatchString(text) && strings.Contains(text, "data-fn=") {
			text += "\n\n<!-- wp:footnotes /-->" // the old blog showed only the numbers
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
	// If it can't embed anything, WordPress shows a link.
	text = embedded.ReplaceAllString(text, `$1<a href="$2">$2</a>$3`)
	return record.TrimBlankLines(blocks.ReplaceAllString(text, ""))
}

// footnotes renders the list of a post's footnotes, which are stored in a custom field;
// "" if there are none. Their numbers in the text link to it.
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
