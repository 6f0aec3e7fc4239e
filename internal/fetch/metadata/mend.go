package metadata

import (
	"encoding/json"
	"errors"
	"html"
	"io"
	"regexp"
	"strings"
)

// cdata matches the wrapping that Readability removes.
var cdata = regexp.MustCompile(`^\s*<!\[CDATA\[|\]\]>\s*$`)

// parse parses a JSON text, and reports whether it is valid.
func parse(text string) (value any, ok bool) {
	err := json.Unmarshal([]byte(cdata.ReplaceAllString(text, "")), &value)
	return value, err == nil
}

// mend returns the values in malformed JSON: with comments, trailing commas, line breaks
// in strings, invalid escapes, quotes as HTML entities, several values in a row, or a
// missing end. What follows an error that it can't repair is lost.
func mend(text string) []any {
	if !strings.Contains(text, `"`) {
		text = html.UnescapeString(text)
	}
	decoder := json.NewDecoder(strings.NewReader(mended(text)))
	var values []any
	for len(values) < mostNodes {
		var value any
		err := decoder.Decode(&value)
		if err != nil && !errors.Is(err, io.EOF) {
			return values
		}
		if err != nil {
			break
		}
		values = append(values, value)
	}
	return values
}

// mender rewrites malformed JSON, token by token.
type mender struct {
	in    string
	out   strings.Builder
	open  []byte // the closing brackets that are still to come
	comma bool   // a comma was read; it is written if a value follows
}

// mended returns a text with the errors repaired that can be found in one pass.
func mended(text string) string {
	m := mender{in: text}
	for len(m.in) > 0 {
		m.step()
	}
	for i := len(m.open) - 1; i >= 0; i-- {
		m.out.WriteByte(m.open[i])
	}
	return m.out.String()
}

// step processes one token.
func (m *mender) step() {
	c := m.in[0]
	if n := noise(m.in); n > 0 {
		m.in = m.in[n:]
		return
	}
	switch {
	case strings.IndexByte(" \t\r\n", c) >= 0:
		m.out.WriteByte(c)
	case c == ',':
		m.comma = true
	case c == '"':
		m.flush()
		m.text()
		return
	case c == '{' || c == '[':
		m.flush()
		m.out.WriteByte(c)
		m.open = append(m.open, c+2) // a closing bracket follows two after its opening one in ASCII
	case c == '}' || c == ']':
		m.close(c)
	default:
		m.flush()
		m.out.WriteByte(c)
	}
	m.in = m.in[1:]
}

// flush writes a pending comma, if a value precedes it.
func (m *mender) flush() {
	if m.comma && len(m.open) > 0 {
		m.out.WriteByte(',')
	}
	m.comma = false
}

// close writes a closing bracket, without a pending comma. It drops unmatched ones.
func (m *mender) close(c byte) {
	m.comma = false
	if n := len(m.open); n > 0 && m.open[n-1] == c {
		m.out.WriteByte(c)
		m.open = m.open[:n-1]
	}
}

// mark returns the length of a marker at the beginning of a text that once made scripts
// valid XHTML, or hid them from browsers without scripts.
func mark(text string) int {
	for _, m := range []string{"<![CDATA[", "]]>", "-->", ";", "\uFEFF"} {
		if strings.HasPrefix(text, m) {
			return len(m)
		}
	}
	return 0
}

// longestRemark is the longest HTML comment that is recognised, in bytes.
const longestRemark = 2 << 10

// noise returns the length of markers and comments at the beginning of a text. An HTML
// comment with a bracket in it encloses the JSON, so it is not skipped.
func noise(text string) int {
	behind := func(end string) int {
		if i := strings.Index(text, end); i >= 0 {
			return i + len(end)
		}
		return len(text)
	}
	switch {
	case strings.HasPrefix(text, "/*"):
		return behind("*/")
	case strings.HasPrefix(text, "//"):
		if rest := strings.TrimLeft(head(text[2:], 20), " \t"); mark(rest) > 0 || strings.HasPrefix(rest, "<!--") {
			return 2
		}
		return behind("\n")
	case strings.HasPrefix(text, "<!--"):
		remark, _, closed := strings.Cut(head(text, longestRemark), "-->")
		if closed && !strings.ContainsAny(remark, "{[") {
			return len(remark) + len("-->")
		}
		return len("<!--")
	}
	return mark(text)
}

// text copies a string. It escapes what has to be escaped, and removes invalid escapes.
func (m *mender) text() {
	m.out.WriteByte('"')
	for i := 1; i < len(m.in); i++ {
		switch c := m.in[i]; {
		case c == '"':
			m.out.WriteByte('"')
			m.in = m.in[i+1:]
			return
		case c == '\\' && i+1 < len(m.in):
			if i++; escapes(m.in[i:]) {
				m.out.WriteByte('\\')
			}
			m.out.WriteByte(max(m.in[i], ' '))
		case c == '\\', c < ' ':
			m.out.WriteByte(' ')
		default:
			m.out.WriteByte(c)
		}
	}
	m.out.WriteByte('"')
	m.in = ""
}

var escape = regexp.MustCompile(`^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})`)

// escapes reports whether a text may follow a backslash.
func escapes(text string) bool { return escape.MatchString(head(text, 5)) }
