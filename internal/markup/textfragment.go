package markup

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a text directive, in words and in letters. A character of a script
// without word separators counts as three letters.
const (
	wholeWords, wholeLetters         = 12, 100 // a passage up to this size is included whole
	edgeWords, edgeLetters           = 5, 36   // of a longer one, this much at each end
	neighbourWords, neighbourLetters = 3, 24   // context on each side
	fewWords, fewLetters             = 3, 48   // a passage up to this size may occur elsewhere, and needs context
	headlineWords                    = 9       // and so does a headline of at most this many words
)

// TextFragment returns the directive that leads to a passage on its page:
// ":~:text=…", to be put after the # of an address
// (https://wicg.github.io/scroll-to-text-fragment/). text is the passage, with
// paragraphs separated by blank lines; prefix and suffix are the text before and
// after it. A term can't span several blocks, but a range of two terms can: so a
// long passage is identified by its first and last words. The result is empty if
// text is.
//
// The context distinguishes the passage from others that begin or end like it, and
// allows it to begin and end within a word. But if the page has changed the context,
// the passage would not be found at all. So further directives without parts of the
// context follow. Browsers highlight what each directive finds, and scroll to the
// match of the first one that has any. So none of the further ones is a range, which
// could begin at another occurrence of the same words, such as the head of every
// page, and highlight everything in between. They identify one piece of the passage.
func TextFragment(text, prefix, suffix string) string {
	lines := linesOf(text)
	if len(lines) == 0 {
		return ""
	}
	first, last := splitWords(lines[0]), splitWords(lines[len(lines)-1])
	start := take(first, edgeWords, edgeLetters)
	if len(lines) == 1 {
		last = first[len(start):]
	}
	var terms string
	switch end := takeLast(last, edgeWords, edgeLetters); {
	case len(lines) == 1 && (len(end) == 0 || len(first) <= wholeWords && letters(first) <= wholeLetters):
		start, last = first, first
		terms = encodeTerm(first)
	default:
		last = end
		terms = encodeTerm(start) + "," + encodeTerm(end)
	}
	var before, after string
	if words := takeLast(splitWords(lastOf(linesOf(prefix))), neighbourWords, neighbourLetters); len(words) > 0 {
		before = encodeTerm(words) + "-,"
	}
	if words := take(splitWords(firstOf(linesOf(suffix))), neighbourWords, neighbourLetters); len(words) > 0 {
		after = ",-" + encodeTerm(words)
	}
	directives := []string{before + terms + after}
	if before+after != "" {
		for _, less := range pieces(lines, start, last, before, after) {
			if !slices.Contains(directives, less) {
				directives = append(directives, less)
			}
		}
	}
	return ":~:text=" + strings.Join(directives, "&text=")
}

// pieces returns the directives that find a passage in another context than it had:
// the beginning of its longest line, or, if all lines are short or headlines, its
// ends, each with the context on its side.
func pieces(lines []string, start, last []string, before, after string) []string {
	longest := slices.MaxFunc(lines, func(a, b string) int { return letters([]string{a}) - letters([]string{b}) })
	words := splitWords(longest)
	if piece := take(words, wholeWords, wholeLetters); !isFew(piece) && !isHeadline(piece) {
		return []string{encodeTerm(piece)}
	}
	var all []string
	if before != "" {
		all = append(all, before+encodeTerm(start))
	}
	if after != "" {
		all = append(all, encodeTerm(last)+after)
	}
	return all
}

func isFew(words []string) bool { return len(words) <= fewWords && letters(words) <= fewLetters }

// isHeadline reports whether words may be those of a headline, which a table of
// contents contains as well: there are few of them, separated by single spaces, and
// without punctuation at the end.
func isHeadline(words []string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(words[len(words)-1]))
	return len(words) <= headlineWords && !strings.Contains(strings.Join(words, ""), "  ") && !partsNone(last) && (unicode.IsLetter(last) || unicode.IsDigit(last))
}

// take returns the first words: at most n, fewer if they have many letters.
func take(words []string, n, most int) []string {
	end := 0
	for end < len(words) && end < n && (end == 0 || letters(words[:end]) < most) {
		end++
	}
	return words[:end]
}

// takeLast returns the last words, with the same limits.
func takeLast(words []string, n, most int) []string {
	begin := len(words)
	for begin > 0 && len(words)-begin < n && (begin == len(words) || letters(words[begin:]) < most) {
		begin--
	}
	return words[begin:]
}

func letters(words []string) int {
	n := 0
	for _, word := range words {
		for _, r := range word {
			if n++; partsNone(r) {
				n += 2
			}
		}
	}
	return n
}

// linesOf returns the lines of a text that contain visible characters. A line break
// within a paragraph separates terms like a paragraph does: no term contains a line
// end. Nor does one contain a tab, which separates the cells of a table, each a
// block of its own. Other white space within a line stays, since browsers
// distinguish two spaces in preformatted text from one.
func linesOf(text string) []string {
	var lines []string
	for line := range strings.FieldsFuncSeq(clean(text), func(r rune) bool { return r == '\n' || r == '\t' }) {
		if line = strings.TrimSpace(line); strings.ContainsFunc(line, isVisible) {
			lines = append(lines, line)
		}
	}
	return lines
}

func firstOf(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return lines[0]
}

func lastOf(lines []string) string {
	slices.Reverse(lines)
	return firstOf(lines)
}

// longestClause is the length, in characters, at which a run in a script without
// spaces is cut even within a word.
const longestClause = 100

// splitWords splits a line into words, each with the space after it. In scripts
// without word separators, browsers find words by a dictionary and match only whole
// ones: there, the text between punctuation is treated as one word.
func splitWords(line string) []string {
	var words []string
	begin, run, cut := 0, 0, false
	for i, r := range line {
		switch {
		case r == ' ', isClosing(r):
		case cut, run > longestClause:
			words = append(words, line[begin:i])
			begin, run = i, 0
		}
		if run++; !partsNone(r) && !unicode.IsPunct(r) {
			run = 0
		}
		before, _ := utf8.DecodeLastRuneInString(line[begin:i])
		cut = r == ' ' || isClosing(r) && (cut || partsNone(r) || partsNone(before) || r > 0x2fff)
	}
	if begin < len(line) {
		words = append(words, line[begin:])
	}
	return words
}

// isClosing reports whether a punctuation character belongs to the word before it.
func isClosing(r rune) bool {
	return unicode.IsPunct(r) && !unicode.Is(unicode.Ps, r) && !unicode.Is(unicode.Pi, r)
}

// partsNone reports whether a character belongs to a script without word separators.
func partsNone(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// encodeTerm percent-encodes words: everything except ASCII letters and digits and
// characters without a meaning in an address. The hyphen, the comma and the
// ampersand separate terms.
func encodeTerm(words []string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(strings.TrimSpace(strings.Join(words, ""))) {
		if isLetter(c) || '0' <= c && c <= '9' || c == '.' || c == '_' || c == '~' {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', digits[c>>4], digits[c&15]})
	}
	return b.String()
}
