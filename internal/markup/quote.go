package markup

import (
	"regexp"
	"strings"

	"pullquote/internal/blog"
)

// QuoteMarkdown makes the Markdown of a blockquote that shows text literally:
// nothing in it is taken for Markdown or HTML. Paragraphs, parted by blank
// lines, stay paragraphs, and line ends become hard breaks: who quotes a poem or
// an address means them. White space is folded, as a page would. An address
// in the text becomes a link. There is no line end at the end; text without a
// visible character makes nothing.
//
// Rendered, the result is one blockquote whose text is the given one.
func QuoteMarkdown(text string) string {
	var quoted []string
	for _, p := range paragraphsOf(received(text)) {
		quoted = append(quoted, quoteParagraph(p))
	}
	return strings.Join(quoted, "\n>\n")
}

// quoteParagraph escapes what a person would, so that the Markdown stays
// readable in the form. Rare text that reads differently then has every sign
// escaped.
func quoteParagraph(p paragraph) string {
	md := p.quoted(escapeSigns)
	if _, quotes := Render(md, blog.Markdown); len(quotes) == 1 && quotes[0].Text == strings.Join(p, "\n") {
		return md
	}
	return p.quoted(escapeAll)
}

// paragraph is the lines of a paragraph of plain text.
type paragraph []string

// paragraphsOf gives the paragraphs of a plain text, parted by blank lines.
// White space in lines is folded; paragraphs in which nothing can be seen are
// left out.
func paragraphsOf(text string) []paragraph {
	var all []paragraph
	var open paragraph
	end := func() {
		if strings.TrimSpace(strings.Join(open, "")) != "" {
			all = append(all, open)
		}
		open = nil
	}
	for line := range strings.SplitSeq(text, "\n") {
		words := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' })
		if len(words) == 0 {
			end()
			continue
		}
		open = append(open, strings.Join(words, " "))
	}
	end()
	return all
}

// escaped gives the lines, each escaped.
func (p paragraph) escaped(escape func(string) string) []string {
	lines := make([]string, len(p))
	for i, line := range p {
		lines[i] = escape(line)
	}
	return lines
}

// quoted writes the paragraph as a blockquote.
func (p paragraph) quoted(escape func(string) string) string {
	return "> " + strings.Join(p.broken(escape), "\n> ")
}

// broken gives the lines, each escaped, parted by hard breaks: a backslash, or
// two spaces after a backslash of the text's own, where goldmark would take the
// third for a character.
func (p paragraph) broken(escape func(string) string) []string {
	lines := p.escaped(escape)
	for i := range lines[:len(lines)-1] {
		lines[i] += hardBreak(lines[i])
	}
	return lines
}

// hardBreak gives the sign of a break after a line.
func hardBreak(line string) string {
	if strings.HasSuffix(line, `\`) {
		return "  "
	}
	return `\`
}

// escapeAll puts a backslash before every ASCII punctuation character, which
// then means itself (https://spec.commonmark.org/0.31.2/#backslash-escapes).
func escapeAll(line string) string {
	var b strings.Builder
	for i := range len(line) {
		if isPunctuation(line[i]) {
			b.WriteByte('\\')
		}
		b.WriteByte(line[i])
	}
	return b.String()
}

func isPunctuation(c byte) bool {
	return '!' <= c && c <= '/' || ':' <= c && c <= '@' || '[' <= c && c <= '`' || '{' <= c && c <= '~'
}

// escapeSigns puts a backslash before what Markdown would take for a sign, but
// not into addresses, which would show it.
func escapeSigns(line string) string {
	var b strings.Builder
	for i, word := range strings.Split(line, " ") {
		if i > 0 {
			b.WriteByte(' ')
		}
		if isAddress(word) {
			b.WriteString(word)
			continue
		}
		if i == 0 {
			word = escapeMarker(&b, word)
		}
		escapeWord(&b, word)
	}
	return b.String()
}

// isAddress reports whether a word is an address that becomes a link, and has
// nothing in it that could mean something else there.
func isAddress(word string) bool {
	return (strings.HasPrefix(word, "http://") || strings.HasPrefix(word, "https://") || strings.HasPrefix(word, "www.")) &&
		!strings.ContainsAny(word, "\\`*[]<>|~\"") && !reference.MatchString(word)
}

// escapeMarker escapes the beginning of a line that would make it a heading, a
// list item, a quote, a rule, a definition or a table. It gives what is left of the word.
func escapeMarker(b *strings.Builder, word string) string {
	if strings.HasPrefix(word, "~") || strings.HasPrefix(word, "`") {
		return word // escaped anyway
	}
	digits := len(word) - len(strings.TrimLeft(word, "0123456789"))
	switch rest := word[digits:]; {
	case digits > 0 && (strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, ")")):
		b.WriteString(word[:digits] + `\` + rest[:1])
		return rest[1:]
	case digits == 0 && word != "" && strings.Contains("#>-+=:|", word[:1]):
		b.WriteString(`\` + word[:1])
		return word[1:]
	}
	return word
}

// reference is a character reference as Markdown knows it, with its semicolon.
var reference = regexp.MustCompile(`&#?[0-9A-Za-z]+;`)

// maxReference is longer than the longest reference that there is.
const maxReference = 40

// escapeWord escapes the signs within a line: of emphasis, code, links, HTML
// and character references.
func escapeWord(b *strings.Builder, word string) {
	for i := range len(word) {
		switch c := word[i]; c {
		case '\\', '`', '*', '[', ']', '<', '~':
			b.WriteByte('\\')
		case '&':
			if at := reference.FindStringIndex(word[i:min(i+maxReference, len(word))]); at != nil && at[0] == 0 {
				b.WriteByte('\\')
			}
		case '_':
			inWord := i > 0 && i+1 < len(word) && isWordByte(word[i-1]) && isWordByte(word[i+1])
			if !inWord {
				b.WriteByte('\\')
			}
		}
		b.WriteByte(word[i])
	}
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isWordByte reports whether a byte is of a letter or digit; one of a character
// beyond ASCII is taken for one.
func isWordByte(c byte) bool { return isLetter(c) || '0' <= c && c <= '9' || c >= 0x80 }
