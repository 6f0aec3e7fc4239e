package markup

import (
	"regexp"
	"strings"

	"pullquote/internal/blog"
)

// QuoteMarkdown returns the Markdown of a blockquote that shows text literally:
// nothing in it is interpreted as Markdown or HTML. Paragraphs, separated by blank
// lines, stay paragraphs, and line ends become hard breaks, since they matter in a
// poem or a postal address. White space is folded, as on a page. A URL in the text
// becomes a link. The result has no final line end, and is empty if the text has no
// visible character.
//
// Rendered, the result is one blockquote whose text is the given one.
func QuoteMarkdown(text string) string {
	var quoted []string
	for _, p := range paragraphsOf(received(text)) {
		quoted = append(quoted, quoteParagraph(p))
	}
	return strings.Join(quoted, "\n>\n")
}

// quoteParagraph escapes only what is necessary, so that the Markdown stays readable
// in the form. If the result renders differently, which is rare, it escapes all
// punctuation.
func quoteParagraph(p paragraph) string {
	md := p.quoted(escapeSigns)
	if _, quotes := Render(md, blog.Markdown); len(quotes) == 1 && quotes[0].Text == strings.Join(p, "\n") {
		return md
	}
	return p.quoted(escapeAll)
}

// paragraph holds the lines of a paragraph of plain text.
type paragraph []string

// paragraphsOf returns the paragraphs of plain text, which are separated by blank
// lines. White space within lines is folded; paragraphs without visible characters
// are left out.
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

// escaped returns the lines, each escaped.
func (p paragraph) escaped(escape func(string) string) []string {
	lines := make([]string, len(p))
	for i, line := range p {
		lines[i] = escape(line)
	}
	return lines
}

// quoted returns the paragraph as a blockquote.
func (p paragraph) quoted(escape func(string) string) string {
	return "> " + strings.Join(p.broken(escape), "\n> ")
}

// broken returns the lines, each escaped, with hard breaks between them: a
// backslash, or two spaces after a backslash of the text's own, where goldmark would
// take a third one for a character.
func (p paragraph) broken(escape func(string) string) []string {
	lines := p.escaped(escape)
	for i := range lines[:len(lines)-1] {
		lines[i] += hardBreak(lines[i])
	}
	return lines
}

// hardBreak returns the characters that make a hard break after a line.
func hardBreak(line string) string {
	if strings.HasSuffix(line, `\`) {
		return "  "
	}
	return `\`
}

// escapeAll puts a backslash before every ASCII punctuation character, which makes
// it literal (https://spec.commonmark.org/0.31.2/#backslash-escapes).
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

// escapeSigns puts a backslash before characters with a meaning in Markdown, but not
// in URLs, where it would be visible.
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

// isAddress reports whether a word is a URL that becomes a link, and contains
// nothing that Markdown would interpret.
func isAddress(word string) bool {
	return (strings.HasPrefix(word, "http://") || strings.HasPrefix(word, "https://") || strings.HasPrefix(word, "www.")) &&
		!strings.ContainsAny(word, "\\`*[]<>|~\"") && !reference.MatchString(word)
}

// escapeMarker escapes the beginning of a line that would make it a heading, a list
// item, a quote, a rule, a definition or a table. It returns the rest of the word.
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

// reference matches a character reference in Markdown, including its semicolon.
var reference = regexp.MustCompile(`&#?[0-9A-Za-z]+;`)

// maxReference is greater than the length of any character reference.
const maxReference = 40

// escapeWord escapes the inline markup in a word: emphasis, code, links, HTML and
// character references.
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

// isWordByte reports whether a byte belongs to a letter or digit. Non-ASCII
// characters count as letters.
func isWordByte(c byte) bool { return isLetter(c) || '0' <= c && c <= '9' || c >= 0x80 }
