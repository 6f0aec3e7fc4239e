package feed

import (
	"strings"
	"unicode/utf8"
)

// xmlHeader begins each document.
const xmlHeader = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// xmlWriter writes XML, one element a line. Encoding/xml is slower, and supports neither
// mixing CDATA with text nor the character references that plain text needs.
type xmlWriter struct{ b []byte }

// tag writes the name and attributes of a start tag. attributes are alternating names and
// values; those with an empty value are left out.
func (w *xmlWriter) tag(name string, attributes []string) {
	w.b = append(append(w.b, '<'), name...)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			w.b = append(append(append(w.b, ' '), attributes[i]...), `="`...)
			w.b = appendEscaped(w.b, attributes[i+1], true)
			w.b = append(w.b, '"')
		}
	}
}

// open writes a start tag.
func (w *xmlWriter) open(name string, attributes ...string) {
	w.tag(name, attributes)
	w.b = append(w.b, ">\n"...)
}

// close writes an end tag.
func (w *xmlWriter) close(name string) {
	w.b = append(append(append(w.b, "</"...), name...), ">\n"...)
}

// void writes an element without content.
func (w *xmlWriter) void(name string, attributes ...string) {
	w.tag(name, attributes)
	w.b = append(w.b, "/>\n"...)
}

// text writes an element of plain text, unless the text is empty.
func (w *xmlWriter) text(name, text string, attributes ...string) {
	if text == "" {
		return
	}
	w.tag(name, attributes)
	w.b = append(w.b, '>')
	w.b = appendEscaped(w.b, text, false)
	w.close(name)
}

// lineEnds normalizes line ends, as parsers of HTML and XML do.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// markup writes an element with HTML as text, in CDATA sections, which are shorter and
// easier to read than escaped HTML.
func (w *xmlWriter) markup(name, html string, attributes ...string) {
	w.tag(name, attributes)
	w.b = append(w.b, "><![CDATA["...)
	html = clean(html)
	if strings.IndexByte(html, '\r') >= 0 {
		html = lineEnds.Replace(html)
	}
	w.b = append(w.b, strings.ReplaceAll(html, "]]>", "]]]]><![CDATA[>")...)
	w.b = append(w.b, "]]>"...)
	w.close(name)
}

// references maps characters to character references. The hexadecimal ones mark a text as
// plain text, not HTML, by the RSS Profile
// (https://www.rssboard.org/rss-profile#data-types-characterdata).
var references = [256]string{'&': "&#x26;", '<': "&#x3C;", '>': "&gt;", '\r': "&#xD;"}

// appendEscaped appends an escaped text, without characters that XML does not allow.
func appendEscaped(b []byte, s string, attribute bool) []byte {
	s = clean(s)
	from := 0
	for i := range len(s) {
		ref := references[s[i]]
		if attribute && ref == "" {
			switch s[i] {
			case '"':
				ref = "&quot;"
			case '\n':
				ref = "&#xA;"
			case '\t':
				ref = "&#x9;"
			}
		}
		if ref != "" {
			b = append(append(b, s[from:i]...), ref...)
			from = i + 1
		}
	}
	return append(b, s[from:]...)
}

// clean removes characters that XML does not allow (https://www.w3.org/TR/xml/#charsets),
// and other controls and noncharacters. A sequence of invalid UTF-8, such as encoded
// surrogates, becomes one replacement character.
func clean(s string) string {
	at := unclean(s)
	if at == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:at])
	broken := false
	for i := at; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		bad := r == utf8.RuneError && size == 1
		switch {
		case bad && !broken:
			b.WriteRune(utf8.RuneError)
		case bad || hidden(r):
		default:
			b.WriteString(s[i : i+size])
		}
		broken = bad
		i += size
	}
	return b.String()
}

// unclean returns the index of the first byte that clean would change.
func unclean(s string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0x7f {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || hidden(r) {
			return i
		}
		i += size
	}
	return len(s)
}

// hidden reports whether a character is a control or a noncharacter.
func hidden(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r >= 0x7f && r < 0xa0 || r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef
}
