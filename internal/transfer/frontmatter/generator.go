package frontmatter

import (
	"strconv"
	"strings"
)

// Jekyll and its followers put something else in the place of Liquid's tags
// (liquid.go), Hugo in that of its shortcodes (hugo.go). kramdown's attributes
// (kramdown.go) are no words either. What has a plain meaning is written so;
// other tags stay as they are.

// translation is a body while its generator's tags are replaced. What is done
// with waits aside, with a mark in its place.
type translation struct {
	text   string
	pieces []piece
	html   bool   // it is HTML, not Markdown
	title  string // of the post
	refer  referrer
	aside  []string

	captions int // that were read as Markdown

	unknown string   // the first tag that stays as it stands
	lost    []string // what links to other files named that are not in the archive
}

// referrer gives the address of what a link to a file of the archive leads to.
type referrer func(name string) (address string, ok bool)

// asideMark stands around a number in the place of what waits. It is a
// character of nobody's (U+F8FE is for private use).
const asideMark = "\uF8FE"

// translated replaces a body's tags, and gives the first one that it does not
// know, and the links that lead nowhere.
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

// firstTag gives the first tag of a generator's in a body that stays as it is;
// empty if there is none.
func firstTag(body string) string {
	for _, p := range pieces(body, true) {
		if p.end > p.at {
			return body[p.at:p.end]
		}
	}
	return ""
}

// write appends what the text from one place to another comes to say, with the
// pieces that lie there.
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

// replace appends what a piece comes to say, and tells where the text goes on.
func (t *translation) replace(out []byte, p *piece) (written []byte, from int) {
	found := t.text[p.at:p.end]
	switch p.kind {
	case verbatim:
		return append(out, t.keep(p.inner)...), p.end
	case code:
		return append(out, t.keep(meant(found))...), p.end
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
	said, known := "", false
	switch {
	case p.lang.isHugo():
		said, known = t.shortcode(p)
	case p.lang == liquidValue:
		said, known = t.value(p.args)
	default:
		said, known = t.liquid(p)
	}
	if known {
		return append(out, said...), p.end
	}
	if t.unknown == "" {
		t.unknown = found
	}
	return append(out, found...), p.end
}

// block gives what a tag with an end comes to say.
func (t *translation) block(p *piece, inner string) string {
	switch p.name {
	case "details":
		return t.details(p.args, inner)
	case "pullquote":
		return withoutPulled(inner)
	}
	return t.quotation(p.args, inner)
}

// cutIndent takes away the white space that a line begins with which has nothing
// else so far.
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

// meant gives code in which stands what is meant where its author kept tags from
// being read.
func meant(text string) string {
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

// keep puts a text aside and gives the mark for its place.
func (t *translation) keep(text string) string {
	t.aside = append(t.aside, text)
	return asideMark + strconv.Itoa(len(t.aside)-1) + asideMark
}

// nextMark finds the first mark in a text: its number, and where it begins and
// ends. Of what is no mark of ours, the number is negative.
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

// whole puts back into a text what waits aside, each once. Within what waits
// something may wait, too: what was put aside before it.
func (t *translation) whole(text string, before int, back []bool) string {
	var b strings.Builder
	for {
		n, at, end, ok := nextMark(text)
		switch {
		case !ok:
			return b.String() + text
		case n < 0 || n >= before || back[n]:
			b.WriteString(text[:end]) // nobody of ours made it
		default:
			back[n] = true
			b.WriteString(text[:at] + t.whole(t.aside[n], n, back))
		}
		text = text[end:]
	}
}

// hasLines reports whether something with several lines waits in a text.
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

// fenced gives a block of code. It waits aside: nothing in it is a tag.
func (t *translation) fenced(indent, language, text string) string {
	text = strings.Trim(meant(text), "\n")
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

// address gives an address that leads to itself, where a generator showed what
// is there.
func (t *translation) address(address string) string {
	if t.html {
		return `<a href="` + escape(address) + `">` + escape(address) + "</a>"
	}
	return "<" + address + ">"
}
