package frontmatter

import (
	"strconv"
	"strings"
)

// Jekyll and similar generators expand Liquid's tags (liquid.go), Hugo its shortcodes
// (hugo.go). kramdown's attributes (kramdown.go) are not text either. Tags with a simple
// meaning are replaced with it; others are kept verbatim.

// translation is a body whose generator's tags are being replaced. Finished parts are set
// aside, with a mark in their place.
type translation struct {
	text   string
	pieces []piece
	html   bool   // HTML rather than Markdown
	title  string // title of the post
	refer  referrer
	aside  []string

	captions int // captions rendered as Markdown so far

	unknown string   // the first tag that was kept verbatim
	lost    []string // targets of links to files that are not in the archive
}

// referrer returns the address of a file of the archive that a link names.
type referrer func(name string) (address string, ok bool)

// asideMark surrounds the index of a part set aside in its place. It is a private use
// character (U+F8FE), which nobody else should use.
const asideMark = "\uF8FE"

// translated replaces a body's tags. It returns the first one that it does not know, and
// the targets of links to missing files.
func translated(body, title string, isHTML bool, refer referrer) (text, unknown string, lost []string) {
	if !strings.Contains(body, "{") || strings.Contains(body, asideMark) {
		return body, "", nil
	}
	t := &translation{text: body, pieces: pieces(body, isHTML), html: isHTML, title: strings.ReplaceAll(title, asideMark, ""), refer: refer}
	text = string(t.write(nil, 0, len(t.pieces), 0, len(body)))
	if !isHTML {
		text = withoutAttributes(text)
	}
	return t.whole(text, len(t.aside), make([]bool, len(t.aside))), t.unknown, t.lost
}

// firstTag returns the first tag of a generator in a body; "" if there is none.
func firstTag(body string) string {
	for _, p := range pieces(body, true) {
		if p.end > p.at {
			return body[p.at:p.end]
		}
	}
	return ""
}

// write appends the translation of text[from:to], which contains the pieces from
// piece up to last.
func (t *translation) write(out []byte, piece, last, from, to int) []byte {
	for ; piece < last; piece++ {
		p := &t.pieces[piece]
		out = append(out, t.text[from:p.at]...)
		if p.partner == 0 {
			out, from = t.replace(out, p)
			continue
		}
		end := &t.pieces[p.partner]
		inner := string(t.write(nil, piece+1, p.partner, p.end, end.at))
		out, _ = cutIndent(out)
		out = append(out, t.block(p, inner)...)
		piece, from = p.partner, end.end
	}
	return append(out, t.text[from:to]...)
}

// replace appends the translation of a piece, and returns the offset where the text
// goes on.
func (t *translation) replace(out []byte, p *piece) (written []byte, from int) {
	found := t.text[p.at:p.end]
	switch p.kind {
	case verbatim:
		return append(out, t.keep(p.inner)...), p.end
	case code:
		return append(out, t.keep(unprotected(found))...), p.end
	case dropped:
		out, _ = cutIndent(out)
		return out, p.end
	case program:
		out, indent := cutIndent(out)
		return append(out, t.program(p, indent)...), p.end
	}
	name, isLink := t.linkTo(p)
	if isLink {
		return t.link(out, p, name)
	}
	shown, known := "", false
	switch {
	case p.lang.isHugo():
		shown, known = t.shortcode(p)
	case p.lang == liquidValue:
		shown, known = t.value(p.args)
	default:
		shown, known = t.liquid(p)
	}
	if known {
		return append(out, shown...), p.end
	}
	if t.unknown == "" {
		t.unknown = found
	}
	return append(out, found...), p.end
}

// block returns the translation of a tag with an end tag.
func (t *translation) block(p *piece, inner string) string {
	switch p.name {
	case "details":
		return t.details(p.args, inner)
	case "pullquote":
		return withoutPulled(inner)
	}
	return t.quotation(p.args, inner)
}

// cutIndent removes the white space at the end of out if it is all of the last line.
func cutIndent(out []byte) (rest []byte, indent string) {
	i := len(out)
	for i > 0 && (out[i-1] == ' ' || out[i-1] == '\t') {
		i--
	}
	if i > 0 && out[i-1] != '\n' {
		return out, ""
	}
	return out[:i], string(out[i:])
}

// unprotected returns code in which tags that the author had protected from expansion are
// written plainly.
func unprotected(text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	from := 0
	for _, p := range pieces(text, true) {
		if p.kind == verbatim {
			b.WriteString(text[from:p.at] + p.inner)
			from = p.end
		}
	}
	return b.String() + text[from:]
}

// keep sets a text aside and returns the mark for its place.
func (t *translation) keep(text string) string {
	t.aside = append(t.aside, text)
	return asideMark + strconv.Itoa(len(t.aside)-1) + asideMark
}

// nextMark finds the first mark in a text: its index, and where it begins and ends. For
// something that is not a valid mark, the index is negative.
func nextMark(text string) (n, at, end int, ok bool) {
	at = strings.Index(text, asideMark)
	if at < 0 {
		return 0, 0, 0, false
	}
	end = at + len(asideMark)
	digits := end + len(text[end:]) - len(strings.TrimLeft(text[end:], "0123456789"))
	n, err := strconv.Atoi(text[end:digits])
	if err != nil || !strings.HasPrefix(text[digits:], asideMark) {
		return -1, at, end, true
	}
	return n, at, digits + len(asideMark), true
}

// whole puts the parts set aside back into a text, each once. A part may itself contain
// marks of earlier parts.
func (t *translation) whole(text string, before int, back []bool) string {
	var b strings.Builder
	for {
		n, at, end, ok := nextMark(text)
		switch {
		case !ok:
			return b.String() + text
		case n < 0 || n >= before || back[n]:
			b.WriteString(text[:end]) // not one of our marks
		default:
			back[n] = true
			b.WriteString(text[:at] + t.whole(t.aside[n], n, back))
		}
		text = text[end:]
	}
}

// hasLines reports whether a text contains the mark of a part with several lines.
func (t *translation) hasLines(text string) bool {
	for {
		n, _, end, ok := nextMark(text)
		if !ok {
			return false
		}
		if n >= 0 && n < len(t.aside) && strings.Contains(strings.TrimSpace(t.aside[n]), "\n") {
			return true
		}
		text = text[end:]
	}
}

// fenced sets a code block aside, since nothing in it is a tag, and returns its mark.
func (t *translation) fenced(indent, language, text string) string {
	text = strings.Trim(unprotected(text), "\n")
	if t.html {
		class := ""
		if language != "" {
			class = ` class="language-` + escape(language) + `"`
		}
		return t.keep("<pre><code" + class + ">" + escape(text) + "</code></pre>")
	}
	longest := 2
	for i := strings.IndexByte(text, '`'); i >= 0; {
		n := runLength(text[i:])
		longest = max(longest, n)
		next := strings.IndexByte(text[i+n:], '`')
		if next < 0 {
			break
		}
		i += n + next
	}
	fence := strings.Repeat("`", longest+1)
	return t.keep("\n" + indent + fence + language + "\n" + text + "\n" + indent + fence + "\n")
}

// address renders an address as a link to itself, where a generator embedded its target.
func (t *translation) address(address string) string {
	if t.html {
		return `<a href="` + escape(address) + `">` + escape(address) + "</a>"
	}
	return "<" + address + ">"
}
