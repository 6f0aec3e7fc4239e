package frontmatter

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Generators put something else in the place of their tags before they read a
// body as Markdown: Jekyll and its followers those of Liquid (liquid.go), Hugo
// its shortcodes (hugo.go). kramdown's attributes (kramdown.go) are no words
// either. What has a plain meaning is written so; other tags stay as they are.

// translation is a body while its generator's tags are replaced. What is done
// with waits aside, with a mark in its place.
type translation struct {
	text  string
	html  bool   // it is HTML, not Markdown
	title string // of the post
	aside []string
}

// asideMark stands around a number in the place of what waits. It is a
// character of nobody's (U+F8FE is for private use).
const asideMark = "\uF8FE"

var marked = regexp.MustCompile(asideMark + `(\d+)` + asideMark)

// translated replaces a body's tags, and gives the first one that it does not
// know.
func translated(body, title string, isHTML bool) (text, unknown string) {
	if !strings.Contains(body, "{") || strings.Contains(body, asideMark) {
		return body, ""
	}
	t := &translation{text: body, html: isHTML, title: strings.ReplaceAll(title, asideMark, "")}
	t.each(rawTag, func(m []string) string { return t.keep(m[1]) })
	t.each(escapedShortcode, func(m []string) string { return t.keep(m[1] + m[2] + m[3]) })
	if isHTML {
		t.each(codeTag, t.codeTag)
	} else {
		t.each(codeTagOrFence, func(m []string) string {
			if m[5] != "" {
				return t.keep(m[5])
			}
			return t.codeTag(m)
		})
		t.each(codeSpan, func(m []string) string { return m[1] + t.keep(m[2]) })
	}
	t.liquid()
	t.hugo()
	if !isHTML {
		t.kramdown()
	}
	unknown = liquid.FindString(t.text)
	return t.whole(t.text, len(t.aside), make([]bool, len(t.aside))), unknown
}

// whole puts back into a text what waits aside, each once. Within what waits
// something may wait, too: what was put aside before it.
func (t *translation) whole(text string, before int, back []bool) string {
	return marked.ReplaceAllStringFunc(text, func(mark string) string {
		n, err := strconv.Atoi(strings.Trim(mark, asideMark))
		if err != nil || n >= before || back[n] {
			return mark // nobody of ours made it
		}
		back[n] = true
		return t.whole(t.aside[n], n, back)
	})
}

// codeTagOrFence is a block of code in a tag or in Markdown (CommonMark 0.31,
// 4.5), whichever begins first; codeSpan is code within a line.
var (
	codeTagOrFence = regexp.MustCompile(codeTag.String() + "|(^(?: {0,3}|\t)```.*?(?:\n[ \t]*```[`]*[ \t]*$|\\z)|^(?: {0,3}|\t)~~~.*?(?:\n[ \t]*~~~[~]*[ \t]*$|\\z))")
	codeSpan       = regexp.MustCompile("(^|[^`])(``[^\n]+?``|`[^`\n]+`)")
)

// each replaces what a pattern finds.
func (t *translation) each(pattern *regexp.Regexp, replace func(groups []string) string) {
	t.text = pattern.ReplaceAllStringFunc(t.text, func(found string) string { return replace(pattern.FindStringSubmatch(found)) })
}

// keep puts a text aside and gives the mark for its place.
func (t *translation) keep(text string) string {
	t.aside = append(t.aside, text)
	return asideMark + strconv.Itoa(len(t.aside)-1) + asideMark
}

// hasLines reports whether something with several lines waits in a text.
func (t *translation) hasLines(text string) bool {
	return slices.ContainsFunc(marked.FindAllStringSubmatch(text, -1), func(m []string) bool {
		n, err := strconv.Atoi(m[1])
		return err == nil && n < len(t.aside) && strings.Contains(strings.TrimSpace(t.aside[n]), "\n")
	})
}

var backticks = regexp.MustCompile("`{3,}")

// code gives a block of code. It waits aside: nothing in it is a tag.
func (t *translation) code(indent, language, text string) string {
	text = strings.Trim(text, "\n")
	if t.html {
		class := ""
		if language != "" {
			class = ` class="language-` + escape(language) + `"`
		}
		return t.keep("<pre><code" + class + ">" + escape(text) + "</code></pre>")
	}
	longest := 2
	for _, run := range backticks.FindAllString(text, -1) {
		longest = max(longest, len(run))
	}
	fence := strings.Repeat("`", longest+1)
	return t.keep("\n" + indent + fence + language + "\n" + text + "\n" + indent + fence + "\n")
}

// link gives an address that leads to itself, where a generator showed what is
// there.
func (t *translation) link(address string) string {
	if t.html {
		return `<a href="` + escape(address) + `">` + escape(address) + "</a>"
	}
	return "<" + address + ">"
}
